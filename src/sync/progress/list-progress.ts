import { countOf } from "../../base/count-of.ts";
import { daysFrom } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import { timestampAt, timestampFrom } from "../../base/timestamps.ts";
import type { FeedReading, Stream } from "../../streams/stream.ts";
import { describeParameters } from "../exclusions/resource.ts";
import { type Partition, singlePartition } from "../partition.ts";
import type { Progress, RemainingWork, Taken } from "../progress.ts";
import type { Page, Slice } from "../slice.ts";
import { KeyDigests, revisionDigest } from "../state/key-digests.ts";
import { type ListState, type ListStates, listsAsJson } from "../state/list-state.ts";
import { type JobRun, markCompletedBy, stateVersion } from "../state/state-format.ts";
import type { StreamLog } from "../stream-log.ts";
import { RowMemory } from "./row-memory.ts";

/** The maximum difference between the clocks of the connector and the API, in milliseconds: one set without its time zone. */
export const maxClockSkewMs = 2 * 60 * 60_000;

/** What the lists of a stream have in common. */
export interface ListPlan {
  readonly stream: Pick<Stream, "name" | "primaryKey">;
  readonly reading: FeedReading;
  readonly jobRun: JobRun;
  /** The number of profiles that share the room in the state. */
  readonly profiles: number;
  readonly log: StreamLog;
  /** Returns epoch milliseconds. */
  readonly now: () => number;
  /** Returns the time of the API, epoch milliseconds. */
  readonly serverNow: () => number;
}

/**
 * The progress of incremental lists. In a newest-first list, a scan ends at the first page below the overlap without new
 * rows, and after a resumed scan another one reads the rows that arrived meanwhile. An unordered list is always read
 * completely. The rows of a list count as known when its scan ends, so that an interrupted one loses nothing.
 */
export class ListProgress implements Progress {
  readonly #plan: ListPlan;
  readonly #partitions: Map<string, ListState>;
  #common: ListState | undefined;
  /** Partitions and parents that an unfinished pass has read: in this job, or at their revision. */
  readonly #round: KeyDigests;
  /** The scans of open partitions. */
  readonly #scans = new Map<string, RowMemory>();
  #isBegun = false;
  #isEverythingFound = false;
  readonly #found = new Set<string>();
  /** The number of missing objects that are not requested again. */
  #missing = 0;

  constructor(plan: ListPlan, { partitions, common, round = "" }: Pick<ListStates, "partitions" | "common" | "round">) {
    this.#plan = plan;
    this.#partitions = new Map(partitions);
    this.#common = common;
    this.#round = KeyDigests.fromText(round);
  }

  nextPass(): boolean {
    const isNext = !this.#isBegun;
    this.#isBegun = true;
    return isNext;
  }

