import { countOf, grouped } from "../../base/count-of.ts";
import type { Day } from "../../base/dates.ts";
import { dayOf } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import { canHideRows, type Stream } from "../../streams/stream.ts";
import type { ReadContext } from "../context.ts";
import { type Partition, singlePartition } from "../partition.ts";
import { settledRevision } from "../progress/list-progress.ts";
import { CompleteRead } from "../progress/refresh-progress.ts";
import type { RemainingWork, Taken } from "../progress.ts";
import type { Page, Slice } from "../slice.ts";
import { readRefresh } from "../state/refresh-state.ts";
import { markCompletedBy, StateReader, stateVersion } from "../state/state-format.ts";
import type { StreamLog } from "../stream-log.ts";
import type { ChangeStamps } from "./change-stamps.ts";
import { areKeyed, containerOf, containerParameters, requestsDigest, selectionDigest } from "./containers.ts";
import { KnownRows } from "./known-rows.ts";
import { ReadRevisions } from "./read-revisions.ts";

/** The time between two reads that lack a row, after which it counts as deleted, in milliseconds. */
const minAbsenceMs = 60 * 60_000;

/** The dependencies of tracking a stream. */
export interface TrackingPlan {
  readonly stream: Stream;
  /** All streams, by name. */
  readonly streams: ReadonlyMap<string, Stream>;
  readonly context: Pick<ReadContext, "config" | "today" | "job" | "clock" | "profiles">;
  readonly stamps: ChangeStamps;
  readonly log: StreamLog;
  /** Requests whether the lists contain all existing rows, so that none is hidden from the token. */
  readonly seesAll: () => Promise<boolean>;
}

/**
 * The progress of a tracked stream: each sync reads it completely, emits new and changed records, and tombstones of deleted
 * ones. A record is deleted when two complete reads in a row lack it, the second begun at least an hour after the first ended.
 * Partitions with an unchanged revision keep their rows.
 */
export class TrackedProgress extends CompleteRead {
  readonly #plan: TrackingPlan;
  readonly #containers: ReadonlySet<string>;
  readonly #rows: KnownRows;
  readonly #revisions: ReadRevisions;
  /** The digests of the selection of the last complete read, and of this one. */
  #selection: string | undefined;
  readonly #requests: string;
  /** The date on which the last complete read began. */
  #lastRead: Day | undefined;
  /** When the first of two reads that lack rows ended, epoch milliseconds. */
  #missedAt: number | undefined;
  /** When this read began, epoch milliseconds. */
  readonly #begunAt: number;
  #isEnded = false;
  /** Partitions that are not read, with their containers. */
  readonly #unread = new Map<string, string>();
  readonly #discovered = new Set<string>();
  /** The groups of rows of unchanged partitions. */
  readonly #kept = new Set<string>();
  readonly #keys = new Set<string>();
  /** The containers in which rows were skipped. */
  readonly #partial: Set<string>;
  #unopenedParents = 0;

  constructor(plan: TrackingPlan, state: JsonObject | undefined) {
    const { stream, streams, context } = plan;
    const changes = new StateReader(state ?? {}, stream.name).object("changes");
    const requests = requestsDigest(stream, streams, context);
    const scan = changes?.object("scan");
    // A read with other requests starts over.
    const resumed = scan?.text("question") === requests ? scan : undefined;
    super(stream, context.config, readRefresh(resumed));
    this.#plan = plan;
    this.#containers = containerParameters(stream, streams);
    this.#requests = requests;
    this.#selection = changes?.text("question");
    this.#lastRead = changes?.day("swept");
    this.#rows = new KnownRows(stream.primaryKey, context.profiles).read(changes, scan?.flag("full") ?? false);
    this.#revisions = new ReadRevisions().read(changes);
    this.#partial = new Set(resumed?.texts("partial"));
    this.#missedAt = timeIn(changes?.text("missed"));
    this.#begunAt = timeIn(resumed?.text("since")) ?? context.clock.now();
    if (resumed === undefined) this.#rows.startOver();
  }

