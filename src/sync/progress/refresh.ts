import type { Config } from "../../config/config.ts";
import type { DateRange } from "../../dates.ts";
import type { JsonObject } from "../../json.ts";
import type { DayReading, Stream } from "../../streams/stream.ts";
import { inSharedRequests } from "../partitions/batches.ts";
import { isOnlyParent, onlyParent, type Partition } from "../partitions/partition.ts";
import type { Page, Slice } from "../readers/reader.ts";
import { datedKey, datedPartitions, daysPerRequest, remainingSlices } from "./date-slices.ts";
import { DoneRanges, type KeyRange } from "./done-ranges.ts";
import type { Progress, RemainingWork } from "./progress.ts";
import {
  isCompletedBy,
  type JobRun,
  jobMember,
  markCompletedBy,
  type StateReader,
  stateVersion,
} from "./state-format.ts";

/** The member by which the platform recognizes a complete full refresh. */
const completeMarker = "__ab_full_refresh_sync_complete";

/**
 * The progress of a full refresh. Only attempts of the same job (the platform's WORKER_JOB_ID) resume a refresh: another
 * run might belong to another table, which lacks the rows read so far.
 */
export interface RefreshProgress {
  readonly complete: boolean;
  /** The dates of the refresh, for metrics. */
  readonly days?: DateRange | undefined;
  /** The length of date windows, where it depends on the number of partitions. The keys in `done` depend on it. */
  readonly daysPerRequest?: number | undefined;
  /** Completed parent partitions of a stream that is read by parent. */
  readonly done: readonly KeyRange[];
  /** By open parent partition: the progress of its partitions. */
  readonly open: ReadonlyMap<string, PartitionsProgress>;
}

/** The progress of a parent's partitions. */
interface PartitionsProgress {
  readonly done: readonly KeyRange[];
  /** By interrupted partition: the bookmark of the next page. */
  readonly open: ReadonlyMap<string, string>;
}

const nothing: RefreshProgress = { complete: false, done: [], open: new Map() };

/** Reads the progress of a full refresh from a state. A state of an incremental sync has none. */
export function readRefreshProgress(state: JsonObject, reader: StateReader, job: string | undefined): RefreshProgress {
  if (typeof state[completeMarker] === "boolean") {
    return { ...nothing, complete: isCompletedBy(job, state) };
  }
  // States of older releases and of the official connector can't be resumed in this mode.
  if (state.version === undefined) return nothing;
  const refresh = reader.expectVersion().object("refresh");
  return refresh === undefined || job === undefined || refresh.text("job") !== job ? nothing : readScan(refresh);
}

/** Reads the progress of a pass over all partitions. */
export function readScan(refresh: StateReader): RefreshProgress {
  const branches = refresh.object("branches");
  const from = refresh.day("from");
  const through = refresh.day("through");
  // An edited state. Without dates to read, the refresh would be complete.
  if (from !== undefined && through !== undefined && from > through) return nothing;
  return {
    complete: false,
    days: from === undefined || through === undefined ? undefined : { from, through },
    daysPerRequest: refresh.count("days") || undefined,
    done: branches?.ranges("done") ?? [],
    open:
      branches === undefined
        ? new Map([[onlyParent.key, readPartitions(refresh)]])
        : new Map(branches.entries("open").map(([key, branch]) => [key, readPartitions(branch)])),
  };
}

function readPartitions(state: StateReader): PartitionsProgress {
  const open = state.entries("open").flatMap(([key, partition]) => {
    const bookmark = partition.text("bookmark");
    return bookmark === undefined ? [] : [[key, bookmark] as const];
  });
  return { done: state.ranges("done"), open: new Map(open) };
}

/** The parameters of a full refresh. */
export interface RefreshPlan {
  readonly stream: Stream;
  readonly config: Config;
  readonly jobRun: JobRun;
  /** For metrics: the way of reading, and the dates of the refresh; no dates: nothing to read. */
  readonly dated: { readonly reading: DayReading; readonly range: DateRange | undefined } | undefined;
}

/**
 * A full refresh: reads each partition once, in one pass. The position is a bookmark. For a stream that is read by parent,
 * the state contains the completed parents and the progress of each open one.
 */
export class Refresh implements Progress<string> {
  readonly #plan: RefreshPlan;
  readonly #alreadyCompleted: readonly KeyRange[];
  #daysPerRequest: number | undefined;
  #isBegun = false;
  #isByParent = false;
  #done = new DoneRanges([]);
  /** Parent partitions that an earlier attempt left open and this attempt has not reached. */
  readonly #waiting: Map<string, PartitionsProgress>;
  readonly #open = new Map<string, PartitionsRead>();

  constructor(plan: RefreshPlan, before: RefreshProgress) {
    this.#plan = plan;
    this.#alreadyCompleted = before.done;
    this.#daysPerRequest = before.daysPerRequest;
    this.#waiting = new Map(before.open);
  }