  /** Returns the parents that an unfinished pass has not read at their current revision. */
  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    const rest = parents.filter(
      ({ key, revision }) => revision === undefined || !this.#round.has(keyAtRevision(key, revision)),
    );
    this.#isEverythingFound = rest.length === parents.length;
    return rest;
  }

  open({ key: parent }: Partition, partitions: readonly Partition[]): RemainingWork {
    for (const { key } of partitions) this.#found.add(key);
    const isRead = ({ key, revision }: Partition) => {
      const inJob = this.#inJob({ key, revision });
      const state = this.#stateOf(key);
      return (inJob !== undefined && this.#round.has(inJob)) || (isUnchanged(state, revision) && !this.#isDue(state));
    };
    const readBefore = partitions.filter(isRead);
    for (const { key } of readBefore) {
      const { missing, denied } = this.#stateOf(key);
      if (missing ?? denied) this.#missing += 1;
    }
    return {
      slices: partitions.filter((each) => !isRead(each)).map((partition) => ({ parent, members: [partition] })),
      readBefore,
    };
  }

  /** Remembers at which revision an object is missing, so that it isn't requested in each sync. */
  miss({ key, revision }: Partition, isDenied: boolean): void {
    const missing = isDenied ? { denied: this.#plan.jobRun.today } : { missing: true as const };
    this.#partitions.set(key, { version: revisionDigest(revision), ...missing });
  }

  bookmarkOf({ members: [{ key } = singlePartition] }: Slice): string | undefined {
    return this.#stateOf(key).scan?.bookmark;
  }

  take({ members: [partition = singlePartition] }: Slice, { records: rows, next, restarted }: Page): Taken {
    const { key, revision } = partition;
    const before = this.#stateOf(key);
    const scan = this.#scans.get(key) ?? this.#begin(before, revision);
    if (restarted === true) scan.restart();
    const records = scan.select(rows);
    const bookmark = typeof next === "object" ? next.bookmark : undefined;
    if (bookmark !== undefined && (records.length > 0 || !scan.isDone)) {
      this.#scans.set(key, scan);
      this.#set(partition, scan.at(bookmark));
      return { records };
    }
    this.#scans.delete(key);
    const end = scan.end(bookmark === undefined);
    this.#set(partition, end);
    const { order } = this.#plan.reading;
    if (scan.isResumed && order === "newest_first" && !isUnchanged(end, revision)) return { records, rest: "again" };
    const inJob = this.#inJob(partition);
    if (inJob !== undefined) this.#round.add(inJob);
    return { records, rest: "known" };
  }

  /** Records a parent as read if all of its partitions were read at its current revision. */
  close({ key, revision }: Partition, partitions: readonly Partition[]): void {
    const isRead = partitions.every((partition) => isUnchanged(this.#stateOf(partition.key), revision));
    if (isRead && revision !== undefined) this.#round.add(keyAtRevision(key, revision));
  }

  /** Ends the pass, and removes partitions that no longer exist if all existing ones are known. */
  endPass(isMissing: boolean): Promise<readonly JsonObject[]> {
    const { reading, log } = this.#plan;
    if (reading.lookup !== undefined && this.#missing > 0)
      log("INFO", `${countOf(this.#missing, reading.lookup.object)} not requested again: missing in an earlier sync`);
    if (isMissing) return Promise.resolve([]);
    this.#common = undefined;
    this.#round.clear();
    if (this.#isEverythingFound)
      for (const key of this.#partitions.keys()) if (!this.#found.has(key)) this.#partitions.delete(key);
    return Promise.resolve([]);
  }

  toState(): JsonObject {
    const cursor = this.#common?.cursor;
    const round = this.#round.toText();
    return {
      version: stateVersion,
      ...(cursor === undefined ? {} : { cursor }),
      ...(round === "" ? {} : { round }),
      partitions: listsAsJson(this.#partitions, this.#plan.profiles),
    };
  }

  endState(isComplete: boolean): JsonObject {
    return isComplete ? markCompletedBy(this.#plan.jobRun, this.toState()) : this.toState();
  }

  #begin(before: ListState, revision: string | undefined): RowMemory {
    const { stream, reading, now, serverNow } = this.#plan;
    const idField = stream.primaryKey.at(-1) ?? stream.primaryKey[0];
    // An object is read at the revision that its parents have in the same run.
    const settled = reading.lookup === undefined ? settledRevision(revision, now()) : revision;
    return new RowMemory(before, { ...reading, idField, revision: revisionDigest(settled), now, serverNow });
  }

  #set({ key, parameters }: Partition, state: ListState): void {
    if (state.unordered === true && this.#stateOf(key).unordered !== true) {
      const text = `${describeParameters(parameters)} is not newest-first; reading all of it`;
      this.#plan.log("INFO", text, `${this.#plan.stream.name} ${text}`);
    }
    this.#partitions.set(key, state);
  }

  /** Returns whether an object was denied so long ago that it is requested again. */
  #isDue({ denied }: ListState): boolean {
    const { reading, jobRun } = this.#plan;
    return denied !== undefined && daysFrom(denied, jobRun.today) >= (reading.lookup?.deniedDays ?? 0);
  }

  #stateOf(key: string): ListState {
    return this.#partitions.get(key) ?? this.#common ?? {};
  }

  /** Returns the mark of a partition that this job has read; undefined without a job, or if its revision is compared. */
  #inJob({ key, revision }: Pick<Partition, "key" | "revision">): string | undefined {
    const { job } = this.#plan.jobRun;
    return revision === undefined && job !== undefined ? `${key} in job ${job}` : undefined;
  }
}

const keyAtRevision = (key: string, revision: string) => `${key} as of ${revision}`;

/** Returns whether a partition was completely read at this revision. */
function isUnchanged({ scan, version }: ListState, revision: string | undefined): boolean {
  return revision !== undefined && scan === undefined && version === revisionDigest(revision);
}

/**
 * Returns the revision of a partition; undefined if it is a recent timestamp or none. The rows of a recent change might
 * not be visible yet, and a date can remain the same after a change, so the next sync reads the partition again.
 */
export function settledRevision(revision: string | undefined, now: number): string | undefined {
  const changed = timestampFrom(revision);
  return changed !== undefined && changed <= timestampAt(now - maxClockSkewMs) ? revision : undefined;
}
