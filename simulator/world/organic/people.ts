import type { JsonObject } from "../../json.ts";
import { hash, type Random } from "../../random.ts";
import { username } from "../../texts.ts";
import { Ids } from "../ids.ts";
import { made } from "../made.ts";
import { type Microseconds, timestamp } from "../times.ts";

const microsecondsOfDay = 86_400_000_000;

/** Makes users, in the order in which they were added to a list. */
export function makePeople(random: Random, count: number, from = 0) {
  return Array.from({ length: count }, (_, index) => ({ username: username(random, from + index), type: "user" }));
}

/** Makes linked businesses. */
export function makeBusinesses(random: Random, count: number): readonly JsonObject[] {
  return makePeople(random, count, 700_000).map(({ username }) => made("LinkedBusiness", username, { username }));
}

export function makeInterests(random: Random, count: number): readonly JsonObject[] {
  return idList(random, 903_972_677_830n, count).map((id) => made("Interest", id, {}));
}

/** Makes claimed websites. Some lack `verified_at`, as the document warns. */
export function makeWebsites(random: Random, count: number, before: Microseconds): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => {
    const website = index % 3 === 2 ? `shop${index}.example.com/store/1` : `site${index}.example.com`;
    if (index > 0 && random.chance(0.4)) return { website, status: "pending" };
    return { website, status: "success", verified_at: timestamp(before - (index % 2) * 602_000) };
  });
}

/** Makes uploads of media. */
export function makeMedia(random: Random, count: number): readonly JsonObject[] {
  return idList(random, 5_174_000_000_000n, count).map((id) => made("Media", id, { media_id: id }));
}

function idList(random: Random, start: bigint, count: number): readonly string[] {
  const ids = new Ids(random, start, Math.ceil(count / 2));
  return Array.from({ length: count }, () => ids.next());
}

/** Returns the previous midnight, so that a world stays the same for a day. */
export function midnightBefore(time: Microseconds): Microseconds {
  return Math.floor(time / microsecondsOfDay) * microsecondsOfDay;
}

/** Derives the seed of one part of a world, so that more data in one part doesn't change another. */
export function seedOf(seed: number, part: string): number {
  return hash(part, seed);
}
