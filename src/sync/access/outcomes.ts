import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { StoppedError } from "../../signals.ts";
import type { Stream } from "../../streams/stream.ts";
import type { Partition } from "../partitions/partition.ts";
import { dimensionsOf, parentCount } from "../partitions/stream-partitions.ts";
import { errorIfAllInaccessible, isInaccessible } from "./disposition.ts";
import { firstTen } from "./resource.ts";

/** The number of failed partitions at which the stream stops, since the cause isn't a single partition. */
const maxFailures = 3;
/** The number of rejected partitions at which the stream stops if none was read and some values are untried. */
const maxRejections = 50;
/** The number of single rejected IDs, without any accepted ID, at which the cause is the request itself. */
const maxSuspects = 3;

/** A partition whose request was rejected. */
export interface Rejection {
  readonly partition: Partition;
  readonly error: ApiError;
}

/** The outcomes of a pass's work items, and the conclusions about the stream. */
export class Outcomes {
  readonly #stream: Pick<Stream, "partitions">;
  readonly #failures: unknown[] = [];
  readonly #inaccessible: ApiError[] = [];
  readonly #rejections: Rejection[] = [];
  /** The errors of partitions skipped because the API rejects values of their requests. */
  readonly #rejectedValues: ApiError[] = [];
  /** Single IDs whose requests were rejected, each with its parameter. */
  readonly #suspects: { readonly error: ApiError; readonly resource: Parameters }[] = [];
  readonly #skippedMembers = new Set<string>();
  #parents = 0;
  #isAnythingRead = false;
  #hasResponse = false;
  readonly #dimensions: ReadonlySet<string>;
  readonly #valuesFound = new Set<string>();
  readonly #valuesRead = new Set<string>();
  readonly #resourcesRead = new Set<string>();

  constructor(stream: Pick<Stream, "partitions">) {
    this.#stream = stream;
    this.#dimensions = dimensionsOf(stream);
  }

  /** Records discovered partitions. @param readBefore those that an earlier run has read, at least in part */
  found(partitions: readonly Partition[], readBefore: readonly Partition[]): void {
    this.#parents += parentCount(this.#stream, partitions);
    for (const partition of partitions) this.#valuesFound.add(this.#valuesOf(partition));
    for (const partition of readBefore) this.#recordRead(partition);
  }

  /** Records that a page of this partition was read. */
  read(partition: Partition): void {
    this.#hasResponse = true;
    this.#recordRead(partition);
  }

  /** Records that the account has no catalog. */
  noCatalog(): void {
    this.#isAnythingRead = true;
  }

  /** Records an inaccessible partition. */
  skip(error: ApiError): void {
    this.#inaccessible.push(error);
  }

  /** Records a skipped member of a batch, which is then skipped for all other dates. */
  skipMember({ key }: Partition): void {
    this.#skippedMembers.add(key);
  }

  /** Records an inaccessible parent list. */
  skipParent(error: ApiError): void {
    this.#inaccessible.push(error);
    this.#parents += 1;
  }

  /** Records a partition skipped because the API rejects values of its requests. */
  skipValues(error: ApiError): void {
    this.#rejectedValues.push(error);
  }

  /** Records a partition whose request was rejected, possibly for its values. */
  reject(partition: Partition, error: ApiError): void {
    this.#rejections.push({ partition, error });
  }

  /** Records a rejected request for one ID of a batch. */
  suspect(error: ApiError, resource: Parameters): void {
    this.#suspects.push({ error, resource });
  }

  fail(error: unknown): void {
    this.#failures.push(error);
  }

  isSkippedMember({ key }: Partition): boolean {
    return this.#skippedMembers.has(key);
  }

  /** Whether one ID of many can be the cause of a rejection: similar requests succeed, or few have failed so far. */
  get canBeOneId(): boolean {
    return this.#hasResponse || this.#suspects.length < maxSuspects;
  }

  /** Whether to stop reading, since the cause isn't a single partition. */
  get shouldStop(): boolean {
    if (this.#failures.length >= maxFailures) return true;
    // If any partition was read, the cause of the rejections is a resource or a value.
    if (this.#valuesRead.size > 0) return false;
    const areAllRejected = this.#valuesRejected.size >= this.#valuesFound.size;
    return this.#rejections.length >= (areAllRejected ? maxFailures : maxRejections);
  }

  /**
   * Separates rejections of values from rejections of resources (`others`), which become failures. A rejection concerns
   * the value if its resource was read with another value and no more values are unread than read.
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
    // If nothing was read, the cause isn't these resources.
    return { ofValues, others: this.#valuesRead.size > 0 ? others : [] };
  }

  /** The failure to report; undefined if nothing failed, apart from skipped partitions. */
  get failure(): unknown {
    // A StoppedError is a consequence of another failure.
    const cause = this.#failures.find((error) => !(error instanceof StoppedError));
    if (cause !== undefined || this.#failures.length > 0) return cause ?? this.#failures[0];
    if (this.#isAnythingRead) return undefined;
    const inaccessible = errorIfAllInaccessible(this.#inaccessible, this.#parents);
    return inaccessible ?? this.#rejectedValues[0] ?? this.suspectError;
  }

  /** Returns whether a failure means that everything was skipped, possibly resources or values that the user named. */
  isSkip(failure: unknown): boolean {
    return isInaccessible(failure) || this.#rejectedValues.some((error) => error === failure);
  }

  /** The error that names the IDs whose requests were rejected. */
  get suspectError(): ApiError | undefined {
    const [first] = this.#suspects;
    if (first === undefined) return undefined;
    const [parameter = ""] = Object.keys(first.resource);
    const ids = this.#suspects.flatMap(({ resource }) => Object.values(resource).map(String));
    return first.error.noting(`${parameter} ${firstTen(ids)}`);
  }

  get #valuesRejected(): ReadonlySet<string> {
    return new Set(this.#rejections.map(({ partition }) => this.#valuesOf(partition)));
  }

  #recordRead(partition: Partition): void {
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
