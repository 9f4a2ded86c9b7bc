import type { Config } from "../../config/config.ts";
import { addDays, type Day, earliest, latest } from "../../dates.ts";
import { entryOf } from "../../entry-of.ts";
import type { JsonObject } from "../../json.ts";
import type { DayReading, Stream } from "../../streams/stream.ts";
import type { Partition } from "../partitions/partition.ts";
import { childPartitionsOf } from "../partitions/stream-partitions.ts";
import type { Page, Slice } from "../readers/reader.ts";
import { type AnalyticsPass, type AnalyticsProgress, afterPass, analyticsState, nextRange } from "./analytics.ts";
import {
  availableRange,
  type DateBatching,
  type DatedPartition,
  datedKey,
  datedPartitions,
  daysPerRequest,
  firstDay,
  remainingSlices,
} from "./date-slices.ts";
import { DoneRanges } from "./done-ranges.ts";
import { KeyDigests } from "./key-digests.ts";
import type { Progress, RemainingWork } from "./progress.ts";
import { type JobRun, markCompletedBy } from "./state-format.ts";

/**
 * Reads the dates since the last sync and the lookback window, after finishing an interrupted pass. The dates of a pass
 * are fixed, so that it can be finished on a later day. The cursor advances at its end.
 */
export class AnalyticsPasses implements Progress<string> {
  readonly #stream: Stream;
  readonly #reading: DayReading;
  readonly #config: Config;
  readonly #jobRun: JobRun;
  #progress: Omit<AnalyticsProgress, "round">;
  #interrupted: AnalyticsPass | undefined;
  #round: AnalyticsPass | undefined;
  #isLast = false;
  #unsettled: string | undefined;
  #pass:
    | {
        readonly members: readonly Partition[];
        readonly dated: readonly DatedPartition[];
        readonly done: DoneRanges;
        readonly toState: () => JsonObject;
      }
    | undefined;

  constructor(
    stream: Stream,
    reading: DayReading,
    { round, ...progress }: AnalyticsProgress,
    config: Config,
    jobRun: JobRun,
  ) {
    const { today } = jobRun;
    this.#stream = stream;
    this.#reading = reading;
    this.#config = config;
    this.#jobRun = jobRun;
    const isAhead = progress.cursor !== undefined && progress.cursor > today;
    this.#progress = isAhead ? { ...progress, cursor: today } : progress;
    // A pass that ends in the future was begun by a clock that was ahead. One that begins after a gap was edited.
    const next = latest(round?.first ?? "", addDays(progress.cursor ?? today, 1));
    const isUsable = !isAhead && round !== undefined && round.through <= today && round.from <= next;
    this.#interrupted = isUsable ? round : undefined;
    this.#isLast = isAhead;
  }

