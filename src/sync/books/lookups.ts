import { type Day, daysFrom, isDay } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import { countOf, grouped } from "../../base/text/count-of.ts";
import type { Page, Partition, Slice } from "../partition.ts";
import { digestOfPartition, partitionDigest } from "../state/state-reader.ts";
import type { Book, BookFacts, ReadEnd } from "./book.ts";

/** For the names of members and up to a hundred dates, in characters. */
const reservedRoom = 2_000;
/** The number of days after which a denied object is requested again. */
const deniedDays = 7;

/**
 * The book of a stream whose partitions are one object each. An object is read when it is new or has a new revision. A missing
 * one counts as read, but a denied one is due again after some days.
 */
export class LookupBook implements Book {
  readonly #object: string;
  readonly #facts: BookFacts;
  /** By digest of an object at its revision, the one read last at the end: the last date on which it was denied, if it was. */
  readonly #read: Map<string, Day | undefined>;
  readonly #found = new Set<string | undefined>();

  /** @param object the noun of an object */
  constructor(object: string, facts: BookFacts) {
    this.#object = object;
    this.#facts = facts;
    const state = facts.state.object("lookups");
    this.#read = new Map(state.digests("read").map((digest) => [digest, undefined]));
    for (const [day, digests] of state.digestEntries("denied")) {
      if (!isDay(day)) state.fail(`denied.${day}`);
      for (const digest of digests) this.#read.set(digest, day);
    }
  }

  todo(partitions: readonly Partition[]): readonly Slice[] {
    for (const partition of partitions) this.#found.add(digestOfObject(partition));
    return partitions.filter((each) => this.#isDue(each)).map((partition) => ({ members: [partition] }));
  }

  take(_: Slice, { records }: Page) {
    return { records };
  }

  done({ members: [partition] }: Slice): void {
    this.#learn(partition, undefined);
  }

  miss(partition: Partition, isDenied: boolean): void {
    this.#learn(partition, isDenied ? this.#facts.today : undefined);
  }

  finish({ isEverythingFound }: ReadEnd): readonly JsonObject[] {
    if (isEverythingFound)
      for (const digest of this.#read.keys()) if (!this.#found.has(digest)) this.#read.delete(digest);
    return [];
  }

  /** Beyond the room, the objects that were read first are forgotten, and requested again. */
  toState(): JsonObject {
    const { stream, room, log } = this.#facts;
    let read = "";
    const denied: Record<Day, string> = {};
    const most = Math.max(0, Math.floor((room - reservedRoom) / partitionDigest));
    const losses = Math.max(0, this.#read.size - most);
    for (const [digest, day] of [...this.#read].slice(losses))
      if (day === undefined) read += digest;
      else denied[day] = (denied[day] ?? "") + digest;
    if (losses > 0) {
      const some = `${grouped(losses)} of ${countOf(this.#read.size, this.#object)}`;
      const text = `the state has no room for ${some}, so the next sync requests them again`;
      log("WARN", text, `${stream.name} has no room`);
    }
    return { lookups: { read, denied } };
  }

  #isDue(partition: Partition): boolean {
    const digest = digestOfObject(partition);
    if (digest === undefined || !this.#read.has(digest)) return true;
    const denied = this.#read.get(digest);
    return denied !== undefined && daysFrom(denied, this.#facts.today) >= deniedDays;
  }

  #learn(partition: Partition, denied: Day | undefined): void {
    const digest = digestOfObject(partition);
    if (digest !== undefined) this.#read.set(digest, denied);
  }
}

/** Returns what stands for an object at its revision; undefined: its revision is unknown, so it is always due. */
function digestOfObject({ key, revision }: Partition): string | undefined {
  return revision === undefined ? undefined : digestOfPartition(`${key} ${revision}`);
}
