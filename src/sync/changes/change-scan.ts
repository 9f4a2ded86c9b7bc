import { isObject, type JsonObject } from "../../json.ts";
import type { Partition } from "../partitions/partition.ts";
import type { Progress, RemainingWork } from "../progress/progress.ts";
import type { Refresh } from "../progress/refresh.ts";
import type { Page, Slice } from "../readers/reader.ts";
import { placeOf } from "./places.ts";

/** What a scan goes by. */
export interface ScanPlan {
  /** What is done of it, and where to go on. */
  readonly refresh: Refresh;
  /** The request parameters that say which place a partition is in. */
  readonly places: ReadonlySet<string>;
  /** A row's key says which place it is in: it cannot move from one to another. */
  readonly areKeyed: boolean;
  /** The places of which rows were missing when an earlier run began the scan. */
  readonly partial: readonly string[];
  /** Makes a state of what holds in the middle of the scan. */
  readonly toState: (scan: JsonObject) => JsonObject;
}

/** One look at all rows of a stream: a pass that notes what it comes across, and which places it has seen whole. */
export class ChangeScan implements Progress<string> {
  readonly #plan: ScanPlan;
  /** Partitions that were found and are not read, each with its place. */
  readonly #left = new Map<string, string>();
  readonly #found = new Set<string>();
  readonly #partial: Set<string>;
  #unopened = 0;
  #isMissing = false;

  constructor(plan: ScanPlan) {
    this.#plan = plan;
    this.#partial = new Set(plan.partial);
  }

  /** Whether the scan would have come across the rows of a place, if they were there. */
  readonly isWhole = (place: string): boolean =>
    !this.#isMissing &&
    this.#unopened === 0 &&
    (this.#partial.size === 0 || (this.#plan.areKeyed && !this.#partial.has(place))) &&
    (this.#found.has(place) || this.#plan.places.size === 0);

  /** Whether it was whole in all places that it has found. */
  get isWholeEverywhere(): boolean {
    return !this.#isMissing && this.#unopened === 0 && this.#partial.size === 0;
  }

  nextPass(): boolean {
    return this.#plan.refresh.nextPass();
  }

  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    const left = this.#plan.refresh.begin(parents);
    this.#unopened = left.length;
    return left;
  }

  open(parent: Partition, partitions: readonly Partition[]): RemainingWork {
    const opened = this.#plan.refresh.open(parent, partitions);
    this.#unopened -= 1;
    for (const partition of partitions) this.#found.add(this.#placeOf(partition));
    for (const { members } of opened.slices) {
      for (const member of members) this.#left.set(nameOf(parent.key, member), this.#placeOf(member));
    }
    return opened;
  }

  positionOf(slice: Slice): string | undefined {
    return this.#plan.refresh.positionOf(slice);
  }

  advance(slice: Slice, page: Page<string>): void {
    if (page.isPartial === true) for (const member of slice.members) this.#partial.add(this.#placeOf(member));
    for (const partition of page.closed) this.#left.delete(nameOf(slice.parent, partition));
    this.#plan.refresh.advance(slice, page);
  }

  mustReread(): boolean {
    return false;
  }

  close(parent: Partition): void {
    this.#plan.refresh.close(parent);
  }

  endPass(isMissing: boolean, isPartial: boolean): void {
    this.#isMissing = isMissing || isPartial;
    for (const place of this.#left.values()) this.#partial.add(place);
  }

  toState(): JsonObject {
    const { refresh } = this.#plan.refresh.toState();
    const partial = [...this.#partial];
    return this.#plan.toState({ ...(isObject(refresh) ? refresh : {}), ...(partial.length === 0 ? {} : { partial }) });
  }

  endState(): JsonObject {
    return this.toState();
  }

  #placeOf(partition: Partition): string {
    return placeOf(partition, this.#plan.places);
  }
}

function nameOf(parent: string, { key }: Partition): string {
  return `${parent} ${key}`;
}
