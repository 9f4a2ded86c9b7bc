import type { Config } from "../../config/config.ts";
import type { DateRange } from "../../dates.ts";
import type { JsonObject } from "../../json.ts";
import type { DayReading, Stream } from "../../streams/stream.ts";
import { inSharedRequests } from "../partitions/batches.ts";
import { isOnlyParent, onlyParent, type Partition } from "../partitions/partition.ts";
import type { Page, Slice } from "../readers/reader.ts";
import { availableRange, datedKey, datedPartitions, dateSlices } from "./date-slices.ts";
import { DoneRanges, type KeyRange } from "./done-ranges.ts";
import type { Opened, Progress } from "./progress.ts";
import {
  isCompletedBy,
  type JobRun,
  jobMember,
  markCompletedBy,
  type StateReader,
  stateVersion,
} from "./state-format.ts";

/** What the platform takes for "this full refresh is complete". */
const completeMarker = "__ab_full_refresh_sync_complete";

/**
 * How far a full refresh has come. It can be resumed by the same job only (the platform's WORKER_JOB_ID, or its
 * absence): to any other job the state of an unfinished or a finished refresh means nothing.
 */
export interface RefreshProgress {
  readonly complete: boolean;
  /** The days that the refresh is about, where it is about days. */
  readonly days?: DateRange | undefined;
  /** Parent partitions that are done, where the stream goes through these one by one. */
  readonly done: readonly KeyRange[];
  /** How far each open parent partition has come, or the one of all partitions. */
  readonly open: ReadonlyMap<string, PartitionsProgress>;
}

/** How far the partitions of a parent were read. */
interface PartitionsProgress {
  readonly done: readonly KeyRange[];
  /** Partitions that were left in the middle, with the bookmark of the next page. */
  readonly open: ReadonlyMap<string, string>;
}

const nothing: RefreshProgress = { complete: false, done: [], open: new Map() };

/** Reads the state of a full refresh. A state that an incremental sync left does not count. */
export function readRefreshProgress(state: JsonObject, reader: StateReader, job: string | undefined): RefreshProgress {
  if (typeof state[completeMarker] === "boolean") {
    return { ...nothing, complete: isCompletedBy(job, state) };
  }
  // What an older connector or the official one left in this mode is not ours to resume.
  if (state.version === undefined) return nothing;
  const refresh = reader.expectVersion().object("refresh");
  if (refresh === undefined || refresh.text("job") !== job) return nothing;
  const branches = refresh.object("branches");
  const from = refresh.day("from");
  const through = refresh.day("through");
  return {
    complete: false,
    days: from === undefined || through === undefined ? undefined : { from, through },
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

/** What a full refresh is about. */
export interface RefreshPlan {
  readonly stream: Stream;
  readonly config: Config;
  readonly occasion: JobRun;
  /** For metrics: how they are read, and the days that the refresh is about; no days: there is nothing to read. */
  readonly dated: { readonly reading: DayReading; readonly range: DateRange | undefined } | undefined;
}

/**
 * A full refresh: every partition once, in one pass. Its position is a bookmark. Where parent partitions are many lists
 * themselves, the state tells which of them are done, and how far each one under way has come.
 */
export class Refresh implements Progress<string> {
  readonly #plan: RefreshPlan;
  readonly #alreadyCompleted: readonly KeyRange[];
  #isBegun = false;
  #isByParent = false;
  #done = new DoneRanges([]);
  /** Parent partitions that an earlier attempt left open, and this one has not come to yet. */
  readonly #waiting: Map<string, PartitionsProgress>;
  readonly #open = new Map<string, PartitionsRead>();

  constructor(plan: RefreshPlan, before: RefreshProgress) {
    this.#plan = plan;
    this.#alreadyCompleted = before.done;
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

  open({ key: parent }: Partition, partitions: readonly Partition[]): Opened {
    const { stream, config, dated, occasion } = this.#plan;
    if (dated?.range === undefined) {
      const all = inSharedRequests(stream, partitions, config);
      const read = this.#openAt(parent, all);
      const slices = all
        .filter((each) => !read.done.has(each.key))
        .map((partition) => ({ parent, members: [partition] }));
      return { slices, readBefore: all.filter((each) => read.done.has(each.key)) };
    }
    const { reading, range } = dated;
    const all = datedPartitions(partitions, reading, () => range);
    const read = this.#openAt(parent, all);
    const readBefore = all.filter((each) => read.done.has(each.key)).map(({ partition }) => partition);
    // Days that the API no longer answers for are over and done with.
    for (const each of all) if (availableRange(each.range, reading, occasion.today) === undefined) read.close(each.key);
    const left = all.filter((each) => !read.done.has(each.key));
    return { slices: dateSlices(parent, left, stream, config), readBefore };
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

  isLeft(): boolean {
    return false;
  }

  close({ key }: Partition): void {
    if (!this.#isByParent) return;
    this.#open.delete(key);
    this.#done.add(key);
  }

  endPass(): void {}

  toState(): JsonObject {
    const { occasion, dated } = this.#plan;
    const read = this.#isByParent ? this.#parentsRead() : this.#open.get(onlyParent.key)?.toJson();
    return { version: stateVersion, refresh: { ...jobMember(occasion.job), ...dated?.range, ...read } };
  }

  /** Complete, as the platform knows it, or what the next attempt of the job goes on from. */
  endState(isComplete: boolean): JsonObject {
    return isComplete ? markCompletedBy(this.#plan.occasion, { [completeMarker]: true }) : this.toState();
  }

  #openAt(parent: string, all: readonly { readonly key: string }[]): PartitionsRead {
    const read = new PartitionsRead(all, this.#waiting.get(parent));
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

/** The partitions of a parent while they are read. */
class PartitionsRead {
  readonly done: DoneRanges;
  /** The bookmarks of partitions that were left in the middle. */
  readonly open: Map<string, string>;

  /** @param all what is to be read, in the order of the keys */
  constructor(all: readonly { readonly key: string }[], before?: PartitionsProgress) {
    this.done = new DoneRanges(
      all.map(({ key }) => key),
      before?.done,
    );
    this.open = new Map(before?.open);
  }

  /** Whether anything of them was read. */
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
