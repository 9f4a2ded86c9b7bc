import type { JsonObject } from "../../json.ts";
import { hash, type Random } from "../../random.ts";
import { username } from "../../texts.ts";
import { pathOfImage } from "../../views/boards.ts";
import { Ids } from "../ids.ts";
import { type Microseconds, timestamp } from "../times.ts";

const microsecondsOfDay = 86_400_000_000;

/** Makes users, in the order in which they were added to a list. */
export function makePeople(random: Random, count: number, from = 0) {
  return Array.from({ length: count }, (_, index) => ({ username: username(random, from + index), type: "user" }));
}

/** Makes linked businesses. */
export function makeBusinesses(random: Random, count: number): readonly JsonObject[] {
  return makePeople(random, count, 700_000).map(({ username }) => {
    const image = (size: string) => `https://i.pinimg.com/${size}/${pathOfImage(username)}.jpg`;
    return {
      username,
      image_small_url: image("30x30_RS"),
      image_medium_url: image("75x75_RS"),
      image_large_url: image("140x140_RS"),
      image_xlarge_url: image("280x280_RS"),
    };
  });
}

const topics = ["Man cave", "Home decor", "Vegan food", "DIY & crafts", "Hair", "Art", "Cafés", "旅行", "Tattoos"];

export function makeInterests(random: Random, count: number): readonly JsonObject[] {
  const ids = new Ids(random, 903_972_677_830n, Math.ceil(count / 2));
  return Array.from({ length: count }, (_, index) => {
    const topic = topics[index % topics.length] ?? "Art";
    const name = index < topics.length ? topic : `${topic} ${index}`;
    const [id, key] = [ids.next(), name.toLowerCase()];
    return { id, key, name, canonical_url: `https://www.pinterest.com/ideas/${encodeURIComponent(key)}/${id}/` };
  });
}

/** Makes claimed websites. Some lack `verified_at`, as the document warns. */
export function makeWebsites(random: Random, count: number, before: Microseconds): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => {
    const verified = index === 0 || random.chance(0.6);
    const seconds = Math.floor(before / 1_000_000) - random.integer(100, 1_000) * 86_400;
    const website =
      index % 3 === 2 ? `shop${index}.example.com/store/${random.integer(1, 99)}` : `site${index}.example.com`;
    if (!verified) return { website, status: random.pick(["pending", "failed", "in_progress"]) };
    const verified_at = timestamp(seconds * 1_000_000 + (index % 2 === 0 ? 602_000 : 0));
    return { website, status: "success", verified_at };
  });
}

/** Makes uploads of media. */
export function makeMedia(random: Random, count: number): readonly JsonObject[] {
  const ids = new Ids(random, 5_174_000_000_000n, Math.ceil(count / 3));
  return Array.from({ length: count }, (_, index) => ({
    media_id: ids.next(),
    media_type: "video",
    status: index % 4 === 3 ? random.pick(["registered", "processing", "failed"]) : "succeeded",
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
