import type { Config } from "../../config/config.ts";
import { addDays, type Day, latest } from "../../dates.ts";
import { entryOf } from "../../entry-of.ts";
import type { JsonObject } from "../../json.ts";
import type { DayReading, Stream } from "../../streams/stream.ts";
import type { Partition } from "../partitions/partition.ts";
import { childPartitionsOf } from "../partitions/stream-partitions.ts";
import type { Page, Slice } from "../readers/reader.ts";
import {
  type AnalyticsPass,
  type AnalyticsProgress,
  afterPass,
  analyticsState,
  earliestProvisionalDay,
  nextRange,
} from "./analytics.ts";
import { availableRange, type DatedPartition, datedKey, datedPartitions, dateSlices, firstDay } from "./date-slices.ts";
import { DoneRanges } from "./done-ranges.ts";
import { KeyDigests } from "./key-digests.ts";
import type { Opened, Progress } from "./progress.ts";
import { type JobRun, markCompletedBy } from "./state-format.ts";

/** A pass while it is read. */
interface OpenPass {
  readonly members: readonly Partition[];
  readonly dated: readonly DatedPartition[];
  readonly done: DoneRanges;
  readonly toState: () => JsonObject;
}

/**
 * The days since the last read, those that may have been restated, and before them those of a pass that was cut short.
 * A pass has fixed days, so that it can be finished on another day; the cursor moves at its end.
 */
export class AnalyticsPasses implements Progress<string> {
  readonly #stream: Stream;
  readonly #reading: DayReading;
  readonly #config: Config;
  readonly #occasion: JobRun;
  #progress: Omit<AnalyticsProgress, "round">;
  #interrupted: AnalyticsPass | undefined;
  #round: AnalyticsPass | undefined;
  #isLast = false;
  #unsettled: string | undefined;
  #pass: OpenPass | undefined;

  constructor(
    stream: Stream,
    reading: DayReading,
    { round, ...progress }: AnalyticsProgress,
    config: Config,
    occasion: JobRun,
  ) {
    const { today } = occasion;
    this.#stream = stream;
    this.#reading = reading;
    this.#config = config;
    this.#occasion = occasion;
    const isAhead = progress.cursor !== undefined && progress.cursor > today;
    this.#progress = isAhead ? { ...progress, cursor: today } : progress;
    // One that is beyond today was begun by a clock that was ahead.
    this.#interrupted = isAhead || (round !== undefined && round.through > today) ? undefined : round;
    this.#isLast = isAhead;
  }

