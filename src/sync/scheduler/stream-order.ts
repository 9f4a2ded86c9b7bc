import { type Day, daysFrom, isDay } from "../../dates.ts";
import { isObject, type JsonObject } from "../../json.ts";
import {
  type ChildPartitions,
  type DayReading,
  type Dimension,
  type Parent,
  pollOf,
  type RunFacts,
  type Stream,
} from "../../streams/stream.ts";
import { streamNamed, withAncestors } from "../partitions/stream-partitions.ts";
import type { JobRun } from "../progress/state-format.ts";

/*
 * A daily quota can end a sync before the last streams. So streams that the last sync didn't complete come first, and
 * cheap streams before expensive ones. A stream that an earlier job completed is still read, since an empty full refresh
 * would empty its table.
 */

/** A stream to be ordered. */
export interface Candidate {
  /** The input state; undefined: none. */
  readonly state: JsonObject | undefined;
  /** Whether the stream is configured as a full refresh, whose state Airbyte keeps only within a job. */
  readonly isFullRefresh: boolean;
  /** The approximate number of requests. */
  readonly cost: number;
}

/** The requests per day of an app with Trial access (Pinterest's page on rate limits). */
const dailyQuota = 1_000;
/** A refresh that is incomplete after this many requests exceeds the daily quota. */
const nearlyEntireQuota = 0.9 * dailyQuota;
/** The number of requests above which a stream is expensive. */
const expensive = dailyQuota / 20;

/** Returns the streams in reading order. Equal streams keep their order. */
export function inReadingOrder<One extends Candidate>(
  candidates: readonly One[],
  { job, today }: JobRun,
): readonly One[] {
  // Airbyte drops the states of full refreshes when a new job begins, so their absence means nothing.
  const areDropped =
    candidates.some(({ state }) => state !== undefined) &&
    candidates.every(({ state, isFullRefresh }) => !isFullRefresh || state === undefined);
  const isLast = ({ state, isFullRefresh, cost }: One) =>
    areDropped && isFullRefresh ? cost > expensive : isBeyondQuota(state, job);
  const sorted = candidates
    .map((one) => ({ one, rank: rankOf(one, today) }))
    .sort((first, second) => compareRanks(first.rank, second.rank))
    .map(({ one }) => one);
  const last = sorted.filter(isLast);
  // The states don't show which of these was read last, so they rotate daily.
  const turn = last.length === 0 ? 0 : daysFrom("1970-01-01", today) % last.length;
  return [...sorted.filter((one) => !isLast(one)), ...last.slice(turn), ...last.slice(0, turn)];
}

/** Moves parent streams before their children, which need the parents' lists in any case. */
export function parentsFirst<One extends { readonly name: string; readonly withParents: readonly string[] }>(
  streams: readonly One[],
): readonly One[] {
  const byName = new Map(streams.map((one) => [one.name, one]));
  const ordered = new Set<One>();
  for (const one of streams) {
    for (const name of one.withParents) {
      const each = byName.get(name);
      if (each !== undefined) ordered.add(each);
    }
    ordered.add(one);
  }
  return [...ordered];
}

/** The date of a stream's last completion (empty: never), whether its last read was complete, and its cost. */
type Rank = readonly [completed: string, isComplete: boolean, cost: number];

function rankOf({ state, cost }: Candidate, today: Day): Rank {
  // A date in the future, from a clock that was ahead, must not delay a stream.
  const completed = completedIn(state);
  return [completed < today ? completed : today, !isUnfinished(state), Math.max(cost, requestsIn(state))];
}

function compareRanks(one: Rank, other: Rank): number {
  for (const [index, value] of one.entries()) {
    const against = other[index] ?? value;
    if (value !== against) return value < against ? -1 : 1;
  }
  return 0;
}

/** Returns whether a refresh, which each job restarts, took more than the daily quota in earlier jobs. */
function isBeyondQuota(state: JsonObject | undefined, job: string | undefined): boolean {
  return isObject(state?.refresh) && state.refresh.job !== job && requestsIn(state) >= nearlyEntireQuota;
}

function completedIn(state: JsonObject | undefined): string {
  const completed = state?.completed;
  return typeof completed === "string" && isDay(completed) ? completed : "";
}

