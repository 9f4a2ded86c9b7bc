import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { StoppedError } from "../../signals.ts";
import type { Partition } from "../partitions/partition.ts";
import { refusalOfAll } from "./refusals.ts";

/** So many partitions may fail before the stream gives up: the cause is not theirs. */
const toleratedFailures = 3;
/** So many may be rejected before one is read, as long as there are values that were not tried. */
const toleratedRejections = 50;

/** A partition whose request was rejected. */
export interface Rejection {
  readonly partition: Partition;
  readonly error: ApiError;
}

/** How the partitions of a stream have ended. */
export class Tally {
  readonly failures: unknown[] = [];
  readonly refusals: ApiError[] = [];
  readonly rejections: Rejection[] = [];
  /** Of partitions that were skipped, since the API rejects values that their requests say. */
  readonly skips: ApiError[] = [];
  parts: number;
  readonly #dimensions: ReadonlySet<string>;
  readonly #valuesFound = new Set<string>();
  readonly #valuesRead = new Set<string>();
  readonly #valuesRejected = new Set<string>();
  readonly #resourcesRead = new Set<string>();

  /**
   * @param before how many partitions an earlier run has read: then not everything is denied
   * @param dimensions the parameters whose values partitions are cut by
   */
  constructor(before: number, dimensions: ReadonlySet<string>) {
    this.parts = before;
    this.#dimensions = dimensions;
  }

  add(partitions: readonly Partition[]): void {
    this.parts += partitions.length;
    for (const partition of partitions) this.#valuesFound.add(this.#valuesOf(partition));
  }

  /** Notes that a partition was read. */
  read(partition: Partition): void {
    this.#valuesRead.add(this.#valuesOf(partition));
    this.#resourcesRead.add(this.#resourceOf(partition));
  }

  /** Notes that a partition's request was rejected, which may be for the values that it says. */
  reject(rejection: Rejection): void {
    this.rejections.push(rejection);
    this.#valuesRejected.add(this.#valuesOf(rejection.partition));
  }

  /** Whether to read no more: what went wrong is not one partition's. */
  get isHopeless(): boolean {
    if (this.failures.length >= toleratedFailures) return true;
    // What was rejected beside things that were read is one thing's or one value's fault.
    if (this.#valuesRead.size > 0) return false;
    const isOfAllValues = this.#valuesRejected.size >= this.#valuesFound.size;
    return this.rejections.length >= (isOfAllValues ? toleratedFailures : toleratedRejections);
  }

  /**
   * Tells rejections that are about a value, since the same resource was read with another one, from others, which count
   * as failures from then on. Where more values are rejected than were read, it is hardly the values. `others` are those
   * that are about a resource.
   */
  settleRejections(): { readonly ofValues: readonly Rejection[]; readonly others: readonly Rejection[] } {
    const ofValues: Rejection[] = [];
    const others: Rejection[] = [];
    const unread = [...this.#valuesRejected].filter((values) => !this.#valuesRead.has(values));
    const areFew = unread.length <= this.#valuesRead.size;
    for (const rejection of this.rejections.splice(0)) {
      const { partition, error } = rejection;
      const isOfValue =
        areFew &&
        !this.#valuesRead.has(this.#valuesOf(partition)) &&
        this.#resourcesRead.has(this.#resourceOf(partition));
      (isOfValue ? ofValues : others).push(rejection);
      (isOfValue ? this.skips : this.failures).push(error);
    }
    // Where nothing was read, it is not those resources that are wrong.
    return { ofValues, others: this.#valuesRead.size > 0 ? others : [] };
  }

  /** The failure to report; undefined when partitions that were skipped are all that went wrong. */
  failure(subjects: number): unknown {
    // Parts that were given up because another failed say nothing of their own.
    const own = this.failures.find((error) => !(error instanceof StoppedError));
    const isNothingRead = this.refusals.length + this.skips.length >= this.parts;
    const reason = isNothingRead ? (refusalOfAll(this.refusals, subjects) ?? this.skips[0]) : undefined;
    return own ?? this.failures[0] ?? reason;
  }

  #valuesOf({ parameters }: Partition): string {
    return JSON.stringify(Object.entries(parameters).filter(([name]) => this.#dimensions.has(name)));
  }

  #resourceOf({ parameters }: Partition): string {
    return JSON.stringify(Object.entries(parameters).filter(([name]) => !this.#dimensions.has(name)));
  }
}
