import { digestOf } from "../../base/digest.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { Stream } from "../../streams/stream.ts";
import { isOnlyParent, onlyParent, type Partition, singlePartition } from "../partition.ts";
import { inBatches } from "../partitions/batches.ts";
import type { Progress, RemainingWork, Taken } from "../progress.ts";
import type { Page, Slice } from "../slice.ts";
import { partitionsAsJson, type ReadPartitions, type RefreshState } from "../state/refresh-state.ts";
import { completeRefresh, type JobRun, jobMember, stateVersion } from "../state/state-format.ts";
import { DoneRanges } from "./done-ranges.ts";

/**
 * One pass that reads each partition of a stream completely. For a stream that is read by parent, the state contains the
 * completed parents and the progress of each open one.
 */
export abstract class CompleteRead implements Progress {
  readonly #stream: Stream;
  readonly #config: Config;
  readonly #before: RefreshState;
  #isBegun = false;
  #isByParent = false;
  #done = new DoneRanges([]);
  /** Parent partitions that an earlier attempt left open and this attempt has not reached. */
  readonly #waiting: Map<string, ReadPartitions>;
  readonly #open = new Map<string, { readonly done: DoneRanges; readonly open: Map<string, string> }>();

  constructor(stream: Stream, config: Config, before: RefreshState) {
    this.#stream = stream;
    this.#config = config;
    this.#before = before;
    this.#waiting = new Map(before.open);
  }

  nextPass(): boolean {
    const isNext = !this.#isBegun;
    this.#isBegun = true;
    return isNext;
  }

  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    this.#isByParent = !parents.some(isOnlyParent);
    this.#done = new DoneRanges(
      parents.map(({ key }) => key),
      this.#before.done,
    );
    if (this.#isByParent) this.#waiting.delete(onlyParent.key);
    return parents.filter(({ key }) => !this.#done.has(key));
  }

  open({ key: parent }: Partition, partitions: readonly Partition[], _isPartial?: boolean): RemainingWork {
    const before = this.#waiting.get(parent);
    const read = {
      done: new DoneRanges(
        partitions.map(({ key }) => key),
        before?.done,
      ),
      open: new Map(before?.open),
    };
    this.#waiting.delete(parent);
    this.#open.set(parent, read);
    const rest = partitions.filter(({ key }) => !read.done.has(key));
    const batches = inBatches(this.#stream, rest, ({ size }) => size(this.#config));
    return {
      slices: batches.map((members) => ({ parent, members })),
      readBefore: partitions.filter(({ key }) => read.done.has(key)),
    };
  }

  bookmarkOf({ parent, members }: Slice): string | undefined {
    return this.#readOf(parent).open.get(keyOf(members));
  }

  take({ parent, members }: Slice, { records, next, missing = [] }: Page): Taken {
    const { done, open } = this.#readOf(parent);
    if (next === undefined) {
      open.delete(keyOf(members));
      for (const member of members) if (!missing.includes(member)) done.add(member.key);
    } else if (next !== "rest" && this.#stream.occurrence === undefined) {
      // Numbers of equal rows are only valid if all pages are read.
      open.set(keyOf(members), next.bookmark);
    }
    return { records };
  }

  close({ key }: Partition): void {
    if (!this.#isByParent) return;
    this.#open.delete(key);
    this.#done.add(key);
  }

  endPass(_isMissing: boolean, _isPartial: boolean): Promise<readonly JsonObject[]> {
    return Promise.resolve([]);
  }

  abstract toState(): JsonObject;

  abstract endState(isComplete: boolean): JsonObject;

  /** Returns what is read so far. See `readRefresh`. */
  protected progressJson(): JsonObject {
    const own = this.#open.get(onlyParent.key);
    if (!this.#isByParent)
      return own === undefined ? {} : partitionsAsJson({ done: own.done.toRanges(), open: own.open });
    const waiting = [...this.#waiting].filter(([key]) => !this.#done.has(key));
    const begun = [...this.#open]
      .filter(([, { done, open }]) => open.size > 0 || !done.isEmpty)
      .map(([key, { done, open }]) => [key, { done: done.toRanges(), open }] as const);
    const open = [...waiting, ...begun];
    return {
      branches: {
        done: this.#done.toRanges(),
        open: Object.fromEntries(open.map(([key, read]) => [key, partitionsAsJson(read)])),
      },
    };
  }

  #readOf(parent: string) {
    const read = this.#open.get(parent);
    if (read === undefined) throw new Error(`The parent partition ${parent} is not open.`);
    return read;
  }
}

/** Returns the key of a slice's bookmark. That of a batch is only valid for the same batch. */
function keyOf(members: readonly Partition[]): string {
  const [first = singlePartition, ...more] = members;
  return more.length === 0 ? first.key : `${first.key} ${digestOf(members.map(({ key }) => key).join(), 16)}`;
}

/** A full refresh, which only attempts of its job resume: another run might belong to a table that lacks the rows so far. */
export class FullRefresh extends CompleteRead {
  readonly #jobRun: JobRun;

  constructor(stream: Stream, config: Config, jobRun: JobRun, before: RefreshState) {
    super(stream, config, before);
    this.#jobRun = jobRun;
  }

  override toState(): JsonObject {
    return { version: stateVersion, refresh: { ...jobMember(this.#jobRun.job), ...this.progressJson() } };
  }

  override endState(isComplete: boolean): JsonObject {
    return isComplete ? completeRefresh(this.#jobRun) : this.toState();
  }
}
