import type { JsonObject } from "../json.ts";
import type { DaySpan } from "./analytics.ts";
import { DoneRanges, type KeyRange } from "./done-ranges.ts";
import { doneBy, isDoneBy, jobMember, type Occasion } from "./job.ts";
import { type StateReader, stateVersion } from "./state-format.ts";

/** What the platform takes for "this full refresh is complete". */
const completeMarker = "__ab_full_refresh_sync_complete";

/**
 * How far a full refresh has come. It can be resumed by the same job only (the platform's WORKER_JOB_ID, or its
 * absence): to any other job the state of an unfinished or a finished refresh means nothing.
 */
export interface RefreshProgress extends PartitionsProgress {
  readonly complete: boolean;
  /** The days that the refresh is about, where it is about days. */
  readonly days?: DaySpan | undefined;
  /** Where partitions are found branch by branch: the branches that are done, and how far each open one has come. */
  readonly branches?: BranchesProgress | undefined;
}

/** How far a list of partitions was read. */
interface PartitionsProgress {
  readonly done: readonly KeyRange[];
  /** Partitions that were left in the middle, with the bookmark of the next page. */
  readonly open: ReadonlyMap<string, string>;
}

interface BranchesProgress {
  readonly done: readonly KeyRange[];
  readonly open: ReadonlyMap<string, PartitionsProgress>;
}

const nothingRead: PartitionsProgress = { done: [], open: new Map() };
const nothing: RefreshProgress = { complete: false, ...nothingRead };

/** Reads the state of a full refresh. A state that an incremental sync left does not count. */
export function readRefreshProgress(state: JsonObject, reader: StateReader, job: string | undefined): RefreshProgress {
  if (typeof state[completeMarker] === "boolean") {
    return { ...nothing, complete: isDoneBy(job, state) };
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
    ...readPartitions(refresh),
    days: from === undefined || through === undefined ? undefined : { from, through },
    branches:
      branches === undefined
        ? undefined
        : {
            done: branches.ranges("done"),
            open: new Map(branches.entries("open").map(([key, branch]) => [key, readPartitions(branch)])),
          },
  };
}

function readPartitions(state: StateReader): PartitionsProgress {
  const open = state.entries("open").flatMap(([key, partition]) => {
    const bookmark = partition.text("bookmark");
    return bookmark === undefined ? [] : [[key, bookmark] as const];
  });
  return { done: state.ranges("done"), open: new Map(open) };
}

/** Whatever has a key in the state. */
interface Keyed {
  readonly key: string;
}

/** Partitions while they are read. */
export class PartitionsRead {
  readonly #done: DoneRanges;
  readonly #open: Map<string, string>;

  /** @param parts what is to be read, in the order of the keys */
  constructor(parts: readonly Keyed[], { done, open }: PartitionsProgress) {
    this.#done = new DoneRanges(
      parts.map(({ key }) => key),
      done,
    );
    this.#open = new Map(open);
  }

  /** Whether anything of them was read. */
  get isBegun(): boolean {
    return this.#open.size > 0 || this.#done.toRanges().length > 0;
  }

  isDone({ key }: Keyed): boolean {
    return this.#done.has(key);
  }

  /** Where to go on in a partition; undefined: at its beginning. */
  bookmarkOf({ key }: Keyed): string | undefined {
    return this.#open.get(key);
  }

  /** Notes the page that comes next in a partition; null: there is none. */
  advance({ key }: Keyed, bookmark: string | null): void {
    if (bookmark === null) {
      this.#open.delete(key);
      this.#done.add(key);
    } else {
      this.#open.set(key, bookmark);
    }
  }

  toJson(): JsonObject {
    return partitionsJson({ done: this.#done.toRanges(), open: this.#open });
  }
}

/** A full refresh under way. */
export class Refresh extends PartitionsRead {
  readonly #job: string | undefined;
  readonly #days: DaySpan | undefined;

  /** @param parts what is to be read, in the order of the keys */
  constructor(parts: readonly Keyed[], progress: PartitionsProgress, job: string | undefined, days?: DaySpan) {
    super(parts, progress);
    this.#job = job;
    this.#days = days;
  }

  toState(): JsonObject {
    return { version: stateVersion, refresh: { ...jobMember(this.#job), ...this.#days, ...this.toJson() } };
  }
}

/** A full refresh under way whose partitions are found branch by branch. */
export class BranchedRefresh {
  readonly #job: string | undefined;
  readonly #before: ReadonlyMap<string, PartitionsProgress>;
  readonly #done: DoneRanges;
  readonly #open = new Map<string, PartitionsRead>();

  /** @param branches what is to be read, in the order of the keys */
  constructor(branches: readonly Keyed[], { branches: before }: RefreshProgress, job: string | undefined) {
    this.#job = job;
    this.#before = before?.open ?? new Map();
    this.#done = new DoneRanges(
      branches.map(({ key }) => key),
      before?.done,
    );
  }

  isDone({ key }: Keyed): boolean {
    return this.#done.has(key);
  }

  /** A branch whose partitions were found: it goes on where an earlier attempt left it. */
  open({ key }: Keyed, parts: readonly Keyed[]): void {
    this.#open.set(key, new PartitionsRead(parts, this.#before.get(key) ?? nothingRead));
  }

  /** The partitions of a branch that is open. */
  within({ key }: Keyed): PartitionsRead {
    const branch = this.#open.get(key);
    if (branch === undefined) throw new Error(`The branch ${key} is not open.`);
    return branch;
  }

  /** All of a branch was read. */
  close({ key }: Keyed): void {
    this.#open.delete(key);
    this.#done.add(key);
  }

  toState(): JsonObject {
    // What an earlier attempt left open, and this one has not come to yet, is still so.
    const waiting = [...this.#before].filter(([key]) => !this.#open.has(key) && !this.#done.has(key));
    const begun = [...this.#open].filter(([, branch]) => branch.isBegun);
    return {
      version: stateVersion,
      refresh: {
        ...jobMember(this.#job),
        branches: {
          done: this.#done.toRanges(),
          open: Object.fromEntries([
            ...waiting.map(([key, progress]) => [key, partitionsJson(progress)] as const),
            ...begun.map(([key, branch]) => [key, branch.toJson()] as const),
          ]),
        },
      },
    };
  }
}

function partitionsJson({ done, open }: PartitionsProgress): JsonObject {
  return { done, open: Object.fromEntries([...open].map(([key, bookmark]) => [key, { bookmark }])) };
}

/** The last state of a full refresh that has read everything. */
export function completedRefresh(occasion: Occasion): JsonObject {
  return doneBy(occasion, { [completeMarker]: true });
}