  nextPass(): boolean {
    if (this.#isLast) return false;
    const { today } = this.#occasion;
    const interrupted = this.#interrupted;
    this.#interrupted = undefined;
    const isLeft = interrupted !== undefined && availableRange(interrupted, this.#reading, today) !== undefined;
    const span = nextRange(this.#progress, this.#reading, this.#config, today);
    this.#isLast = !isLeft || interrupted.through >= today;
    this.#round = isLeft
      ? interrupted
      : span && { first: firstDay(this.#reading, this.#config, today), ...span, done: [] };
    return this.#round !== undefined;
  }

  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    return parents;
  }

  open({ key: parent }: Partition, partitions: readonly Partition[]): Opened {
    const { own: cursors, ...before } = this.#progress;
    const { today } = this.#occasion;
    const begun = this.#theRound();
    const own = cursors && ownStarts(this.#stream, this.#reading, cursors, partitions, this.#config, today);
    if (own !== undefined) this.#progress = { ...before, known: own.known };
    const progress = this.#progress;
    const round = own === undefined || own.known === "" ? begun : { ...begun, starts: own.starts };
    this.#round = round;
    this.#unsettled = round.unsettled;
    const seen = progress.known === undefined ? undefined : KeyDigests.fromText(progress.known);
    const ownStart = startsByKey(round.starts);
    // What was not among the partitions before is read from the first day on.
    const cut = (some: readonly Partition[]) => {
      const dated = datedPartitions(some, this.#reading, ({ key }) => {
        const isKnown = seen === undefined || seen.has(key);
        return { from: isKnown ? (ownStart(key) ?? round.from) : round.first, through: round.through };
      });
      const keys = dated.map(({ key }) => key);
      return { dated, done: new DoneRanges(keys, round.done) };
    };
    const members = membersOf(round, partitions, seen, cut);
    const { dated, done } = cut(members);
    // One that is not there now is not known when it is back: what is done by then is not done of it.
    const present = seen && KeyDigests.of(partitions.map(({ key }) => key).filter((key) => seen.has(key))).toText();
    const added = KeyDigests.of(members.map(({ key }) => key).filter((key) => seen?.has(key) !== true)).toText();
    this.#pass = {
      members,
      dated,
      done,
      toState: () =>
        analyticsState({
          ...progress,
          known: present,
          round: { ...round, done: done.toRanges(), unsettled: this.#unsettled, members: added || undefined },
        }),
    };
    const readBefore = dated.filter(({ key }) => done.has(key)).map(({ partition }) => partition);
    // Days that the API no longer answers for are over and done with.
    for (const { key, range } of dated) if (availableRange(range, this.#reading, today) === undefined) done.add(key);
    const left = dated.filter(({ key }) => !done.has(key));
    return { slices: dateSlices(parent, left, this.#stream, this.#config), readBefore };
  }

  positionOf(): undefined {
    return undefined;
  }

  advance({ range }: Slice, { records, closed }: Page<string>): void {
    this.#unsettled = earliestProvisionalDay(records, this.#reading, this.#unsettled);
    for (const partition of closed) if (range !== undefined) this.#pass?.done.add(datedKey(partition, range));
  }

  isLeft(): boolean {
    return false;
  }

  close(): void {}

  endPass(): void {
    const { members = [], dated = [], done } = this.#pass ?? {};
    // One that was skipped is not known: when it can be read, it is read from the first day on.
    const skipped = new Set(dated.filter(({ key }) => done?.has(key) !== true).map(({ partition }) => partition.key));
    const known = KeyDigests.of(members.map(({ key }) => key).filter((key) => !skipped.has(key))).toText();
    this.#progress = afterPass(this.#progress, this.#theRound(), this.#unsettled, known);
    this.#pass = undefined;
  }

  toState(): JsonObject {
    return this.#pass?.toState() ?? analyticsState(this.#progress);
  }

  endState(isComplete: boolean): JsonObject {
    return isComplete ? markCompletedBy(this.#occasion, this.toState()) : this.toState();
  }

  #theRound(): AnalyticsPass {
    if (this.#round === undefined) throw new Error("A pass without days was begun.");
    return this.#round;
  }
}

/**
 * The partitions that a pass is about. One that appeared since it began, in a range of what is done, is left to the next
 * pass, which does not know it and so reads it from the first day on.
 */
function membersOf(
  { members }: AnalyticsPass,
  partitions: readonly Partition[],
  seen: KeyDigests | undefined,
  cut: (partitions: readonly Partition[]) => { readonly dated: readonly DatedPartition[]; readonly done: DoneRanges },
): readonly Partition[] {
  if (members === undefined && seen === undefined) return partitions;
  const known = KeyDigests.fromText(members ?? "");
  const { dated, done } = cut(partitions);
  const begun = new Set(dated.filter(({ key }) => done.has(key)).map(({ partition }) => partition.key));
  return partitions.filter(({ key }) => seen?.has(key) === true || known.has(key) || !begun.has(key));
}

/**
 * Where each partition begins that has a cursor of its own: so many days before it as are read again. One whose cursor
 * is in the future begins after today.
 * @returns digests of the keys of those that were read at all, and digests of keys by the first day to read
 * @param own cursors by the IDs of what the stream's partitions are about
 */
export function ownStarts(
  stream: Stream,
  reading: DayReading,
  own: ReadonlyMap<string, Day>,
  partitions: readonly Partition[],
  settings: Pick<Config, "startDate" | "lookbackDays">,
  today: Day,
): { readonly known: string; readonly starts: Readonly<Record<Day, string>> } {
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
