import type { JsonObject } from "../json.ts";
import type { DayReading, Stream } from "../streams/stream.ts";
import {
  type AnalyticsProgress,
  type AnalyticsRound,
  afterRound,
  analyticsState,
  answered,
  type DaySpan,
  firstDay,
  nextSpan,
  unsettledDay,
  windowsOf,
} from "./analytics.ts";
import { warnOfFuture } from "./clock-difference.ts";
import { DoneRanges } from "./done-ranges.ts";
import { doneBy } from "./job.ts";
import { KeyDigests } from "./key-digests.ts";
import { compareKeys } from "./keys.ts";
import { ownStarts, startsByKey } from "./own-cursors.ts";
import { childPartitionsOf, type PartitionList } from "./parents.ts";
import { inBatches, type Partition, whole } from "./partition.ts";
import { listPartitions, type ReadContext } from "./read-context.ts";
import { Refresh, type RefreshProgress } from "./refresh.ts";
import { ReportReader } from "./report-reader.ts";
import { SpanReader, type SpanSource } from "./span-reader.ts";
import type { StreamSession } from "./stream-session.ts";

/** Reads the days since the last read, those that may have been restated, and those of a read that was cut short. */
export async function readAnalytics(
  stream: Stream,
  reading: DayReading,
  before: AnalyticsProgress,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const { config, today } = context;
  let { round: interrupted, ...progress } = before;
  if (progress.cursor !== undefined && progress.cursor > today) {
    warnOfFuture(session, reading.cursor, progress.cursor, context.clock.now());
    session.saveState(doneBy(context, analyticsState({ ...progress, cursor: today })));
    return;
  }
  // Begun by a clock that was ahead.
  if (interrupted !== undefined && interrupted.through > today) interrupted = undefined;
  let trouble: Error | undefined;
  for (let unfinished = true; unfinished; ) {
    const rest =
      interrupted !== undefined && answered(interrupted, reading, today) !== undefined ? interrupted : undefined;
    const span = nextSpan(progress, reading, config, today);
    if (rest === undefined && span === undefined) break;
    const round: AnalyticsRound = rest ?? {
      first: firstDay(reading, config, today),
      ...(span ?? unreachable()),
      done: [],
    };
    const end = await readRound(stream, reading, progress, round, session, context);
    ({ progress } = end);
    trouble ??= end.trouble;
    interrupted = undefined;
    unfinished = rest !== undefined && round.through < today;
  }
  const state = analyticsState(progress);
  session.saveState(trouble === undefined ? doneBy(context, state) : state);
  if (trouble !== undefined) throw trouble;
}

/** Reads the days of a round to its end. Resolves to what holds then, and to what could not be read for good. */
async function readRound(
  stream: Stream,
  reading: DayReading,
  before: AnalyticsProgress,
  begun: AnalyticsRound,
  session: StreamSession,
  context: ReadContext,
): Promise<{ readonly progress: AnalyticsProgress; readonly trouble: Error | undefined }> {
  const list = await listPartitions(stream, session, context);
  const { config, today } = context;
  const own = before.own && ownStarts(stream, reading, before.own, list.partitions, config, today);
  const progress = own === undefined ? before : { ...before, own: undefined, known: own.known };
  const round = own === undefined || own.known === "" ? begun : { ...begun, starts: own.starts };
  const seen = progress.known === undefined ? undefined : KeyDigests.fromText(progress.known);
  const ownStart = startsByKey(round.starts);
  // What was not among the partitions before is read from the first day on.
  const cut = (partitions: readonly Partition[]) => {
    const parts = unitsOf(partitions, reading, ({ key }) => {
      const isKnown = seen === undefined || seen.has(key);
      return { from: isKnown ? (ownStart(key) ?? round.from) : round.first, through: round.through };
    });
    const keys = parts.map(({ key }) => key);
    return { parts, done: new DoneRanges(keys, round.done) };
  };
  const partitions = membersOf(round, list.partitions, seen, cut);
  const { parts: units, done } = cut(partitions);
  // One that is not there now is not known when it is back: what is done by then is not done of it.
  const present = seen && KeyDigests.of(list.partitions.map(({ key }) => key).filter((key) => seen.has(key))).toText();
  const members = KeyDigests.of(partitions.map(({ key }) => key).filter((key) => seen?.has(key) !== true)).toText();
  let unsettled = round.unsettled;
  const trouble = await readUnits(stream, reading, units, list, session, context, {
    isDone: (key) => done.has(key),
    finish: (rows, keys) => {
      unsettled = unsettledDay(rows, reading, unsettled);
      for (const key of keys) done.add(key);
    },
    toState: () =>
      analyticsState({
        ...progress,
        known: present,
        round: { ...round, done: done.toRanges(), unsettled, members: members || undefined },
      }),
  });
  // One that was refused is not known: when it opens up, it is read from the first day on.
  const refused = new Set(units.filter(({ key }) => !done.has(key)).map(({ partition }) => partition.key));
  const known = partitions.map(({ key }) => key).filter((key) => !refused.has(key));
  return { progress: afterRound(progress, round, unsettled, KeyDigests.of(known).toText()), trouble };
}

/**
 * The partitions that a round is about. One that appeared since it began, in a range of what is done, is left to the next
 * round, which does not know it and so reads it from the first day on.
 */
