import { isObject, type JsonObject } from "../../json.ts";
import type { Partition } from "../partitions/partition.ts";
import type { RemainingWork } from "../progress/progress.ts";
import { Refresh } from "../progress/refresh.ts";
import type { Page, Slice } from "../readers/reader.ts";
import { containerOf } from "./containers.ts";

/** The parameters of a scan. */
export interface ScanPlan {
  /** The request parameters that identify the container of a partition. */
  readonly containers: ReadonlySet<string>;
  /** Whether the primary key contains the container, so that rows can't move between containers. */
  readonly areKeyed: boolean;
  /** The containers in which an earlier run of this scan skipped rows. */
  readonly partial: readonly string[];
  /** Returns the state within the scan. */
  readonly toState: (scan: JsonObject) => JsonObject;
}

/** Tracks the progress of a scan, which is a complete pass over a tracked stream, and the containers that it read completely. */
export class ChangeScan extends Refresh {
  readonly #plan: ScanPlan;
  /** Discovered partitions that are not read, with their containers. */
  readonly #unread = new Map<string, string>();
  readonly #discovered = new Set<string>();
  readonly #partial: Set<string>;
  #unopenedParents = 0;
  #isMissing = false;

  constructor(plan: ScanPlan, ...refresh: ConstructorParameters<typeof Refresh>) {
    super(...refresh);
    this.#plan = plan;
    this.#partial = new Set(plan.partial);
  }

  /** Returns whether the scan has read all existing rows of a container. */
  readonly isComplete = (container: string): boolean =>
    this.#hasFoundAll &&
    (this.#partial.size === 0 || (this.#plan.areKeyed && !this.#partial.has(container))) &&
    (this.#discovered.has(container) || this.#plan.containers.size === 0);

  /** Whether the scan has completely read all containers that it discovered. */
  get isCompleteEverywhere(): boolean {
    return this.#hasFoundAll && this.#partial.size === 0;
  }

  /** Whether the scan has discovered all partitions. */
  get #hasFoundAll(): boolean {
    return !this.#isMissing && this.#unopenedParents === 0;
  }

  override begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    const remaining = super.begin(parents);
    this.#unopenedParents = remaining.length;
    return remaining;
  }

  override open(parent: Partition, partitions: readonly Partition[], isPartial = false): RemainingWork {
    if (isPartial) this.#partial.add(this.#containerOf(parent));
    const opened = super.open(parent, partitions);
    this.#unopenedParents -= 1;
    for (const each of [parent, ...partitions]) this.#discovered.add(this.#containerOf(each));
    for (const { members } of opened.slices) {
      for (const member of members) this.#unread.set(keyOf(parent.key, member), this.#containerOf(member));
    }
    return opened;
  }

  override advance(slice: Slice, page: Page<string>): void {
    if (page.isPartial === true) for (const member of slice.members) this.#partial.add(this.#containerOf(member));
    for (const partition of page.closed) this.#unread.delete(keyOf(slice.parent, partition));
    super.advance(slice, page);
  }

  override endPass(isMissing: boolean, isPartial: boolean): void {
    this.#isMissing = isMissing || isPartial;
    for (const container of this.#unread.values()) this.#partial.add(container);
  }

  override toState(): JsonObject {
    const { refresh } = super.toState();
    const partial = [...this.#partial];
    return this.#plan.toState({ ...(isObject(refresh) ? refresh : {}), ...(partial.length === 0 ? {} : { partial }) });
  }

  override endState(): JsonObject {
    return this.toState();
  }

  #containerOf(partition: Partition): string {
    return containerOf(partition, this.#plan.containers);
  }
}

function keyOf(parent: string, { key }: Partition): string {
  return `${parent} ${key}`;
}
