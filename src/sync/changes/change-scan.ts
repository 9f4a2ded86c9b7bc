import { isObject, type JsonObject } from "../../json.ts";
import type { Partition } from "../partitions/partition.ts";
import type { Opened, Progress } from "../progress/progress.ts";
import type { Refresh } from "../progress/refresh.ts";
import type { ListReader } from "../readers/list-reader.ts";
import { mapped, type Page, type Reader, type Slice } from "../readers/reader.ts";
import { placeOf } from "./places.ts";
import type { ScannedRow, TrackedRows } from "./tracked-rows.ts";

/** Where a scan is in a slice, and the rows of the page that led there. */
export interface ScanPosition {
  readonly bookmark: string | undefined;
  readonly rows: readonly ScannedRow[];
}

/** What a scan goes by. */
export interface ScanPlan {
  readonly rows: TrackedRows;
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
export class ChangeScan implements Progress<ScanPosition> {
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

  open(parent: Partition, partitions: readonly Partition[]): Opened {
    const opened = this.#plan.refresh.open(parent, partitions);
    this.#unopened -= 1;
    for (const partition of partitions) this.#found.add(this.#placeOf(partition));
    for (const { members } of opened.slices) {
      for (const member of members) this.#left.set(nameOf(parent.key, member), this.#placeOf(member));
    }
    return opened;
  }

  positionOf(slice: Slice): ScanPosition {
    return { bookmark: this.#plan.refresh.positionOf(slice), rows: [] };
  }

  advance(slice: Slice, { records, closed, next, isPartial }: Page<ScanPosition>): void {
    const { rows, refresh } = this.#plan;
    for (const row of next?.rows ?? []) rows.note(row, true);
    if (isPartial === true) for (const member of slice.members) this.#partial.add(this.#placeOf(member));
    for (const partition of closed) this.#left.delete(nameOf(slice.parent, partition));
    refresh.advance(slice, { records, closed, next: next?.bookmark });
  }

  isLeft(): boolean {
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

/** Reads what a scan goes through, and leaves out what the destination has as it is. */
export function changeReader(
  list: ListReader,
  { rows, places }: Pick<ScanPlan, "rows" | "places">,
): Reader<ScanPosition> {
  return {
    read(slice, from) {
      const [partition] = slice.members;
      const place = partition === undefined ? "" : placeOf(partition, places);
      return mapped(list.read(slice, from?.bookmark), ({ next: bookmark, ...page }) => {
        const scanned = page.records.map((record) => rows.scanned(record, place));
        const records = page.records.filter((_, index) => {
          const row = scanned[index];
          return row === undefined || rows.differs(row);
        });
        return { ...page, records, next: { bookmark, rows: scanned } };
      });
    },
    split: (slice) => list.split(slice),
    fallBack: (slice) => list.fallBack(slice),
  };
}
