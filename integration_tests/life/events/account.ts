import { editPin, renameBoard, setStatus } from "../../../simulator/ordinary-changes.ts";
import { hash } from "../../../simulator/random.ts";
import type { AccountWorld } from "../../../simulator/world/organic/account.ts";
import type { Role } from "../../../simulator/world/world.ts";
import { asText } from "../../../src/base/json.ts";
import { words } from "../../../test/words.ts";
import type { Course } from "../course.ts";
import type { LifeEvent } from "../life.ts";
import { chosen, type Happening, ownBoards, seconds, stays, world } from "./event.ts";

/** An event of something of the token's own account. */
const ofAccount =
  <Item>(
    items: (account: AccountWorld) => readonly Item[],
    happen: (account: AccountWorld, item: Item, now: number, event: LifeEvent) => void,
  ): Happening =>
  (course, event) => {
    const { me } = world(course);
    const item = chosen(items(me), event);
    if (item !== undefined) happen(me, item, course.clock.now() * 1000, event);
  };

const ownPins = (account: AccountWorld) => account.ownPins();
const itself = (account: AccountWorld) => [account];

function adObject(course: Course, event: LifeEvent) {
  const adAccount = chosen(world(course).adAccounts, event, "ad account");
  const { campaigns = [], adGroups = [], ads = [] } = adAccount?.advertising ?? {};
  const item = chosen([...campaigns, ...adGroups, ...ads], event);
  return adAccount === undefined || item === undefined ? undefined : { adAccount, item };
}

/** Changes of the account that can happen between two requests of a sync. */
const changes = words(`
  addPins deletePin movePin editPin addBoard deleteBoard renameBoard deleteSection addFollowers deleteFollower
  addAds deleteAd renameAdObject setStatus
`);

/** What happens to the account. */
export const accountHappenings: Readonly<Record<string, Happening>> = {
  addPins: ofAccount(itself, (account, _, now, { pick }) => account.addPins(1 + (pick % 3), now)),
  /** Pins of the hours before the sync: lists show one of them at once, the others some syncs later. */
  latePins: (course, event) => {
    const time = Math.max(course.clock.now(), course.nextTime - (event.pick % 150) * 60_000);
    const added = world(course).me.addPins(2 + (event.pick % 3), time * 1000);
    const ids = new Set(added.slice(1).map(({ id }) => id));
    stays(course, event, { rows: (_, rows) => rows.filter(({ id }) => !ids.has(asText(id))) });
  },
  deletePin: ofAccount(ownPins, (account, { id }, now) => account.deletePin(id, now)),
  cleanUp: ofAccount(itself, (account, _, now, { pick }) => {
    for (const { id } of account.ownPins()) if (hash(id, pick) % 4 > 0) account.deletePin(id, now);
  }),
  movePin: ofAccount(ownPins, (account, { id }, now, event) => {
    const board = chosen(ownBoards(account), event, "to");
    if (board !== undefined) account.movePin(id, board.id, now);
  }),
  editPin: ofAccount(ownPins, (account, { id }, _, { pick }) => editPin(account, id, `Edited ${pick}`)),
  addBoard: ofAccount(itself, (account, _, now) => account.addBoards(1, now)),
  deleteBoard: ofAccount(
    (account) => ownBoards(account).slice(1),
    (account, { id }) => account.deleteBoard(id),
  ),
  /** All Pins of a board move to another one, and the board is gone. Half of the times, the other one can't be read for a while. */
  mergeBoard: (course, event) => {
    const { me } = world(course);
    const [board, other] = ownBoards(me).toSorted((one, two) => hash(one.id, event.pick) - hash(two.id, event.pick));
    if (board === undefined || other === undefined) return;
    for (const pin of me.boardPins(board.id)) me.movePin(pin.id, other.id, course.clock.now() * 1000);
    me.deleteBoard(board.id);
    const when = ({ pathname }: URL) => event.pick % 2 === 0 && pathname.includes(`/${other.id}/`);
    const fault = chosen([{ status: 500 }, { status: 403, code: 29, message: "Not permitted." }], event, "fault") ?? {};
    stays(course, { ...event, runs: event.runs + 2 }, { rule: { when, fault } });
  },
  renameBoard: ofAccount(
    (account) => ownBoards(account).slice(1),
    (account, { id }, _, { pick }) => renameBoard(account, id, `Renamed ${pick}`),
  ),
  deleteSection: ofAccount(
    ({ sections }) => sections,
    (account, { id }, now) => account.deleteSection(id, now),
  ),
  addFollowers: ofAccount(itself, (account, _, __, { pick }) => account.addFollowers(1 + (pick % 3))),
  deleteFollower: ofAccount(
    ({ followers }) => followers,
    (account, { username }) => account.deleteFollower(username),
  ),
  addAds: (course, event) => {
    chosen(world(course).adAccounts, event)?.advertising.addAds(1 + (event.pick % 2), seconds(course));
  },
  deleteAd: (course, event) => {
    const adAccount = chosen(world(course).adAccounts, event, "ad account");
    const ad = chosen(adAccount?.advertising.ads ?? [], event);
    if (ad !== undefined) adAccount?.advertising.deleteAd(ad.id, seconds(course));
  },
  renameAdObject: (course, event) => {
    const { adAccount, item } = adObject(course, event) ?? {};
    if (item !== undefined) adAccount?.advertising.rename(item.id, `Renamed ${event.pick}`, seconds(course));
  },
  setStatus: (course, event) => {
    const { adAccount, item } = adObject(course, event) ?? {};
    const status = chosen(["ARCHIVED", "ARCHIVED", "PAUSED", "ACTIVE"] as const, event, "status") ?? "ARCHIVED";
    if (item !== undefined && item.status !== "DRAFT" && item.status !== "DELETED_DRAFT" && adAccount !== undefined)
      setStatus(adAccount.advertising, item.id, status, seconds(course));
  },
  loseRole: lose(["FINANCE_MANAGER"]),
  leaveList: lose([]),
  during: (course, event) => {
    const number = 2 + (event.pick % 20);
    const happen = accountHappenings[chosen(changes, event, "during") ?? ""];
    stays(course, event, {
      onRequest: (request) => {
        if (request !== number) return;
        course.onChange();
        void happen?.(course, event);
      },
    });
  },
};

/** Takes roles in an ad account for some runs; of another owner, if one is left. */
function lose(left: readonly Role[]): Happening {
  return (course, event) => {
    const { access } = course;
    const lost = new Set(access.lost().flat());
    const adAccount = chosen(
      world(course).adAccounts.filter(
        ({ id, roles }) => !lost.has(id) && (left.length === 0 || !roles.includes("OWNER")),
      ),
      event,
    );
    if (adAccount === undefined) return;
    access.take(adAccount.id, left);
    stays(course, event, { end: () => access.restore(adAccount.id) });
  };
}
