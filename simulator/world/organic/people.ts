import { hash, type Random } from "../../random.ts";
import { username } from "../../texts.ts";
import { Ids } from "../ids.ts";
import type { Interest, Media, Person, Website } from "../records.ts";
import type { Microseconds } from "../times.ts";

const microsecondsOfDay = 86_400_000_000;

/** Makes users, in the order in which they were added to a list. */
export function makePeople(random: Random, count: number, from = 0): Person[] {
  return Array.from({ length: count }, (_, index) => ({
    username: username(random, from + index),
    ordinal: from + index,
  }));
}

const topics = ["Man cave", "Home decor", "Vegan food", "DIY & crafts", "Hair", "Art", "Cafés", "旅行", "Tattoos"];

export function makeInterests(random: Random, count: number): Interest[] {
  const ids = new Ids(random, 903_972_677_830n, Math.ceil(count / 2));
  return Array.from({ length: count }, (_, index) => {
    const topic = topics[index % topics.length] ?? "Art";
    const name = index < topics.length ? topic : `${topic} ${index}`;
    return { id: ids.next(), key: name.toLowerCase(), name, ordinal: index };
  });
}

/** Makes claimed websites. Some lack `verified_at`, as the document warns. */
export function makeWebsites(random: Random, count: number, before: Microseconds): Website[] {
  return Array.from({ length: count }, (_, index) => {
    const verified = index === 0 || random.chance(0.6);
    const seconds = Math.floor(before / 1_000_000) - random.integer(100, 1_000) * 86_400;
    return {
      website: index % 3 === 2 ? `shop${index}.example.com/store/${random.integer(1, 99)}` : `site${index}.example.com`,
      status: verified ? "success" : random.pick(["pending", "failed", "in_progress"]),
      verifiedAt: verified ? seconds * 1_000_000 + (index % 2 === 0 ? 602_000 : 0) : undefined,
      ordinal: index,
    };
  });
}

export function makeMedia(random: Random, count: number): Media[] {
  const ids = new Ids(random, 5_174_000_000_000n, Math.ceil(count / 3));
  return Array.from({ length: count }, (_, index) => ({
    id: ids.next(),
    status: index % 4 === 3 ? random.pick(["registered", "processing", "failed"] as const) : ("succeeded" as const),
  }));
}

/** Returns the previous midnight, so that a world stays the same for a day. */
export function midnightBefore(time: Microseconds): Microseconds {
  return Math.floor(time / microsecondsOfDay) * microsecondsOfDay;
}

/** Derives the seed of one part of a world, so that more data in one part doesn't change another. */
export function seedOf(seed: number, part: string): number {
  return hash(part, seed);
}
