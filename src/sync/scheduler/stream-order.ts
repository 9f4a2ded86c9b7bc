import { type Day, daysFrom, isDay } from "../../dates.ts";
import { isObject, type JsonObject } from "../../json.ts";
import {
  type ChildPartitions,
  type Dimension,
  type Parent,
  pollOf,
  type RunFacts,
  type Stream,
} from "../../streams/stream.ts";
import { streamNamed, withAncestors } from "../partitions/stream-partitions.ts";
import type { JobRun } from "../progress/state-format.ts";

/*
 * Under a daily quota, what comes first is read and what comes last is not. So the streams that the last sync did not
 * finish come first, and cheap ones before expensive ones. Only the order is decided here: a stream that an earlier job
 * has finished is read again all the same, since an empty full refresh would empty its table.
 */

/** What is known of a stream before it is read. */
export interface Candidate {
  /** Of the run before; undefined: none. */
  readonly state: JsonObject | undefined;
  /** Configured as a full refresh: Airbyte keeps its state for the attempts of one job only. */
  readonly isFullRefresh: boolean;
  /** Roughly how many requests it takes. */
  readonly cost: number;
}

/** How many requests a day Pinterest allows an app with Trial access (its page on rate limits). */
const dailyQuota = 1_000;
/** A refresh that takes this much of a day's quota, and has not come to its end in it, will not. */
const nearlyAll = 0.9 * dailyQuota;
/** More than a twentieth of a day is expensive. */
const expensive = dailyQuota / 20;

/** Returns the streams in the order in which to read them; equal ones stay in the order given. */
export function inReadingOrder<One extends Candidate>(
  candidates: readonly One[],
  { job, today }: JobRun,
): readonly One[] {
  // Airbyte drops the states of full refreshes when a new job begins. Then their absence says nothing.
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
  // Nothing tells which of these had its turn, so another one begins each day.
  const turn = last.length === 0 ? 0 : daysFrom("1970-01-01", today) % last.length;
  return [...sorted.filter((one) => !isLast(one)), ...last.slice(turn), ...last.slice(0, turn)];
}

/**
 * Moves the streams that a stream's partitions are made of before it: their lists are read for it in any case. Each names
 * these in their order.
 */
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

/** The day on which a stream was last finished, empty for never; whether its last read was finished; its cost. */
type Rank = readonly [completed: string, isFinished: boolean, cost: number];

function rankOf({ state, cost }: Candidate, today: Day): Rank {
  // A clock that was ahead is not to keep a stream back.
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

/** Whether a refresh that begins anew with each job takes more than a day's quota, as far as earlier jobs have found. */
function isBeyondQuota(state: JsonObject | undefined, job: string | undefined): boolean {
  return isObject(state?.refresh) && state.refresh.job !== job && requestsIn(state) >= nearlyAll;
}

function completedIn(state: JsonObject | undefined): string {
  const completed = state?.completed;
  return typeof completed === "string" && isDay(completed) ? completed : "";
}

/** Whether a read was cut short, as far as a state says. */
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

/** How many requests the reads of an unfinished refresh have taken; 0 where the state does not tell. */
function requestsIn(state: JsonObject | undefined): number {
  const requests = state?.requests;
  return typeof requests === "number" && Number.isSafeInteger(requests) ? requests : 0;
}

/**
 * Returns a state with what the order of the next run depends on: when the stream was last read to its end, and how many
 * requests a refresh under way has taken.
 * @param before the state that the read began with
 * @param calls how many requests this run has made for the stream
 */
export function withReadHistory(
  before: JsonObject | undefined,
  next: JsonObject,
  job: string | undefined,
  calls: number,
): JsonObject {
  const completed = completedIn(next) || completedIn(before);
  const standing = completed === "" ? next : { ...next, completed };
  if (!isObject(next.refresh)) return standing;
  const isResumed = isObject(before?.refresh) && before.refresh.job === job;
  const earlier = requestsIn(before);
  return { ...standing, requests: isResumed ? earlier + calls : Math.max(earlier, calls) };
}

/** How many records a partition of a stream has that others are made of. Only the order of magnitude matters. */
const usualRecords = 30;
const usualRecordsOf: Readonly<Record<string, number>> = { account: 1, ad_accounts: 3, pins: 1_000 };
/** A file takes a request to order, and some to ask whether it is there. */
const requestsOfFile = 4;

/**
 * Returns roughly how many requests a stream takes when nothing is known but its record, its parents' lists included:
 * a single list fewest, then what is requested per ad account, per entity, and per Pin.
 */
export function costOf(stream: Stream, streams: ReadonlyMap<string, Stream>, run: RunFacts): number {
  const partitionsOf = ({ partitions }: Stream): number => {
    switch (partitions.of) {
      case "single":
        return 1;
      case "values":
        return combinations(partitions.each, run);
      case "children":
      case "batches":
        return partitionsUnder(partitions);
      case "multiple_parents":
        return sum(partitions.sources.map(partitionsUnder));
    }
  };
  const parentsOf = ({ stream: name, only }: Parent): number =>
    only?.values(run.config).length ||
    partitionsOf(streamNamed(name, streams)) * (usualRecordsOf[name] ?? usualRecords);
  const partitionsUnder = (part: ChildPartitions): number =>
    part.of === "batches"
      ? Math.ceil(parentsOf(part.parent) / part.batch.size(run.config))
      : parentsOf(part.parent) * combinations(part.each ?? [], run);
  const lists = withAncestors([stream], streams).slice(0, -1);
  return partitionsOf(stream) * requestsPerPartition(stream, run) + sum(lists.map(partitionsOf));
}

function requestsPerPartition(stream: Stream, { config, today }: RunFacts): number {
  const { reading } = stream;
  const perWindow = pollOf(stream) === undefined ? 1 : requestsOfFile;
  if (!("daysBack" in reading)) return perWindow;
  const { startDate } = config;
  const days = startDate === undefined ? reading.daysBack : Math.min(reading.daysBack, daysFrom(startDate, today));
  return perWindow * Math.max(1, Math.ceil(days / reading.maxDaysPerRequest));
}

function combinations(dimensions: readonly Dimension[], run: RunFacts): number {
  return dimensions.reduce((product, { values }) => product * values(run).length, 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
