import type { JsonObject } from "../../src/json.ts";
import { notFound } from "../errors.ts";
import type { Listing } from "../http/paging.ts";
import { isForgotten, pinLifetime, pinPast } from "../metrics/activity.ts";
import { recentCounts } from "../metrics/days.ts";
import type { RequestScope } from "../request-scope.ts";
import { wordsOf } from "../texts.ts";
import type { Board, Pin, Privacy, Section } from "../world/records.ts";
import { timestamp } from "../world/times.ts";
import { showMedia } from "./media.ts";
import { recordOf } from "./record.ts";

export interface PinFilter {
  readonly withProtected: boolean;
  readonly pinFilter?: string | undefined;
  readonly pinType?: string | undefined;
  readonly creativeTypes?: readonly string[] | undefined;
}

/** Every Pin the account owns, on whoever's board; those on protected boards only when they are asked for. */
export function listPins(scope: RequestScope, filter: PinFilter): Listing<Pin> {
  const privacyOf = privacies(scope);
  const pins = scope.account.ownPins().filter((pin) => {
    const privacy = privacyOf(pin);
    if (privacy === "SECRET" && !scope.secretPins) return false;
    if (privacy === "PROTECTED" && !filter.withProtected) return false;
    if (filter.pinType === "PRIVATE" && privacy !== "SECRET") return false;
    return passes(pin, filter.pinFilter) && isOfType(pin, filter.creativeTypes);
  });
  return newestFirst(pins, "empty page");
}

/** Every Pin on a board, those in its sections and those of collaborators included. */
export function listBoardPins(scope: RequestScope, board: Board, creativeTypes?: readonly string[]): Listing<Pin> {
  const hidden = board.privacy === "SECRET" && !scope.secretPins;
  const pins = hidden ? [] : scope.account.boardPins(board.id);
  const wanted = creativeTypes === undefined ? pins : pins.filter((pin) => isOfType(pin, creativeTypes));
  return newestFirst(wanted, "null bookmark");
}

export function listSectionPins(scope: RequestScope, board: Board, section: Section): Listing<Pin> {
  const hidden = board.privacy === "SECRET" && !scope.secretPins;
  return newestFirst(hidden ? [] : scope.account.sectionPins(section.id), "null bookmark");
}

/** Own Pins that have every word of the query in title or description, or that the query names by ids. */
export function searchPins(scope: RequestScope, query: string): Listing<Pin> {
  const privacyOf = privacies(scope);
  const ids = /^\s*\d+\s*(,\s*\d+\s*)*$/u.test(query) ? query.split(",").map((id) => id.trim()) : undefined;
  const wanted = [...wordsOf(query)];
  const pins = scope.account.ownPins().filter((pin) => {
    if (privacyOf(pin) === "SECRET" && !scope.secretPins) return false;
    if (ids !== undefined) return ids.includes(pin.id);
    const words = wordsOf(`${pin.title ?? ""} ${pin.description ?? ""}`);
    return wanted.length > 0 && wanted.every((word) => words.has(word));
  });
  return newestFirst(pins, "empty page");
}

/** A Pin that the account owns or that is on one of its boards. */
export function findPin(scope: RequestScope, id: string): Pin {
  const pin = scope.account.pin(id);
  if (pin === undefined || (privacies(scope)(pin) === "SECRET" && !scope.secretPins)) throw notFound("Pin");
  return pin;
}

/** A Pin as the API shows it, with the fields that it has beyond its document, as seen live. */
export function showPin(
  scope: Pick<RequestScope, "seed" | "account" | "today">,
  pin: Pin,
  withMetrics: boolean,
): JsonObject {
  const owner = scope.account.board(pin.boardId)?.owner ?? null;
  return recordOf({
    id: pin.id,
    created_at: timestamp(pin.createdAt),
    title: pin.title,
    description: pin.description,
    link: pin.link,
    alt_text: pin.altText,
    dominant_color: pin.dominantColor,
    board_id: pin.boardId,
    board_section_id: pin.sectionId,
    board_owner: owner === null ? null : { username: owner },
    media: showMedia(pin),
    parent_pin_id: pin.savedFrom,
    creative_type: pin.creativeType,
    is_owner: pin.owner === scope.account.profile.username,
    is_standard: pin.mediaType !== "multiple_mixed",
    has_been_promoted: pin.promoted,
    pin_metrics: withMetrics ? metricsOf(scope, pin) : null,
    is_product: pin.product,
    is_removable: pin.savedFrom === null,
    product_tags: pin.product ? [{ pin_id: String(BigInt(pin.id) + 1n) }] : [],
    note: pin.hasNote ? (pin.description ?? "") : undefined,
  });
}

/** `{"90d", "lifetime_metrics"}` with the names of Pinterest's example: sums of what the analytics tell day by day. */
function metricsOf({ seed, account, today }: Pick<RequestScope, "seed" | "account" | "today">, pin: Pin): JsonObject {
  const recent = recentCounts(seed, account.profile, pin, today);
  const past = isForgotten(seed, pin) ? 0 : pinPast(seed, pin);
  const { comments, reactions } = pinLifetime(seed, pin);
  return {
    "90d": { pin_click: recent.pinClick, impression: recent.impression, clickthrough: recent.outboundClick },
    lifetime_metrics: {
      pin_click: recent.pinClick + Math.floor(past / 20),
      impression: recent.impression + past,
      clickthrough: recent.outboundClick + Math.floor(past / 40),
      reaction: reactions,
      comment: comments,
    },
  };
}

function privacies({ account }: RequestScope): (pin: Pin) => Privacy {
  return ({ boardId }) => account.board(boardId)?.privacy ?? "PUBLIC";
}

/** What each `pin_filter` keeps. The document only names them: native Pins are taken to be those that were not saved. */
const filters: Readonly<Record<string, (pin: Pin) => boolean>> = {
  exclude_native: ({ savedFrom }) => savedFrom !== null,
  exclude_repins: ({ savedFrom }) => savedFrom === null,
  has_been_promoted: ({ promoted }) => promoted,
};

function passes(pin: Pin, filter: string | undefined): boolean {
  return filters[filter ?? ""]?.(pin) ?? true;
}

function isOfType({ creativeType }: Pin, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || (creativeType !== null && wanted.includes(creativeType));
}

function newestFirst(pins: readonly Pin[], end: Listing<Pin>["end"]): Listing<Pin> {
  return { items: pins, anchor: ({ createdAt, id }) => [createdAt, id], direction: "descending", end };
}
