import { createHash } from "node:crypto";
import { invalidParameter } from "../errors.ts";
import { compareIds } from "../world/ids.ts";

/** The position of an item in its list: the sort key, with the ID as tiebreaker. */
export type Anchor = readonly [by: string | number, id: string];

/** Compares anchors, ascending. */
export function compareAnchors([by, id]: Anchor, [otherBy, otherId]: Anchor): number {
  if (by === otherBy) return compareIds(id, otherId);
  return by < otherBy ? -1 : 1;
}

/** Returns the bookmark of a position in a list: base64 of `?c-1|5|<position>*GQL*|<sha256>|NEW|`. */
export function writeBookmark(list: string, anchor: Anchor, count: number): string {
  return signed(list, `?c-1|${count}|${encodeURIComponent(JSON.stringify(anchor))}*GQL*`);
}

/** Returns the position of a bookmark. @throws ApiError for one of another list, or an altered one */
export function readBookmark(list: string, bookmark: string): Anchor {
  const payload = Buffer.from(bookmark, "base64").toString();
  const [, position, anchor = ""] = /^(\?c-1\|\d+\|([^|]*)\*GQL\*)\|/u.exec(payload) ?? [];
  if (position !== undefined && signed(list, position) === bookmark) {
    const value: unknown = JSON.parse(decodeURIComponent(anchor));
    if (isAnchor(value)) return value;
  }
  throw invalidParameter("Invalid bookmark.");
}

function signed(list: string, position: string): string {
  const signature = createHash("sha256").update(`${list} ${position}`).digest("hex");
  return Buffer.from(`${position}|${signature}|NEW|`).toString("base64");
}

function isAnchor(value: unknown): value is Anchor {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [by, id]: readonly unknown[] = value;
  return (typeof by === "string" || typeof by === "number") && typeof id === "string";
}
