import type { Json, JsonObject } from "../json.ts";
import type { FeedProgress } from "./feed.ts";
import { isUnchanged, readFeedProgress } from "./feed.ts";
import { KeyDigests } from "./key-digests.ts";
import type { Partition } from "./partition.ts";
import { type StateReader, stateVersion } from "./state-format.ts";

/**
 * With more ids than this they are left out, and what is left of a partition is one text, so that the state of 10,000
 * partitions stays under 1 MB; the newest rows come again.
 */
const mostIds = 5_000;

/** What is told apart by its key, and has changed if its version has. */
type Versioned = Pick<Partition, "key" | "version">;

function nameOf({ key, version }: Versioned): string {
  return `${key} ${version}`;
}

/** The progress of every partition of a stream that is read by its time. */
export class FeedState {
  readonly #partitions: Map<string, FeedProgress>;
  #common: string | undefined;
  /** Branches that were read to their end in a read that has not come to its own. */
  readonly #round: KeyDigests;
  /** Whether the round was begun by an earlier read. */
  readonly #isResumed: boolean;

  /**
   * @param common the cursor of partitions that have none of their own: the official connector had such states
   * @param round digests of the branches that a read which was cut short has read to their end
   */
  constructor(partitions: Iterable<readonly [string, FeedProgress]> = [], common?: string, round = "") {
    this.#partitions = new Map(partitions);
    this.#common = common;
    this.#round = KeyDigests.fromText(round);
    this.#isResumed = round !== "";
  }

  static read(state: StateReader): FeedState {
    return new FeedState(
      state
        .expectVersion()
        .entries("partitions", fromText)
        .map(([key, progress]) => [key, readFeedProgress(progress)]),
      state.timestamp("cursor"),
      state.text("round"),
    );
  }

  progressOf(key: string): FeedProgress {
    return this.#partitions.get(key) ?? this.#cursorInCommon();
  }

  #cursorInCommon(): { readonly cursor?: string } {
    return this.#common === undefined ? {} : { cursor: this.#common };
  }

  /** The newest timestamp that any partition has seen. */
  newest(): string | undefined {
    const cursors = [this.#common, ...[...this.#partitions.values()].map(({ cursor }) => cursor)].flatMap(
      (cursor) => cursor ?? [],
    );
    return cursors.reduce<string | undefined>(
      (most, cursor) => (most === undefined || cursor > most ? cursor : most),
      undefined,
    );
  }

  advance(key: string, progress: FeedProgress): void {
    this.#partitions.set(key, progress);
  }

  /** Whether this round has read a branch, and it has not moved since. One that does not say so has to be looked at. */
  hasRead(branch: Versioned): boolean {
    return branch.version !== undefined && this.#round.has(nameOf(branch));
  }

  /** Notes a branch whose partitions were all read to their end. */
  close(branch: Versioned, partitions: readonly Versioned[]): void {
    const isRead = partitions.every(({ key }) => isUnchanged(this.progressOf(key), branch.version));
    if (isRead && branch.version !== undefined) this.#round.add(nameOf(branch));
  }

  /**
   * All was read to its end: forgets what is not among these partitions, unless earlier reads have had a part in the
   * round, since then these are not all.
   */
  settle(keys: ReadonlySet<string>): void {
    this.#common = undefined;
    this.#round.clear();
    if (this.#isResumed) return;
    for (const key of this.#partitions.keys()) if (!keys.has(key)) this.#partitions.delete(key);
  }

  toState(): JsonObject {
    let ids = 0;
    for (const progress of this.#partitions.values()) {
      ids += (progress.ids?.length ?? 0) + (progress.scan?.ids?.length ?? 0);
    }
    const withIds = ids <= mostIds;
    const round = this.#round.toText();
    return {
      version: stateVersion,
      ...this.#cursorInCommon(),
      ...(round === "" ? {} : { round }),
      partitions: Object.fromEntries([...this.#partitions].map(([key, progress]) => [key, toJson(progress, withIds)])),
    };
  }
}

/** Undefined members vanish in JSON. */
function toJson(progress: FeedProgress, withIds: boolean): Json {
  const { ids, scan, ...rest } = progress;
  if (withIds) return { ...rest, ids, scan: scan === undefined ? undefined : { ...scan } };
  return scan === undefined ? toText(rest) : { ...rest, scan: { ...scan, ids: undefined } };
}

/** `<cursor> <version> unordered`, each left empty where it is not so. */
function toText({ cursor = "", version = "", unordered }: FeedProgress): string {
  return `${cursor} ${version} ${unordered === true ? "unordered" : ""}`.trimEnd();
}

/** The members that `toText` made a text of; undefined for another text. */
function fromText(text: string): JsonObject | undefined {
  const [cursor, version, order, ...more] = text.split(" ");
  if (more.length > 0 || (order !== undefined && order !== "unordered")) return undefined;
  return { cursor: cursor || null, version: version || null, unordered: order === "unordered" };
}