/** Returns whether the last read of a stream was interrupted. */
function isUnfinished(state: JsonObject | undefined): boolean {
  if (state === undefined) return true;
  const { refresh, round, pass, partitions } = state;
  const entries = isObject(partitions) ? Object.values(partitions) : [];
  return (
    isObject(refresh) ||
    round !== undefined ||
    pass !== undefined ||
    entries.some((entry) => isObject(entry) && entry.scan !== undefined)
  );
}

/** Returns the number of requests of an unfinished refresh so far; 0 if the state doesn't contain it. */
function requestsIn(state: JsonObject | undefined): number {
  const requests = state?.requests;
  return typeof requests === "number" && Number.isSafeInteger(requests) ? requests : 0;
}

/**
 * Returns a state with the members that determine the order of the next run: the date of the stream's last completion, and
 * the number of requests of an unfinished refresh.
 * @param before the input state
 * @param calls the number of requests of this run for the stream
 */
export function withReadHistory(
  before: JsonObject | undefined,
  next: JsonObject,
  job: string | undefined,
  calls: number,
): JsonObject {
  const completed = completedIn(next) || completedIn(before);
  const dated = completed === "" ? next : { ...next, completed };
  if (!isObject(next.refresh)) return dated;
  const isResumed = isObject(before?.refresh) && before.refresh.job === job;
  const earlier = requestsIn(before);
  return { ...dated, requests: isResumed ? earlier + calls : Math.max(earlier, calls) };
}

/** The assumed number of records per partition of a parent stream. Only the order of magnitude matters. */
const usualRecords = 30;
const usualRecordsOf: Readonly<Record<string, number>> = { account: 1, ad_accounts: 3, pins: 1_000 };
/** One request starts the job of a file; the others poll it. */
const requestsPerFile = 4;

/** Returns the approximate number of requests of a stream, including its parents' lists, from its definition alone. */
export function costOf(stream: Stream, streams: ReadonlyMap<string, Stream>, run: RunFacts): number {
  const partitionsOf = ({ partitions, reading }: Stream): number => {
    switch (partitions.of) {
      case "single":
        return 1;
      case "values":
        return combinations(partitions.each, run);
      case "children":
      case "batches":
        return partitionsUnder(partitions, reading);
      case "multiple_parents":
        return sum(partitions.sources.map((source) => partitionsUnder(source, reading)));
    }
  };
  const parentsOf = ({ stream: name, only }: Parent): number =>
    only?.values(run.config).length ||
    partitionsOf(streamNamed(name, streams)) * (usualRecordsOf[name] ?? usualRecords);
  const partitionsUnder = (part: ChildPartitions, reading: Stream["reading"]): number =>
    part.of === "batches"
      ? Math.ceil(parentsOf(part.parent) / Math.min(part.batch.size(run.config), maxIds(reading, run)))
      : parentsOf(part.parent) * combinations(part.each ?? [], run);
  const lists = withAncestors([stream], streams).slice(0, -1);
  return partitionsOf(stream) * requestsPerPartition(stream, run) + sum(lists.map(partitionsOf));
}

function requestsPerPartition(stream: Stream, run: RunFacts): number {
  const { reading } = stream;
  const perWindow = pollOf(stream) === undefined ? 1 : requestsPerFile;
  return "daysBack" in reading ? perWindow * Math.ceil(daysOf(reading, run) / reading.maxDaysPerRequest) : perWindow;
}

/** Returns the maximum number of IDs in a request for as many days as possible. */
function maxIds(reading: Stream["reading"], run: RunFacts): number {
  if (!("maxIdDays" in reading) || reading.maxIdDays === undefined) return Number.POSITIVE_INFINITY;
  return Math.floor(reading.maxIdDays / Math.min(daysOf(reading, run), reading.maxDaysPerRequest));
}

/** Returns the number of days of a first read; at least 1. */
function daysOf({ daysBack }: Pick<DayReading, "daysBack">, { config: { startDate }, today }: RunFacts): number {
  return Math.max(1, startDate === undefined ? daysBack : Math.min(daysBack, daysFrom(startDate, today)));
}

function combinations(dimensions: readonly Dimension[], run: RunFacts): number {
  return dimensions.reduce((product, { values }) => product * values(run).length, 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
