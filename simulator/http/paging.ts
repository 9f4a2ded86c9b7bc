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

/** What a bookmark is of: its list, and the request that made it, so that the same page has another one each time. */
export interface BookmarkSource {
  readonly list: string;
  /** `x-pinterest-rid` */
  readonly requestId: string;
}

/**
 * Returns a bookmark: base64 of `<position>|<request>*GQL*|<hash>|NEW|`, as recorded. Longer than in recordings, the hash ends
 * with the anchor of the row after which the next page starts.
 */
export function writeBookmark({ list, requestId }: BookmarkSource, position: string, after: Anchor | null): string {
  const text = `${position}|${requestId}*GQL*`;
  const anchor = after === null ? "" : Buffer.from(JSON.stringify(after)).toString("hex");
  return Buffer.from(`${text}|${signatureOf(list, text, anchor)}${anchor}|NEW|`).toString("base64");
}

/** Returns the anchor of a bookmark, or its offset in a search. @throws ApiError for one of another list, or an altered one */
export function readBookmark(list: string, bookmark: string): Anchor | number {
  const payload = Buffer.from(bookmark, "base64");
  const [, text = "", signature, anchor = ""] =
    /^(.*)\|([0-9a-f]{64})([0-9a-f]*)\|NEW\|$/u.exec(payload.toString()) ?? [];
  if (payload.toString("base64") === bookmark && signature === signatureOf(list, text, anchor)) {
    if (anchor === "") return Number(/^oo(\d+)/u.exec(text)?.[1]);
    const value: unknown = JSON.parse(Buffer.from(anchor, "hex").toString());
    if (isAnchor(value)) return value;
  }
  throw invalidParameter("Invalid bookmark.");
}

function signatureOf(list: string, text: string, anchor: string): string {
  return createHash("sha256").update(`${list} ${text} ${anchor}`).digest("hex");
}

function isAnchor(value: unknown): value is Anchor {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [by, id]: readonly unknown[] = value;
  return (typeof by === "string" || typeof by === "number") && typeof id === "string";
}
