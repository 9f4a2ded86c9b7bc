import type { JsonObject } from "../../json.ts";
import { hash, type Random } from "../../random.ts";
import { username } from "../../texts.ts";

/** Makes users, in the order in which they were added to a list. */
export function makePeople(random: Random, count: number, from = 0) {
  return Array.from({ length: count }, (_, index) => ({ username: username(random, from + index), type: "user" }));
}

/** Makes claimed websites. Some lack `verified_at`, as the document warns. */
export function makeWebsites(count: number): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => {
    const website = index % 3 === 2 ? `shop${index}.example.com/store/1` : `site${index}.example.com`;
    if (index % 3 === 1) return { website, status: "pending" };
    return { website, status: "success", verified_at: "2026-07-01T10:20:30" };
  });
}

/** Derives the seed of one part of a world, so that more data in one part doesn't change another. */
export function seedOf(seed: number, part: string): number {
  return hash(part, seed);
}
