import type { JsonObject } from "../../json.ts";
import type { FeedReading } from "../../streams/stream.ts";
import type { Partition } from "../partitions/partition.ts";
import type { Progress, RemainingWork } from "../progress/progress.ts";
import { type JobRun, markCompletedBy } from "../progress/state-format.ts";
import type { Page, Slice } from "../readers/reader.ts";
import { type FeedProgress, isUnchanged } from "./feed-progress.ts";
import type { FeedState } from "./feed-state.ts";

/**
 * The progress of incremental lists. The position is a partition's scan. In a newest-first list, rows that arrived since
 * an interrupted scan began are read after the resumed scan. An unordered list would have to be read completely again, so
 * there they wait for the next sync.
 */
export class FeedPasses implements Progress<FeedProgress> {
  readonly #feed: FeedState;
  readonly #isOrdered: boolean;
  readonly #jobRun: JobRun;
  #isBegun = false;
  #isEverythingFound = false;
  readonly #found = new Set<string>();
  /** Keys of partitions whose scan was resumed. */
  readonly #resumed = new Set<string>();

  constructor(feed: FeedState, { order }: FeedReading, jobRun: JobRun) {
    this.#feed = feed;
    this.#isOrdered = order === "newest_first";
    this.#jobRun = jobRun;
  }

  nextPass(): boolean {
    const isNext = !this.#isBegun;
    this.#isBegun = true;
    return isNext;
  }

  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    const rest = parents.filter((parent) => !this.#feed.hasReadParent(parent));
    this.#isEverythingFound = rest.length === parents.length;
    return rest;
  }

  open({ key: parent }: Partition, partitions: readonly Partition[]): RemainingWork {
    for (const { key } of partitions) this.#found.add(key);
    const isRead = (partition: Partition) =>
      this.#feed.hasRead(partition, this.#jobRun.job) || this.#isUnchanged(partition);
    return {
      slices: partitions.filter((each) => !isRead(each)).map((partition) => ({ parent, members: [partition] })),
      readBefore: partitions.filter(isRead),
    };
  }

  positionOf({ members: [partition] }: Slice): FeedProgress {
    const { key = "" } = partition ?? {};
    const position = this.#feed.progressOf(key);
    if (position.scan !== undefined && this.#isOrdered) this.#resumed.add(key);
    else this.#resumed.delete(key);
    return position;
  }

  advance({ members: [partition] }: Slice, { closed: [closed], next }: Page<FeedProgress>): void {
    if (partition === undefined || next === undefined) return;
    this.#feed.advance(partition.key, next);
    if (closed !== undefined && !this.#resumed.has(closed.key)) this.#feed.close(closed, this.#jobRun.job);
  }

  mustReread({ members: [partition] }: Slice): boolean {
    return partition !== undefined && this.#resumed.has(partition.key) && !this.#isUnchanged(partition);
  }

  close(parent: Partition, partitions: readonly Partition[]): void {
    this.#feed.closeParent(parent, partitions);
  }

  endPass(isMissing: boolean): void {
    if (!isMissing) this.#feed.endPass(this.#isEverythingFound ? this.#found : undefined);
  }

  toState(): JsonObject {
    return this.#feed.toState();
  }

  endState(isComplete: boolean): JsonObject {
    return isComplete ? markCompletedBy(this.#jobRun, this.toState()) : this.toState();
  }

  #isUnchanged({ key, revision }: Partition): boolean {
    return isUnchanged(this.#feed.progressOf(key), revision);
  }
}