  nextPass(): boolean {
    if (this.#isLast) return false;
    const { today } = this.#jobRun;
    const interrupted = this.#interrupted;
    this.#interrupted = undefined;
    const isResumable = interrupted !== undefined && availableRange(interrupted, this.#reading, today) !== undefined;
    const span = nextRange(this.#progress, this.#reading, this.#config, today);
    this.#isLast = !isResumable || interrupted.through >= today;
    this.#round = isResumable
      ? interrupted
      : span && { first: firstDay(this.#reading, this.#config, today), ...span, done: [] };
    return this.#round !== undefined;
  }

  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    return parents;
  }

  open(_: Partition, partitions: readonly Partition[]): RemainingWork {
    const { entityCursors, ...before } = this.#progress;
    const { today } = this.#jobRun;
    const begun = this.#current;
    const entities =
      entityCursors && entityStarts(this.#stream, this.#reading, entityCursors, partitions, this.#config, today);
    if (entities !== undefined) this.#progress = { ...before, known: entities.known };
    const progress = this.#progress;
    const started = entities === undefined ? begun : { ...begun, starts: entities.starts };
    this.#unsettled = started.unsettled;
    const seen = progress.known === undefined ? undefined : KeyDigests.fromText(progress.known);
    const startOf = startsByKey(started.starts);
    // New partitions are read from the first date on.
    const rangeOf = ({ key }: Partition) => {
      const isKnown = seen === undefined || seen.has(key);
      return { from: isKnown ? (startOf(key) ?? started.from) : started.first, through: started.through };
    };
    const maxDaysPerRequest = started.days ?? daysPerRequest(partitions, rangeOf, this.#batching);
    const round =
      this.#reading.maxIdDays === undefined || started.days !== undefined
        ? started
        : // The date windows of release 0.1.0 had another length.
          { ...started, days: maxDaysPerRequest, done: [] };
    this.#round = round;
    const split = (some: readonly Partition[]) => {
      const dated = datedPartitions(some, { ...this.#reading, maxDaysPerRequest }, rangeOf);
      const keys = dated.map(({ key }) => key);
      return { dated, done: new DoneRanges(keys, round.done) };
    };
    const members = membersOf(round, partitions, seen, split);
    const { dated, done } = split(members);
    // A partition that is absent now counts as new if it returns, since the pass did not read it.
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
    return remainingSlices(dated, done, this.#batching, today);
  }

  positionOf(): undefined {
    return undefined;
  }

  advance({ range }: Slice, { closed, provisionalFrom }: Page<string>): void {
    if (provisionalFrom !== undefined) this.#unsettled = earliest(provisionalFrom, this.#unsettled);
    for (const partition of closed) if (range !== undefined) this.#pass?.done.add(datedKey(partition, range));
  }

  close(): void {}

  endPass(): void {
    const { members = [], dated = [], done } = this.#pass ?? {};
    // A skipped partition counts as new, so that a later sync reads it from the first date on.
    const skipped = new Set(dated.filter(({ key }) => done?.has(key) !== true).map(({ partition }) => partition.key));
    const known = KeyDigests.of(members.map(({ key }) => key).filter((key) => !skipped.has(key))).toText();
    this.#progress = afterPass(this.#progress, this.#current, this.#unsettled, known);
    this.#pass = undefined;
  }

  toState(): JsonObject {
    return this.#pass?.toState() ?? analyticsState(this.#progress);
  }

  endState(isComplete: boolean): JsonObject {
    return isComplete ? markCompletedBy(this.#jobRun, this.toState()) : this.toState();
  }

  get #batching(): DateBatching {
    return { stream: this.#stream, reading: this.#reading, config: this.#config };
  }

  get #current(): AnalyticsPass {
    if (this.#round === undefined) throw new Error("No pass was begun.");
    return this.#round;
  }
}

/**
 * Returns the partitions of a pass. A partition that appeared within a range in `done` is left to the next pass, which
 * reads it as new from the first date on.
 */
function membersOf(
  { members }: AnalyticsPass,
  partitions: readonly Partition[],
  seen: KeyDigests | undefined,
  split: (partitions: readonly Partition[]) => { readonly dated: readonly DatedPartition[]; readonly done: DoneRanges },
): readonly Partition[] {
  if (members === undefined && seen === undefined) return partitions;
  const known = KeyDigests.fromText(members ?? "");
  const { dated, done } = split(partitions);
  const begun = new Set(dated.filter(({ key }) => done.has(key)).map(({ partition }) => partition.key));
  return partitions.filter(({ key }) => seen?.has(key) === true || known.has(key) || !begun.has(key));
}

/**
 * Returns the first date to read of each partition with a cursor: the cursor less the lookback window. A partition whose
 * cursor is in the future starts tomorrow.
 * @param cursors by the IDs of the partitions' entities
 * @returns digests of the partitions with a cursor, and digests of partitions by first date
 */
export function entityStarts(
  stream: Stream,
  reading: DayReading,
  cursors: ReadonlyMap<string, Day>,
  partitions: readonly Partition[],
  settings: Pick<Config, "startDate" | "lookbackDays">,
  today: Day,
): { readonly known: string; readonly starts: Readonly<Record<Day, string>> } {
  const wanted = firstDay(reading, settings, today);
  const known: string[] = [];
  const keys = new Map<Day, string[]>();
  for (const partition of partitions) {
    const cursor = cursors.get(idOf(stream, partition));
    if (cursor === undefined) continue;
    known.push(partition.key);
    const restated = addDays(cursor, -(settings.lookbackDays ?? reading.lookbackDays));
    const start = cursor > today ? addDays(today, 1) : latest(wanted, restated);
    entryOf(keys, start, () => []).push(partition.key);
  }
  const days = [...keys].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    known: KeyDigests.of(known).toText(),
    starts: Object.fromEntries(days.map(([day, group]) => [day, KeyDigests.of(group).toText()])),
  };
}

/** Returns a function from a partition's key to its first date; undefined: that of the pass. */
export function startsByKey(starts: Readonly<Record<Day, string>> | undefined): (key: string) => Day | undefined {
  const days = Object.entries(starts ?? {}).map(([day, text]) => [day, KeyDigests.fromText(text)] as const);
  // Earliest first: if digests collide, a partition is read from an earlier date and nothing is missing.
  days.sort(([one], [other]) => (one < other ? -1 : 1));
  return (key) => days.find(([, digests]) => digests.has(key))?.[0];
}

/** Returns the ID of a partition's parent. */
function idOf(stream: Stream, { parameters }: Partition): string {
  const names = childPartitionsOf(stream).flatMap(({ parent }) =>
    Object.entries(parent.bind).flatMap(([parameter, field]) => (field === "id" ? [parameter] : [])),
  );
  return names.map((name) => parameters[name]).find((value) => typeof value === "string") ?? "";
}