function membersOf(
  { members }: AnalyticsRound,
  partitions: readonly Partition[],
  seen: KeyDigests | undefined,
  cut: (partitions: readonly Partition[]) => { readonly parts: readonly Unit[]; readonly done: DoneRanges },
): readonly Partition[] {
  if (members === undefined && seen === undefined) return partitions;
  const known = KeyDigests.fromText(members ?? "");
  const { parts, done } = cut(partitions);
  const begun = new Set(parts.filter(({ key }) => done.has(key)).map(({ partition }) => partition.key));
  return partitions.filter(({ key }) => seen?.has(key) === true || known.has(key) || !begun.has(key));
}

/** Reads all days that the API has and the user wants. */
export async function refreshAnalytics(
  stream: Stream,
  reading: DayReading,
  before: RefreshProgress,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const span = before.days ?? nextSpan({}, reading, context.config, context.today);
  if (span === undefined) return;
  const list = await listPartitions(stream, session, context);
  const units = unitsOf(list.partitions, reading, () => span);
  const refresh = new Refresh(units, before, context.job, span);
  const trouble = await readUnits(stream, reading, units, list, session, context, {
    isDone: (key) => refresh.isDone({ key }),
    finish: (_, keys) => {
      for (const key of keys) refresh.advance({ key }, null);
    },
    toState: () => refresh.toState(),
  });
  if (trouble === undefined) return;
  session.saveState(refresh.toState());
  throw trouble;
}

/** One partition and the days of one request: what is done, or not. */
interface Unit {
  readonly key: string;
  readonly partition: Partition;
  readonly window: DaySpan;
}

/** Where it is kept how far a read has come. */
interface Ledger {
  isDone(key: string): boolean;
  /** The rows, all that these units have, are written. */
  finish(rows: readonly JsonObject[], keys: readonly string[]): void;
  toState(): JsonObject;
}

function unitsOf(
  partitions: readonly Partition[],
  reading: DayReading,
  spanOf: (partition: Partition) => DaySpan,
): readonly Unit[] {
  return partitions
    .flatMap((partition) => {
      const span = spanOf(partition);
      const windows = span.from > span.through ? [] : windowsOf(span, reading);
      return windows.map((window) => ({ key: keyOf(partition, window), partition, window }));
    })
    .sort((one, other) => compareKeys(one.key, other.key));
}

function keyOf({ key }: Partition, { from }: DaySpan): string {
  return `${from}/${key}`;
}

/**
 * Reads units and notes what is done. Resolves to the error of what the API refuses for good or the user named in vain,
 * if any: the rest was read all the same, and does not wait for it the next time.
 */
async function readUnits(
  stream: Stream,
  reading: DayReading,
  units: readonly Unit[],
  { partitions, parents, missing }: PartitionList,
  session: StreamSession,
  context: ReadContext,
  ledger: Ledger,
): Promise<Error | undefined> {
  const source: SpanSource =
    reading.by === "report"
      ? new ReportReader(stream, reading, session, context)
      : new SpanReader(stream, session, context);
  const batch = stream.partitions.of === "batches" ? stream.partitions.batch : undefined;
  const size = batch?.size(context.config) ?? 1;
  const rest = units.filter(({ key }) => !ledger.isDone(key));
  const batches = batchesOf(rest, batch?.parameter, size);
  const before = units.length - rest.length;
  const readOne = async ({ members, window }: SpanBatch) => {
    const span = answered(window, reading, context.today);
    // Days that the API no longer answers for are over and done with.
    if (span === undefined)
      ledger.finish(
        [],
        members.map((partition) => keyOf(partition, window)),
      );
    else {
      for await (const { rows, parameters, finished } of source.read(members, span)) {
        const keys = finished.map((partition) => keyOf(partition, window));
        // A part of a file is nothing to go on from.
        const state = keys.length > 0 ? () => ledger.toState() : undefined;
        await session.write(rows, parameters, () => ledger.finish(rows, keys), state);
      }
    }
  };
  await session.each(batches, exampleOf, ledger, readOne, before);
  const refusal = source.refusalOfAll();
  if (refusal !== undefined && before === 0) throw refusal;
  const skipped = parents - partitions.length;
  const [whenSkipped] = childPartitionsOf(stream).flatMap(({ parent }) => parent.whenSkipped ?? []);
  if (whenSkipped !== undefined && skipped > 0) {
    const callsFor = (count: number) => (source.asksOneByOne ? count : Math.ceil(count / size));
    const saved = callsFor(parents) - callsFor(partitions.length);
    session.log("INFO", `${whenSkipped(skipped, parents)} That saved ${saved} calls.`);
  }
  return source.refusalOfSome() ?? missing ?? session.skips.unmet;
}

/** Partitions that one request may be about, with its days. */
interface SpanBatch {
  readonly members: readonly Partition[];
  readonly window: DaySpan;
}

function batchesOf(units: readonly Unit[], parameter: string | undefined, size: number): readonly SpanBatch[] {
  const windows = new Map<string, { readonly window: DaySpan; readonly partitions: Partition[] }>();
  for (const { window, partition } of units) {
    const name = `${window.from}/${window.through}`;
    const alike = windows.get(name) ?? { window, partitions: [] };
    windows.set(name, alike);
    alike.partitions.push(partition);
  }
  return [...windows.values()].flatMap(({ window, partitions }) =>
    inBatches(partitions, parameter, size).map((members) => ({ members, window })),
  );
}

/** The first partition of a batch: the others are like it. */
function exampleOf({ members: [first] }: SpanBatch): Partition {
  return first ?? whole;
}

function unreachable(): never {
  throw new Error("A round without days was begun.");
}