  nextPass(): boolean {
    const { dated } = this.#plan;
    const isNext = !this.#isBegun && (dated === undefined || dated.range !== undefined);
    this.#isBegun = true;
    return isNext;
  }

  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    this.#isByParent = !parents.some(isOnlyParent);
    this.#done = new DoneRanges(
      parents.map(({ key }) => key),
      this.#alreadyCompleted,
    );
    if (this.#isByParent) this.#waiting.delete(onlyParent.key);
    return parents.filter(({ key }) => !this.#done.has(key));
  }

  open({ key: parent }: Partition, partitions: readonly Partition[]): RemainingWork {
    const { stream, config, dated, jobRun } = this.#plan;
    if (dated?.range === undefined) {
      const all = inSharedRequests(stream, partitions, config);
      const single = new Set(partitions);
      // If a member of a batch is gone, the next batches shift, and one within a range can have members that were not read.
      const batches = new Set(all.filter((each) => !single.has(each)).map(({ key }) => key));
      const read = this.#openAt(parent, all, batches);
      const slices = all
        .filter((each) => !read.done.has(each.key))
        .map((partition) => ({ parent, members: [partition] }));
      return { slices, readBefore: all.filter((each) => read.done.has(each.key)) };
    }
    const { reading, range } = dated;
    const batching = { stream, reading, config };
    if (reading.maxIdDays !== undefined && this.#daysPerRequest === undefined) {
      this.#daysPerRequest = daysPerRequest(partitions, () => range, batching);
      // The date windows of release 0.1.0 had another length.
      this.#waiting.delete(parent);
    }
    const { maxDaysPerRequest } = reading;
    const cut = { ...reading, maxDaysPerRequest: this.#daysPerRequest ?? maxDaysPerRequest };
    const all = datedPartitions(partitions, cut, () => range);
    return remainingSlices(all, this.#openAt(parent, all).done, batching, jobRun.today);
  }

  positionOf(slice: Slice): string | undefined {
    const [partition = onlyParent] = slice.members;
    return this.#readOf(slice).open.get(partition.key);
  }

  advance(slice: Slice, { closed, next }: Page<string>): void {
    const read = this.#readOf(slice);
    const { range } = slice;
    for (const partition of closed) read.close(range === undefined ? partition.key : datedKey(partition, range));
    const [partition] = slice.members;
    if (next !== undefined && partition !== undefined) read.open.set(partition.key, next);
  }

  close({ key }: Partition): void {
    if (!this.#isByParent) return;
    this.#open.delete(key);
    this.#done.add(key);
  }

  endPass(_isMissing: boolean, _isPartial: boolean): void {}

  toState(): JsonObject {
    const { jobRun, dated } = this.#plan;
    const read = this.#isByParent ? this.#parentsRead() : this.#open.get(onlyParent.key)?.toJson();
    const days = this.#daysPerRequest === undefined ? {} : { days: this.#daysPerRequest };
    return { version: stateVersion, refresh: { ...jobMember(jobRun.job), ...dated?.range, ...days, ...read } };
  }

  /** Returns the platform's marker of a complete refresh, or the state from which the next attempt resumes. */
  endState(isComplete: boolean): JsonObject {
    return isComplete ? markCompletedBy(this.#plan.jobRun, { [completeMarker]: true }) : this.toState();
  }

  #openAt(parent: string, all: readonly { readonly key: string }[], batches?: ReadonlySet<string>): PartitionsRead {
    const read = new PartitionsRead(all, this.#waiting.get(parent), batches);
    this.#waiting.delete(parent);
    this.#open.set(parent, read);
    return read;
  }

  #readOf({ parent }: Slice): PartitionsRead {
    const read = this.#open.get(parent);
    if (read === undefined) throw new Error(`The parent partition ${parent} is not open.`);
    return read;
  }

  #parentsRead(): JsonObject {
    const waiting = [...this.#waiting].filter(([key]) => !this.#done.has(key));
    const begun = [...this.#open].filter(([, read]) => read.isBegun);
    return {
      branches: {
        done: this.#done.toRanges(),
        open: Object.fromEntries([
          ...waiting.map(([key, progress]) => [key, partitionsJson(progress)] as const),
          ...begun.map(([key, read]) => [key, read.toJson()] as const),
        ]),
      },
    };
  }
}

/** The progress of a parent's partitions during their read. */
class PartitionsRead {
  readonly done: DoneRanges;
  /** By interrupted partition: the bookmark of the next page. */
  readonly open: Map<string, string>;

  /**
   * @param all the keys to read, sorted
   * @param batches the keys of batches, which contain digests of their members
   */
  constructor(all: readonly { readonly key: string }[], before?: PartitionsProgress, batches?: ReadonlySet<string>) {
    this.done = new DoneRanges(
      all.map(({ key }) => key),
      before?.done,
      batches,
    );
    this.open = new Map(before?.open);
  }

  /** Whether anything was read. */
  get isBegun(): boolean {
    return this.open.size > 0 || this.done.toRanges().length > 0;
  }

  close(key: string): void {
    this.open.delete(key);
    this.done.add(key);
  }

  toJson(): JsonObject {
    return partitionsJson({ done: this.done.toRanges(), open: this.open });
  }
}

function partitionsJson({ done, open }: PartitionsProgress): JsonObject {
  return { done, open: Object.fromEntries([...open].map(([key, bookmark]) => [key, { bookmark }])) };
}
