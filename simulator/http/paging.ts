import { createHmac } from "node:crypto";
import { invalidParameter } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { compareIds } from "../world/ids.ts";

/** The position of an item in its list: the sort key, with the ID as tiebreaker. */
export type Anchor = readonly [by: string | number, id: string];

/** An ordered list that is returned page by page. */
export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly anchor: (item: Item) => Anchor;
  readonly direction: "ascending" | "descending";
  /**
   * How the list ends. `null bookmark`: the last page has no bookmark. `empty page`: the last page has a bookmark to an
   * empty page, on `/pins`, `/search/pins`, and `/search/boards`.
   */
  readonly end: "null bookmark" | "empty page";
}

export interface PageRequest {
  readonly size: number;
  readonly bookmark: string | undefined;
  /** Identifies the list; bookmarks of other lists are rejected. */
  readonly of: string;
  readonly seed: number;
  readonly pages: "full" | "ragged";
}

/** Returns one page. It starts after the bookmarked item, even if that item no longer exists. */
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

/** Compares anchors, ascending. */
export function compareAnchors([by, id]: Anchor, [otherBy, otherId]: Anchor): number {
  if (by === otherBy) return compareIds(id, otherId);
  return by < otherBy ? -1 : 1;
}

const sign = (text: string, { of, seed }: PageRequest) =>
  createHmac("sha256", String(seed)).update(`${of}\n${text}`).digest("hex");

/** Returns a bookmark: base64 of `?c-1|5|<position>*GQL*|<sha256>|NEW|`. */
function writeBookmark(anchor: Anchor, count: number, request: PageRequest): string {
  const position = `?c-1|${count}|${encodeURIComponent(JSON.stringify(anchor))}*GQL*`;
  return Buffer.from(`${position}|${sign(position, request)}|NEW|`).toString("base64");
}

function readBookmark(bookmark: string, request: PageRequest): Anchor {
  const payload = Buffer.from(bookmark, "base64");
  const [, position, anchor, signature] =
    /^(\?c-1\|\d+\|([^|]*)\*GQL\*)\|([0-9a-f]{64})\|NEW\|$/u.exec(payload.toString()) ?? [];
  if (payload.toString("base64") === bookmark && position !== undefined && sign(position, request) === signature) {
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
