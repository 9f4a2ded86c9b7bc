import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { StoppedError } from "../../signals.ts";
import type { Stream } from "../../streams/stream.ts";
import type { Partition } from "../partitions/partition.ts";
import { dimensionsOf, parentCount } from "../partitions/stream-partitions.ts";
import { errorIfAllInaccessible, isInaccessible } from "./disposition.ts";
import { someOf } from "./resource.ts";

/** So many partitions may fail before the stream gives up: the cause is not theirs. */
const toleratedFailures = 3;
/** So many may be rejected before one is read, as long as there are values that were not tried. */
const toleratedRejections = 50;
/** So many IDs may be rejected alone before there is a response for any; then the request is wrong in itself. */
const maxSuspects = 3;

/** A partition whose request was rejected. */
export interface Rejection {
  readonly partition: Partition;
  readonly error: ApiError;
}

/** How the work items of a pass have ended, and what that says of the stream. */
export class Outcomes {
  readonly #stream: Pick<Stream, "partitions">;
  readonly #failures: unknown[] = [];
  readonly #inaccessible: ApiError[] = [];
  readonly #rejections: Rejection[] = [];
  /** Of partitions that were skipped, since the API rejects values that their requests say. */
  readonly #rejectedValues: ApiError[] = [];
  /** IDs whose requests were rejected, though others like them are not: the parameter with each. */
  readonly #suspects: { readonly error: ApiError; readonly about: Parameters }[] = [];
  readonly #skippedMembers = new Set<string>();
  #subjects = 0;
  #isAnythingRead = false;
  #responses = 0;
  readonly #dimensions: ReadonlySet<string>;
  readonly #valuesFound = new Set<string>();
  readonly #valuesRead = new Set<string>();
  readonly #valuesRejected = new Set<string>();
  readonly #resourcesRead = new Set<string>();

  constructor(stream: Pick<Stream, "partitions">) {
    this.#stream = stream;
    this.#dimensions = dimensionsOf(stream);
  }

  /** Notes partitions that were discovered. @param readBefore those of which an earlier run has read something */
  found(partitions: readonly Partition[], readBefore: readonly Partition[]): void {
    this.#subjects += parentCount(this.#stream, partitions);
    for (const partition of partitions) this.#valuesFound.add(this.#valuesOf(partition));
    for (const partition of readBefore) this.#noteRead(partition);
  }

  /** Notes that a slice was read, of which this is a partition. */
  read(partition: Partition): void {
    this.#responses += 1;
    this.#noteRead(partition);
  }

  /** Notes that the account has nothing to read there. */
  none(): void {
    this.#isAnythingRead = true;
  }

  /** Notes that a partition is not accessible. */
  skip(error: ApiError): void {
    this.#inaccessible.push(error);
  }

  /** Notes that a member of a batch was left out: what failed by itself is not requested again for other days. */
  skipMember({ key }: Partition): void {
    this.#skippedMembers.add(key);
  }

  /** Notes that the parents' list that leads to partitions is not accessible. */
  skipParent(error: ApiError): void {
    this.#inaccessible.push(error);
    this.#subjects += 1;
  }

  /** Notes that a partition was skipped since the API rejects values that its requests say, and nothing else. */
  skipValues(error: ApiError): void {
    this.#rejectedValues.push(error);
  }

  /** Notes that a partition's request was rejected, which may be for the values that it says. */
  reject(partition: Partition, error: ApiError): void {
    this.#rejections.push({ partition, error });
    this.#valuesRejected.add(this.#valuesOf(partition));
  }

  /** Notes that the request for one ID of a batch was rejected. */
  suspect(error: ApiError, about: Parameters): void {
    this.#suspects.push({ error, about });
  }

  fail(error: unknown): void {
    this.#failures.push(error);
  }

  isSkippedMember({ key }: Partition): boolean {
    return this.#skippedMembers.has(key);
  }

  /** Whether one ID of many can be why a request was rejected: one like which others succeed is not wrong in itself. */
  get isDoubtful(): boolean {
    return this.#responses > 0 || this.#suspects.length < maxSuspects;
  }

  /** Whether to read no more: what went wrong is not one partition's. */
  get isHopeless(): boolean {
    if (this.#failures.length >= toleratedFailures) return true;
    // What was rejected beside things that were read is one thing's or one value's fault.
    if (this.#valuesRead.size > 0) return false;
    const isOfAllValues = this.#valuesRejected.size >= this.#valuesFound.size;
    return this.#rejections.length >= (isOfAllValues ? toleratedFailures : toleratedRejections);
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
    for (const rejection of this.#rejections.splice(0)) {
      const { partition, error } = rejection;
      const isOfValue =
        areFew &&
        !this.#valuesRead.has(this.#valuesOf(partition)) &&
        this.#resourcesRead.has(this.#resourceOf(partition));
      (isOfValue ? ofValues : others).push(rejection);
      (isOfValue ? this.#rejectedValues : this.#failures).push(error);
    }
    // Where nothing was read, it is not those resources that are wrong.
    return { ofValues, others: this.#valuesRead.size > 0 ? others : [] };
  }

  /** The failure to report; undefined when partitions that were skipped are all that went wrong. */
  get failure(): unknown {
    // What was given up because something else failed says nothing of its own.
    const own = this.#failures.find((error) => !(error instanceof StoppedError));
    if (own !== undefined || this.#failures.length > 0) return own ?? this.#failures[0];
    if (this.#isAnythingRead) return undefined;
    const inaccessible = errorIfAllInaccessible(this.#inaccessible, this.#subjects);
    return inaccessible ?? this.#rejectedValues[0] ?? this.errorOfSuspects;
  }

  /** Whether a failure says that all there is was skipped, and so could be for what the user named. */
  isSkip(failure: unknown): boolean {
    return isInaccessible(failure) || this.#rejectedValues.some((error) => error === failure);
  }

  /** The error that names the IDs whose requests were rejected. */
  get errorOfSuspects(): ApiError | undefined {
    const [first] = this.#suspects;
    if (first === undefined) return undefined;
    const [parameter = ""] = Object.keys(first.about);
    const ids = this.#suspects.flatMap(({ about }) => Object.values(about).map(String));
    return first.error.as(first.error.kind, `${first.error.reason} (${parameter} ${someOf(ids)})`);
  }

  #noteRead(partition: Partition): void {
    this.#isAnythingRead = true;
    this.#valuesRead.add(this.#valuesOf(partition));
    this.#resourcesRead.add(this.#resourceOf(partition));
  }

  #valuesOf({ parameters }: Partition): string {
    return JSON.stringify(Object.entries(parameters).filter(([name]) => this.#dimensions.has(name)));
  }

  #resourceOf({ parameters }: Partition): string {
    return JSON.stringify(Object.entries(parameters).filter(([name]) => !this.#dimensions.has(name)));
  }
}
