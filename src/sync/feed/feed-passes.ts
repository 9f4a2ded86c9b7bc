import type { JsonObject } from "../../json.ts";
import { type Partition, singlePartition } from "../partitions/partition.ts";
import type { Progress, RemainingWork } from "../progress/progress.ts";
import { type JobRun, markCompletedBy } from "../progress/state-format.ts";
import type { Page, Slice } from "../readers/reader.ts";
import { type FeedProgress, isUnchanged } from "./feed-progress.ts";
import type { FeedState } from "./feed-state.ts";

/** The progress of incremental lists. The position is the progress of a partition, with the scan to resume. */
export class FeedPasses implements Progress<FeedProgress> {
  readonly #feed: FeedState;
  readonly #jobRun: JobRun;
  #isBegun = false;
  #isEverythingFound = false;
  readonly #found = new Set<string>();

  constructor(feed: FeedState, jobRun: JobRun) {
    this.#feed = feed;
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
      this.#feed.hasRead(partition, this.#jobRun.job) ||
      isUnchanged(this.#feed.progressOf(partition.key), partition.revision);
    return {
      slices: partitions.filter((each) => !isRead(each)).map((partition) => ({ parent, members: [partition] })),
      readBefore: partitions.filter(isRead),
    };
  }

  positionOf({ members: [partition = singlePartition] }: Slice): FeedProgress {
    return this.#feed.progressOf(partition.key);
  }

  advance({ members: [partition] }: Slice, { closed: [closed], next }: Page<FeedProgress>): void {
    if (partition === undefined || next === undefined) return;
    this.#feed.advance(partition.key, next);
    if (closed !== undefined) this.#feed.close(closed, this.#jobRun.job);
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
}
