import { addDays, type Day, latest } from "../../dates.ts";
import { entryOf } from "../../entry-of.ts";
import type { DayReading, Stream } from "../../streams/stream.ts";
import type { Partition } from "../partitions/partition.ts";
import { childPartitionsOf } from "../partitions/stream-partitions.ts";
import { type DaySettings, firstDay } from "./analytics.ts";
import { KeyDigests } from "./key-digests.ts";

/** Where partitions begin that were read up to days of their own, and which ones these are. */
export interface OwnStarts {
  /** Digests of the keys of those that were read at all. */
  readonly known: string;
  /** Digests of keys by the first day to read. */
  readonly starts: Readonly<Record<Day, string>>;
}

/**
 * Where each partition begins that has a cursor of its own: so many days before it as are read again. One whose cursor
 * is in the future begins after today.
 * @param own cursors by the IDs of what the stream's partitions are about
 */
export function ownStarts(
  stream: Stream,
  reading: DayReading,
  own: ReadonlyMap<string, Day>,
  partitions: readonly Partition[],
  settings: DaySettings,
  today: Day,
): OwnStarts {
  const wanted = firstDay(reading, settings, today);
  const known: string[] = [];
  const keys = new Map<Day, string[]>();
  for (const partition of partitions) {
    const cursor = own.get(idOf(stream, partition));
    if (cursor === undefined) continue;
    known.push(partition.key);
    const restated = addDays(cursor, -(settings.lookbackDays ?? reading.lookbackDays));
    const start = cursor > today ? addDays(today, 1) : latest(wanted, restated);
    entryOf(keys, start, () => []).push(partition.key);
  }
  const days = [...keys].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    known: KeyDigests.of(known).toText(),
    starts: Object.fromEntries(days.map(([day, alike]) => [day, KeyDigests.of(alike).toText()])),
  };
}

/** Tells the first day of a partition by its key; undefined: it begins with the others. */
export function startsByKey(starts: Readonly<Record<Day, string>> | undefined): (key: string) => Day | undefined {
  const days = Object.entries(starts ?? {}).map(([day, text]) => [day, KeyDigests.fromText(text)] as const);
  // The earliest: were a key taken for another, it would be read from too early a day, and nothing be missing.
  days.sort(([one], [other]) => (one < other ? -1 : 1));
  return (key) => days.find(([, digests]) => digests.has(key))?.[0];
}

/** The ID of the parent that a partition was made of. */
function idOf(stream: Stream, { parameters }: Partition): string {
  const names = childPartitionsOf(stream).flatMap(({ parent }) =>
    Object.entries(parent.bind).flatMap(([parameter, field]) => (field === "id" ? [parameter] : [])),
  );
  return names.map((name) => parameters[name]).find((value) => typeof value === "string") ?? "";
}
