import { notFound } from "../../errors.ts";
import type { Anchor } from "../../http/paging.ts";
import { asText } from "../../json.ts";
import { hash } from "../../random.ts";
import type { RequestScope } from "../../request-scope.ts";
import { wordsOf } from "../../texts.ts";
import { showBoard } from "../../views/account.ts";
import { showPin, showSummaryPin } from "../../views/pins.ts";
import type { Board, Pin } from "../../world/records.ts";
import { requestedItem } from "../areas.ts";
import { byId, list } from "../list.ts";
import { type Call, computed, type Operations } from "../operation.ts";

const newestFirst = {
  order: ({ createdAt, id }: Pin): Anchor => [createdAt, id],
  direction: "descending",
  isOfPins: true,
} as const;
const showBoardOf = (board: Board, { scope }: Call) => showBoard(scope.account, board);
const showPinOf = (pin: Pin, { scope, parameters }: Call) => showPin(scope, pin, parameters.flag("pin_metrics"));
const hasWords = (text: string, query: string) => {
  const words = wordsOf(text);
  return [...wordsOf(query)].every((word) => words.has(word));
};

/** Boards, board sections, and Pins. */
export const boardOperations: Operations = {
  "boards/list": list({
    rows: ({ scope }) => listedBoards(scope),
    order: ({ name, id }) => [name.toLowerCase(), id],
    show: showBoardOf,
  }),
  "boards/get": computed((call) => showBoardOf(boardOf(call), call)),
  "board_sections/list": list({
    rows: (call) => {
      const board = boardOf(call);
      return call.scope.account.sections.filter(({ boardId }) => boardId === board.id);
    },
    order: byId,
    show: ({ id, name }) => ({ id, name }),
  }),
  "boards/list_pins": list({
    rows: (call) => visiblePins(call.scope, call.scope.account.boardPins(boardOf(call).id)),
    ...newestFirst,
    show: showPinOf,
  }),
  "board_sections/list_pins": list({
    rows: (call) => {
      const { account } = call.scope;
      const board = boardOf(call);
      const sections = account.sections.filter(({ boardId }) => boardId === board.id);
      const section = requestedItem(call, "section_id", sections, () => notFound("Board section"));
      return visiblePins(call.scope, account.sectionPins(section.id));
    },
    ...newestFirst,
    show: showPinOf,
  }),
  "pins/list": list({
    rows: ({ scope }) => visiblePins(scope, scope.account.savedPins()),
    where: {
      include_protected_pins: ({ boardId }, [all], { scope }) =>
        all === "true" || (privacyOf(scope, boardId) !== "PROTECTED" && isListed(scope, boardId)),
    },
    ...newestFirst,
    paging: "bookmark_then_empty",
    show: showPinOf,
  }),
  "search_user_boards/get": list({
    rows: ({ scope }) => listedBoards(scope),
    where: {
      query: ({ name, record }, [query = ""]) => hasWords(`${name} ${asText(record.description)}`, query),
    },
    // Oldest first.
    order: ({ createdAt, id }) => [createdAt, id],
    paging: "offsets",
    show: showBoardOf,
  }),
  "search_user_pins/list": list({
    rows: ({ scope }) => visiblePins(scope, scope.account.savedPins()),
    where: {
      query: ({ id, record: { title, description } }, [query = ""]) => {
        if (/^\s*\d+\s*(,\s*\d+\s*)*$/u.test(query)) return query.split(",").some((one) => one.trim() === id);
        return wordsOf(query).size > 0 && hasWords(`${asText(title)} ${asText(description)}`, query);
      },
    },
    ...newestFirst,
    paging: "offsets",
    show: showPinOf,
  }),
  // Public Pins of other users that match the term, in order of relevance.
  search_partner_pins: list({
    rows: ({ scope: { world } }) =>
      world.shared.ownPins().filter(({ boardId }) => world.shared.board(boardId)?.privacy === "PUBLIC"),
    where: { term: (pin, _, call) => relevanceOf(pin, call) % 2 === 0 },
    order: (pin, call) => [relevanceOf(pin, call), pin.id],
    show: showSummaryPin,
  }),
  "pins/get": computed((call) => {
    const id = call.parameters.requiredText("pin_id");
    const { scope } = call;
    const account = scope.world.accounts.find((one) => one !== scope.account && one.pin(id) !== undefined);
    const other = account?.pin(id);
    if (other === undefined || account?.board(other.boardId)?.privacy !== "PUBLIC")
      return showPinOf(pinOf(scope, id), call);
    return { ...showPinOf(other, { ...call, scope: { ...scope, account } }), is_owner: false };
  }),
  "product_tags/list": computed(({ parameters, scope }) => {
    const { product_tags } = pinOf(scope, parameters.requiredText("pin_id")).record;
    return { product_tags };
  }),
};

const relevanceOf = ({ id }: Pin, { parameters }: Call) =>
  hash(`${parameters.requiredText("term")} ${parameters.requiredText("country_code")} ${id}`);

const privacyOf = ({ account }: RequestScope, boardId: string) => account.board(boardId)?.privacy ?? "PUBLIC";

/** Returns own boards and group boards; secret ones only with `boards:read_secret`. */
function visibleBoards({ account, secretBoards }: RequestScope): readonly Board[] {
  return account.boards.filter(({ privacy }) => secretBoards || privacy !== "SECRET");
}

/** Returns those of `visibleBoards` that lists have. */
function listedBoards(scope: RequestScope): readonly Board[] {
  return visibleBoards(scope).filter(({ id }) => isListed(scope, id));
}

const isListed = ({ settings }: RequestScope, boardId: string) => !settings.unlisted_boards.includes(boardId);

/** Returns the board in the path. @throws ApiError 404 also for boards that the token can't access */
function boardOf(call: Call): Board {
  return requestedItem(call, "board_id", visibleBoards(call.scope), () => notFound("Board"));
}

function visiblePins(scope: RequestScope, pins: readonly Pin[]): readonly Pin[] {
  return scope.secretPins ? pins : pins.filter(({ boardId }) => privacyOf(scope, boardId) !== "SECRET");
}

/** Returns a Pin that the account owns or that is on one of its boards. */
export function pinOf(scope: RequestScope, id: string): Pin {
  const pin = scope.account.pin(id);
  const [visible] = pin === undefined ? [] : visiblePins(scope, [pin]);
  if (visible === undefined) throw notFound("Pin");
  return visible;
}
