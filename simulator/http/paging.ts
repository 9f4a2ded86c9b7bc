import { createHmac } from "node:crypto";
import type { Json, JsonObject } from "../../src/json.ts";
import { invalidParameter } from "../errors.ts";
import { compareIds } from "../world/ids.ts";

/** The place of an item in its list: what the list is ordered by, and the id where that is equal. */
export type Anchor = readonly [by: string | number, id: string];

/** A list with an order, as a client sees it page by page. */
export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly anchor: (item: Item) => Anchor;
  readonly direction: "ascending" | "descending";
  /**
   * How the list ends. `null bookmark`: the last items come with it. `empty page`: the last items come with a bookmark
   * still, and after them comes a page without items, as seen live on `/pins`, `/search/pins` and `/search/boards`.
   */
  readonly end: "null bookmark" | "empty page";
}

export interface PageRequest {
  readonly size: number;
  readonly bookmark: string | undefined;
  /** What the bookmark is good for: a bookmark of another list is refused. */
  readonly of: string;
  readonly seed: number;
  readonly pages: "full" | "ragged";
}

/** One page of a list. It begins after the item that the bookmark names, whether or not that item is still there. */
export function pageOf<Item>(listing: Listing<Item>, request: PageRequest, show: (item: Item) => Json): JsonObject {
  const { items, anchor, direction, end } = listing;
  const after = request.bookmark === undefined ? undefined : readBookmark(request.bookmark, request);
  const sign = direction === "ascending" ? 1 : -1;
  let start = 0;
  if (after !== undefined) {
    let beyond = items.length;
    while (start < beyond) {
      const middle = (start + beyond) >>> 1;
      const item = items[middle];
      if (item !== undefined && compareAnchors(anchor(item), after) * sign <= 0) start = middle + 1;
      else beyond = middle;
    }
  }
  const fewer = request.pages === "ragged" ? Math.min(request.size - 1, start % 3) : 0;
  const page = items.slice(start, start + request.size - fewer);
  const last = page.at(-1);
  const isEnd = last === undefined || (end === "null bookmark" && start + page.length === items.length);
  return { items: page.map(show), bookmark: isEnd ? null : writeBookmark(anchor(last), page.length, request) };
}

/** Orders anchors, ascending. */
export function compareAnchors([by, id]: Anchor, [otherBy, otherId]: Anchor): number {
  if (by === otherBy) return compareIds(id, otherId);
  return by < otherBy ? -1 : 1;
}

const sign = (text: string, { of, seed }: PageRequest) =>
  createHmac("sha256", String(seed)).update(`${of}\n${text}`).digest("hex");

/** A bookmark of the shape seen live: base64 of `?c-1|5|<place>*GQL*|<sha256>|NEW|`. */
function writeBookmark(anchor: Anchor, count: number, request: PageRequest): string {
  const place = `?c-1|${count}|${encodeURIComponent(JSON.stringify(anchor))}*GQL*`;
  return Buffer.from(`${place}|${sign(place, request)}|NEW|`).toString("base64");
}

function readBookmark(bookmark: string, request: PageRequest): Anchor {
  const payload = Buffer.from(bookmark, "base64");
  const [, place, anchor, signature] =
    /^(\?c-1\|\d+\|([^|]*)\*GQL\*)\|([0-9a-f]{64})\|NEW\|$/u.exec(payload.toString()) ?? [];
  if (payload.toString("base64") === bookmark && place !== undefined && sign(place, request) === signature) {
    const value: unknown = JSON.parse(decodeURIComponent(anchor ?? ""));
    if (isAnchor(value)) return value;
  }
  throw invalidParameter("Invalid bookmark.");
}

function isAnchor(value: unknown): value is Anchor {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [by, id]: readonly unknown[] = value;
  return (typeof by === "string" || typeof by === "number") && typeof id === "string";
}
