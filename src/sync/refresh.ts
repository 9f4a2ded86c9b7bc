import type { JsonObject } from "../json.ts";
import type { DaySpan } from "./analytics.ts";
import { DoneRanges, type KeyRange } from "./done-ranges.ts";
import { doneBy, isDoneBy, jobMember } from "./job.ts";
import { type StateReader, stateVersion } from "./state-format.ts";

/** What the platform takes for "this full refresh is complete". */
const completeMarker = "__ab_full_refresh_sync_complete";

/**
 * How far a full refresh has come. It can be resumed by the same job only (the platform's WORKER_JOB_ID, or its
 * absence): to any other job the state of an unfinished or a finished refresh means nothing.
 */
export interface RefreshProgress {
  readonly complete: boolean;
  readonly done: readonly KeyRange[];
  /** Partitions that were left in the middle, with the bookmark of the next page. */
  readonly open: ReadonlyMap<string, string>;
  /** The days that the refresh is about, where it is about days. */
  readonly days?: DaySpan | undefined;
}

const nothing: RefreshProgress = { complete: false, done: [], open: new Map() };

/** Reads the state of a full refresh. A state that an incremental sync left does not count. */
export function readRefreshProgress(state: JsonObject, reader: StateReader, job: string | undefined): RefreshProgress {
  if (typeof state[completeMarker] === "boolean") {
    return { ...nothing, complete: isDoneBy(job, state) };
  }
  // What an older connector or the official one left in this mode is not ours to resume.
  if (state.version === undefined) return nothing;
  const refresh = reader.expectVersion().object("refresh");
  if (refresh === undefined || refresh.text("job") !== job) return nothing;
  const open = refresh.entries("open").flatMap(([key, partition]) => {
    const bookmark = partition.text("bookmark");
    return bookmark === undefined ? [] : [[key, bookmark] as const];
  });
  const from = refresh.day("from");
  const through = refresh.day("through");
  return {
    complete: false,
    done: refresh.ranges("done"),
    open: new Map(open),
    days: from === undefined || through === undefined ? undefined : { from, through },
  };
}

/** Whatever has a key in the state. */
interface Keyed {
  readonly key: string;
}

/** A full refresh under way. */
export class Refresh {
  readonly #job: string | undefined;
  readonly #done: DoneRanges;
  readonly #open: Map<string, string>;

  readonly #days: DaySpan | undefined;

  /** @param parts what is to be read, in the order of the keys */
  constructor(parts: readonly Keyed[], progress: RefreshProgress, job: string | undefined, days?: DaySpan) {
    this.#job = job;
    this.#days = days;
    this.#done = new DoneRanges(
      parts.map(({ key }) => key),
      progress.done,
    );
    this.#open = new Map(progress.open);
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

  toState(): JsonObject {
    return {
      version: stateVersion,
      refresh: {
        ...jobMember(this.#job),
        ...this.#days,
        done: this.#done.toRanges(),
        open: Object.fromEntries([...this.#open].map(([key, bookmark]) => [key, { bookmark }])),
      },
    };
  }
}

/** The last state of a full refresh that has read everything. */
export function completedRefresh(job: string | undefined): JsonObject {
  return doneBy(job, { [completeMarker]: true });
}
