import { type Day, daysFrom, isDay } from "../../base/dates.ts";
import { digestOf } from "../../base/digest.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Partition } from "../partition.ts";
import { partitionDigest, revisionDigest, revisionLength } from "../state/key-digests.ts";
import type { StateReader } from "../state/state-format.ts";

/** Within this many days, a partition is read again even if its revision is the same. */
const maxDays = 7;

/** Knows when partitions were read completely, and at which revision. */
export class ReadRevisions {
  /** By digest of a partition's key. */
  readonly #read = new Map<string, { readonly revision: string; readonly on: Day }>();

  /** Reads a result of `toJson`. */
  read(state: StateReader | undefined): this {
    for (const [on, text] of state?.textEntries("read") ?? []) {
      const length = partitionDigest + revisionLength;
      for (let end = length; isDay(on) && end <= text.length; end += length) {
        const entry = text.slice(end - length, end);
        this.#read.set(entry.slice(0, partitionDigest), { revision: entry.slice(partitionDigest), on });
      }
    }
    return this;
  }

  /** Returns whether a partition has not changed since it was read, less than a week ago. */
  isUnchanged({ key, revision }: Partition, today: Day): boolean {
    const read = revision === undefined ? undefined : this.#read.get(digestOf(key, partitionDigest));
    return read !== undefined && read.revision === revisionDigest(revision) && daysFrom(read.on, today) < maxDays;
  }

  /** Records that a partition was read. @param revision its settled revision; undefined: it can still change unnoticed */
  record({ key }: Partition, revision: string | undefined, today: Day): void {
    const digest = revisionDigest(revision);
    if (digest === undefined) this.forget(key);
    else this.#read.set(digestOf(key, partitionDigest), { revision: digest, on: today });
  }

  /** Lets the next sync read a partition again. @param key that of the partition */
  forget(key: string): void {
    this.#read.delete(digestOf(key, partitionDigest));
  }

  /** Forgets all partitions but these. */
  keepOnly(keys: Iterable<string>): void {
    const kept = new Set([...keys].map((key) => digestOf(key, partitionDigest)));
    for (const name of this.#read.keys()) if (!kept.has(name)) this.#read.delete(name);
  }

  /** Returns digests of keys and revisions, by date. */
  toJson(): JsonObject {
    const byDay = new Map<Day, string>();
    for (const [name, { revision, on }] of this.#read) byDay.set(on, `${byDay.get(on) ?? ""}${name}${revision}`);
    return Object.fromEntries(byDay);
  }
}