  override begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    const remaining = super.begin(parents);
    this.#unopenedParents = remaining.length;
    return remaining;
  }

  override open(parent: Partition, partitions: readonly Partition[], isPartial = false): RemainingWork {
    const { today } = this.#plan.context;
    if (isPartial) this.#partial.add(this.#containerOf(parent));
    const { slices: rest, readBefore } = super.open(parent, partitions);
    const isUnchanged = ({ members }: Slice) =>
      members.every((each) => this.#hasRevision(each) && this.#revisions.isUnchanged(each, today));
    const slices = rest.filter((slice) => !isUnchanged(slice));
    // Not those that an earlier attempt of this read has read: their absent rows can be deleted.
    const unchanged = rest.filter(isUnchanged).flatMap(({ members }) => members);
    for (const partition of unchanged) this.#kept.add(this.#groupOf(partition));
    this.#unopenedParents -= 1;
    for (const partition of [parent, ...partitions]) this.#discovered.add(this.#containerOf(partition));
    for (const { key } of partitions) this.#keys.add(key);
    for (const { members } of slices)
      for (const member of members) this.#unread.set(member.key, this.#containerOf(member));
    return { slices, readBefore: [...readBefore, ...unchanged] };
  }

  override take(slice: Slice, page: Page): Taken {
    const [first = singlePartition] = slice.members;
    const { context } = this.#plan;
    super.take(slice, page);
    if (page.isPartial === true) this.#partial.add(this.#containerOf(first));
    if (page.next === undefined) {
      for (const member of slice.members) {
        this.#unread.delete(member.key);
        const isRead = page.isPartial !== true && this.#hasRevision(member);
        const revision = isRead ? settledRevision(member.revision, context.clock.now()) : undefined;
        this.#revisions.record(member, revision, context.today);
      }
    }
    return { records: this.#rows.select(page.records, this.#groupOf(first)) };
  }

  override async endPass(isMissing: boolean, isPartial: boolean): Promise<readonly JsonObject[]> {
    const { stream, log, context, seesAll } = this.#plan;
    for (const container of this.#unread.values()) this.#partial.add(container);
    const hasFoundAll = !isMissing && !isPartial && this.#unopenedParents === 0;
    if (!hasFoundAll || this.#partial.size > 0) log("INFO", "the read was incomplete, so a later sync finds deletions");
    if (this.#rows.overflow > 0) {
      log(
        "WARN",
        `not tracked: the state has no room for ${grouped(this.#rows.overflow)} records, so each sync emits all of them and finds no deletions. Remove the stream from "Track changes and deletions", and sync it with Full refresh - Overwrite`,
      );
    }
    const keyed = areKeyed(stream, this.#containers);
    const isWhole = (container: string) =>
      (this.#partial.size === 0 || (keyed && !this.#partial.has(container))) && this.#discovered.has(container);
    const isComplete = (group: string) =>
      hasFoundAll &&
      !canHideRows(stream) &&
      !this.#kept.has(group) &&
      isWhole(this.#containers.size === 0 ? "" : group);
    const isAnyAbsent = this.#rows.isAnyAbsent(isComplete);
    const isVisible = !isAnyAbsent || (await seesAll());
    if (!isVisible) {
      log(
        "WARN",
        "missing records might be on secret boards, which the token can't read, so they aren't marked as deleted. To track deletions, grant boards:read_secret and pins:read_secret, and for another user's ad account the role Admin",
      );
    }
    const isSame = this.#selection === undefined || this.#selection === this.#selectionNow;
    if (!isSame) this.#rows.removeAbsent(this.#kept);
    const isMature = this.#missedAt !== undefined && this.#begunAt >= this.#missedAt + minAbsenceMs;
    const canMiss = isMature || this.#missedAt === undefined;
    const { deleted, absent, isAnyMissed } = this.#rows.endRead((group) => isVisible && isComplete(group), {
      canDelete: isMature,
      canMiss,
    });
    if (!isAnyMissed) this.#missedAt = undefined;
    else if (canMiss) this.#missedAt = context.clock.now();
    // The next sync reads them again, although they are unchanged.
    for (const group of absent) if (!this.#kept.has(group)) this.#revisions.forget(group);
    if (hasFoundAll) this.#revisions.keepOnly(this.#keys);
    this.#selection = this.#selectionNow;
    this.#lastRead = dayOf(this.#begunAt);
    this.#isEnded = true;
    if (deleted.length > 0) log("INFO", `found ${countOf(deleted.length, "deleted record")}`);
    return deleted;
  }

  override toState(): JsonObject {
    const { stamps } = this.#plan;
    const partial = [...this.#partial];
    const scan = {
      ...this.progressJson(),
      question: this.#requests,
      begun: dayOf(this.#begunAt),
      since: timeAt(this.#begunAt),
      ...(partial.length === 0 ? {} : { partial }),
      ...(this.#rows.overflow > 0 ? { full: true } : {}),
    };
    return {
      version: stateVersion,
      changes: {
        at: stamps.last,
        question: this.#selection,
        swept: this.#lastRead,
        missed: this.#missedAt === undefined ? undefined : timeAt(this.#missedAt),
        ...(this.#isEnded ? {} : { scan }),
        read: this.#revisions.toJson(),
        rows: this.#rows.toJson(),
      },
    };
  }

  override endState(isComplete: boolean): JsonObject {
    return isComplete ? markCompletedBy(this.#plan.context, this.toState()) : this.toState();
  }

  get #selectionNow(): string {
    const { stream, streams, context } = this.#plan;
    return selectionDigest(stream, streams, context);
  }

  /** Returns whether a partition's revision changes with its rows. That of a board changes with its Pins, not its sections. */
  #hasRevision({ revision }: Partition): boolean {
    return revision !== undefined && this.#plan.stream.reading.by === "feed";
  }

  #containerOf(partition: Partition): string {
    return containerOf(partition, this.#containers);
  }

  /** Returns the group of a partition's rows in the state: the container, or else the partition if it has a revision. */
  #groupOf(partition: Partition): string {
    return this.#containers.size === 0 && this.#hasRevision(partition) ? partition.key : this.#containerOf(partition);
  }
}

const timeAt = (milliseconds: number) => new Date(milliseconds).toISOString();

function timeIn(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
}
