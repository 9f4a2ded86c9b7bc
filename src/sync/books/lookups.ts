import { countOf, grouped } from "../../base/count-of.ts";
import { type Day, daysFrom, isDay } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Lookup } from "../../streams/stream.ts";
import type { Partition } from "../partition.ts";
import type { Page, Slice } from "../slice.ts";
import { digestOfPartition, digestsIn, partitionDigest } from "../state/digests.ts";
import type { Book, BookFacts, ReadEnd, Taken, Work } from "./book.ts";

/** What is known of an object at its revision. `on`: the last date on which it was denied. */
type Known = { readonly is: "read" | "missing" } | { readonly is: "denied"; readonly on: Day };

/** For the names of members and up to a hundred dates, in characters. */
const reservedRoom = 2_000;

/**
 * The book of a stream whose partitions are one object each. An object is read when it is new or has a new revision. A missing
 * one counts as read, but a denied one is due again after some days.
 */
export class LookupBook implements Book {
  readonly #lookup: Lookup;
  readonly #facts: BookFacts;
  /** By digest of an object at its revision, the one found last at the end. */
  readonly #known: Map<string, Known>;
  readonly #found = new Set<string>();
  #missing = 0;

  constructor(lookup: Lookup, facts: BookFacts) {
    this.#lookup = lookup;
    this.#facts = facts;
    const state = facts.state?.object("lookups");
    const pairs = (known: Known, text = "") => digestsIn(text).map((digest) => [digest, known] as const);
    this.#known = new Map([
      ...pairs({ is: "read" }, state?.text("read")),
      ...pairs({ is: "missing" }, state?.text("missing")),
      ...(state?.textEntries("denied") ?? []).flatMap(([on, text]) => pairs({ is: "denied", on }, text)),
    ]);
    for (const known of this.#known.values())
      if (known.is === "denied" && !isDay(known.on)) state?.fail(`denied.${known.on}`);
  }

  todo(partitions: readonly Partition[]): readonly Work[] {
    return partitions.filter((partition) => this.#isDue(partition)).map((partition) => ({ partition }));
  }

  bookmarkOf(): undefined {}

  take(_: Slice, { records }: Page): Taken {
    return { records };
  }

  done({ members: [partition] }: Slice): void {
    this.#learn(partition, { is: "read" });
  }

  miss(partition: Partition, isDenied: boolean): void {
    this.#learn(partition, isDenied ? { is: "denied", on: this.#facts.today } : { is: "missing" });
  }

  finish({ isEverythingFound }: ReadEnd): readonly JsonObject[] {
    if (this.#missing > 0)
      this.#facts.log(
        "INFO",
        `${countOf(this.#missing, this.#lookup.object)} not requested again: missing in an earlier sync`,
      );
    if (isEverythingFound)
      for (const digest of this.#known.keys()) if (!this.#found.has(digest)) this.#known.delete(digest);
    return [];
  }

  /** Beyond the room, the objects that were found least recently are forgotten, and requested again. */
  toState(): JsonObject {
    const { stream, room, log } = this.#facts;
    const texts = { read: "", missing: "" };
    const denied: Record<Day, string> = {};
    const most = Math.max(0, Math.floor((room - reservedRoom) / partitionDigest));
    const losses = Math.max(0, this.#known.size - most);
    for (const [digest, known] of [...this.#known].slice(losses))
      if (known.is === "denied") denied[known.on] = (denied[known.on] ?? "") + digest;
      else texts[known.is] += digest;
    if (losses > 0) {
      const some = `${grouped(losses)} of ${countOf(this.#known.size, this.#lookup.object)}`;
      log(
        "WARN",
        `the state has no room for ${some}, so the next sync requests them again`,
        `${stream.name} has no room`,
      );
    }
    return { lookups: { ...texts, denied } };
  }

  #isDue(partition: Partition): boolean {
    const digest = digestOfObject(partition);
    const known = digest === undefined ? undefined : this.#known.get(digest);
    if (digest === undefined || known === undefined) return true;
    this.#found.add(digest);
    this.#known.delete(digest);
    this.#known.set(digest, known);
    const isDue = known.is === "denied" && daysFrom(known.on, this.#facts.today) >= this.#lookup.deniedDays;
    if (known.is !== "read" && !isDue) this.#missing += 1;
    return isDue;
  }

  #learn(partition: Partition, known: Known): void {
    const digest = digestOfObject(partition);
    if (digest === undefined) return;
    this.#found.add(digest);
    this.#known.set(digest, known);
  }
}

/** Returns what stands for an object at its revision; undefined: its revision is unknown, so it is always due. */
function digestOfObject({ key, revision }: Partition): string | undefined {
  return revision === undefined ? undefined : digestOfPartition(`${key} ${revision}`);
}
