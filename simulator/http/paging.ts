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

/** The bookmarks of one list: base64 of `?c-1|5|<position>*GQL*|<sha256>|NEW|`. */
export class Bookmarks {
  readonly #list: string;

  constructor(list: string) {
    this.#list = list;
  }

  write(anchor: Anchor, count: number): string {
    return this.#signed(`?c-1|${count}|${encodeURIComponent(JSON.stringify(anchor))}*GQL*`);
  }

  /** Returns the position of a bookmark. @throws ApiError for one of another list, or an altered one */
  read(bookmark: string): Anchor {
    const payload = Buffer.from(bookmark, "base64").toString();
    const [, position, anchor = ""] = /^(\?c-1\|\d+\|([^|]*)\*GQL\*)\|/u.exec(payload) ?? [];
    if (position !== undefined && this.#signed(position) === bookmark) {
      const value: unknown = JSON.parse(decodeURIComponent(anchor));
      if (isAnchor(value)) return value;
    }
    throw invalidParameter("Invalid bookmark.");
  }

  #signed(position: string): string {
    const signature = createHash("sha256").update(`${this.#list} ${position}`).digest("hex");
    return Buffer.from(`${position}|${signature}|NEW|`).toString("base64");
  }
}

function isAnchor(value: unknown): value is Anchor {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [by, id]: readonly unknown[] = value;
  return (typeof by === "string" || typeof by === "number") && typeof id === "string";
}
