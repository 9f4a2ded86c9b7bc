import { addDays, latest } from "../dates.ts";
import type { JsonObject } from "../json.ts";
import type { AnalyticsReading, Stream } from "../streams/stream.ts";
import { type AnalyticsProgress, afterSpan, type DaySpan, firstDay, nextSpan, unsettledDay } from "./analytics.ts";
import { DoneRanges } from "./done-ranges.ts";
import { KeyDigests } from "./key-digests.ts";
import type { PartitionList } from "./parents.ts";
import { describePartition, type Partition } from "./partition.ts";
import { listPartitions, type ReadContext } from "./read-context.ts";
import { Refresh, type RefreshProgress } from "./refresh.ts";
import { SpanReader } from "./span-reader.ts";
import { stateVersion } from "./state-format.ts";
import type { StreamSession } from "./stream-session.ts";

/** Reads the days since the last read, those that may have been restated, and those of a read that was cut short. */
export async function readAnalytics(
  stream: Stream,
  reading: AnalyticsReading,
  before: AnalyticsProgress,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const { config, today } = context;
  let { round: interrupted, ...progress } = before;
  for (let unfinished = true; unfinished; ) {
    const rest = interrupted === undefined ? undefined : within(interrupted, reading, today);
    const span = rest ?? nextSpan(progress, reading, config, today);
    if (span === undefined) break;
    const list = await listPartitions(stream, session, context);
    const done = new DoneRanges(keysOf(list), rest === undefined ? [] : interrupted?.done);
    let unsettled = rest === undefined ? undefined : interrupted?.unsettled;
    const known = progress;
    const seen = known.known === undefined ? undefined : KeyDigests.fromText(known.known);
    const whole = { from: firstDay(reading, config.startDate, today), through: span.through };
    await readSpans(stream, list, session, context, {
      spanOf: ({ key }) => (seen === undefined || seen.has(key) ? span : whole),
      isDone: (partition) => done.has(partition.key),
      finish: (rows, finished) => {
        unsettled = unsettledDay(rows, reading, unsettled);
        for (const { key } of finished) done.add(key);
      },
      toState: () => analyticsState({ ...known, round: { ...span, done: done.toRanges(), unsettled } }),
    });
    progress = afterSpan(known, span, unsettled, KeyDigests.of(keysOf(list)).toText());
    interrupted = undefined;
    unfinished = rest !== undefined && span.through < today;
  }
  session.saveState(analyticsState(progress));
}

/** Reads all days that the API has and the user wants. */
export async function refreshAnalytics(
  stream: Stream,
  reading: AnalyticsReading,
  before: RefreshProgress,
  session: StreamSession,
  context: ReadContext,
): Promise<void> {
  const span = nextSpan({}, reading, context.config, context.today);
  if (span === undefined) return;
  const list = await listPartitions(stream, session, context);
  const refresh = new Refresh(list.partitions, before, context.job);
  await readSpans(stream, list, session, context, {
    spanOf: () => span,
    isDone: (partition) => refresh.isDone(partition),
    finish: (_, finished) => {
      for (const partition of finished) refresh.advance(partition, null);
    },
    toState: () => refresh.toState(),
  });
}

/** Which days to read of each partition, and where it is kept how far that came. */
interface SpanLedger {
  spanOf(partition: Partition): DaySpan;
  isDone(partition: Partition): boolean;
  /** The rows, all that these partitions have, are written. */
  finish(rows: readonly JsonObject[], finished: readonly Partition[]): void;
  toState(): JsonObject;
}

async function readSpans(
  stream: Stream,
  { partitions, parents, missing }: PartitionList,
  session: StreamSession,
  context: ReadContext,
  ledger: SpanLedger,
): Promise<void> {
  const source = new SpanReader(stream, session, context);
  const batch = stream.partitions.of === "batches" ? stream.partitions.batch : undefined;
  const pending = partitions.filter((partition) => !ledger.isDone(partition));
  const batches = inBatches(pending, batch?.size ?? 1, ledger);
  await session.each(batches, describeBatch, ledger, async ({ members, span }) => {
    for await (const { rows, parameters, finished } of source.read(members, span)) {
      await session.write(rows, parameters);
      ledger.finish(rows, finished);
      session.checkpoint(() => ledger.toState());
    }
  });
  const skipped = parents - partitions.length;
  if (batch?.whenSkipped !== undefined && skipped > 0) {
    const callsFor = (count: number) => (source.asksOneByOne ? count : Math.ceil(count / batch.size));
    const saved = callsFor(parents) - callsFor(partitions.length);
    session.log("INFO", `${batch.whenSkipped(skipped, parents)} That saved ${saved} calls.`);
  }
  if (missing !== undefined) {
    session.saveState(ledger.toState());
    throw missing;
  }
}

/** What is left of a span that was cut short; undefined when the API no longer answers for any of its days. */
function within({ from, through }: DaySpan, { daysBack }: AnalyticsReading, today: string): DaySpan | undefined {
  const first = latest(addDays(today, -daysBack), from);
  return first > through || first > today ? undefined : { from: first, through };
}

/** Undefined members vanish in JSON. */
function analyticsState({ cursor, start, unsettled, known, round }: AnalyticsProgress): JsonObject {
  return {
    version: stateVersion,
    cursor,
    start,
    unsettled,
    known,
    round: round === undefined ? undefined : { ...round },
  };
}

function keysOf({ partitions }: PartitionList): readonly string[] {
  return partitions.map(({ key }) => key);
}

/** Partitions that one request may be about. */
interface SpanBatch {
  readonly members: readonly Partition[];
  readonly span: DaySpan;
}

/** Partitions of the same group and the same days, at most `size` together. */
function inBatches(partitions: readonly Partition[], size: number, ledger: SpanLedger): readonly SpanBatch[] {
  const groups = new Map<string, { readonly members: Partition[]; readonly span: DaySpan }>();
  for (const partition of partitions) {
    const span = ledger.spanOf(partition);
    const name = `${partition.group}/${span.from}`;
    const group = groups.get(name) ?? { members: [], span };
    groups.set(name, group);
    group.members.push(partition);
  }
  return [...groups.values()].flatMap(({ members, span }) =>
    Array.from({ length: Math.ceil(members.length / size) }, (_, index) => ({
      members: members.slice(index * size, (index + 1) * size),
      span,
    })),
  );
}

function describeBatch({ members: [first, ...more] }: SpanBatch): string {
  const begin = first === undefined ? "nothing" : describePartition(first);
  return more.length === 0 ? begin : `${begin} and ${more.length} more`;
}
