import { firstTen } from "../../base/list-of.ts";
import { StoppedError } from "../../base/signals.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { Stream } from "../../streams/stream.ts";
import type { Partition } from "../partition.ts";
import { dimensionsOf, parentCount } from "../stream-partitions.ts";
import { errorIfAllInaccessible, isInaccessible } from "./disposition.ts";

/** The number of failed partitions at which the stream stops, since the cause isn't a single partition. */
const maxFailures = 3;
/** The number of single rejected IDs, without any accepted ID, at which the cause is the request itself. */
const maxRejectedIds = 3;

/** The outcomes of a pass's work items, and what they mean for the stream. */
export class Verdict {
  readonly #stream: Pick<Stream, "partitions">;
  readonly #dimensions: ReadonlySet<string>;
  readonly #supplements: ReadonlySet<string>;
  readonly #failures: unknown[] = [];
  /** The number of failures that say something about the other partitions. */
  #failed = 0;
  readonly #inaccessible: ApiError[] = [];
  /** The errors of partitions that were skipped for a rejected value. */
  readonly #rejected: ApiError[] = [];
  /** Single IDs whose requests were rejected, each with its parameter. */
  readonly #rejectedIds: { readonly error: ApiError; readonly resource: Parameters }[] = [];
  readonly #skippedMembers = new Set<string>();
  /** By resource, which is a partition without its dimensions: a partition that was read. */
  readonly #read = new Map<string, Partition>();
  #parents = 0;
  #isAnythingRead = false;
  #hasResponse = false;

  constructor(stream: Pick<Stream, "partitions">) {
    this.#stream = stream;
    const dimensions = dimensionsOf(stream);
    this.#dimensions = new Set(dimensions.map(({ parameter }) => parameter));
    this.#supplements = new Set(
      dimensions.flatMap(({ parameter, optional = [] }) => optional.map((value) => nameOf(parameter, value))),
    );
  }

  /** Records discovered partitions. @param readBefore those that an earlier run has read, at least in part */
  found(partitions: readonly Partition[], readBefore: readonly Partition[]): void {
    this.#parents += parentCount(this.#stream, partitions);
    for (const partition of readBefore) this.#recordRead(partition);
  }

  /** Records that a page of this partition was read. */
  read(partition: Partition): void {
    this.#hasResponse = true;
    this.#recordRead(partition);
  }

  /** Records that an earlier run has completed parents of other partitions. */
  resume(): void {
    this.#isAnythingRead = true;
  }

  /** Records that the account has no catalog. */
  noCatalog(): void {
    this.#isAnythingRead = true;
  }

  /** Records a partition that is inaccessible, or of which a value is rejected. */
  skip(error: ApiError): void {
    (isInaccessible(error) ? this.#inaccessible : this.#rejected).push(error);
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

  /** Records a rejected request for one ID of a batch. */
  rejectId(error: ApiError, resource: Parameters): void {
    this.#rejectedIds.push({ error, resource });
  }

  fail(error: unknown): void {
    this.#failures.push(error);
    this.#failed += 1;
  }

  /** Records a partition whose request was rejected each time, which says nothing about the others. */
  reject(error: ApiError): void {
    this.#failures.push(error);
  }

  isSkippedMember({ key }: Partition): boolean {
    return this.#skippedMembers.has(key);
  }

  /** Returns a partition that was read and differs only in the values of dimensions; undefined: none. */
  readWithOtherValues(partition: Partition): Partition | undefined {
    return this.#dimensions.size === 0 ? undefined : this.#read.get(this.#resourceOf(partition));
  }

  /** Returns the values of a partition's dimensions. */
  dimensionsOf({ parameters }: Partition): Parameters {
    return Object.fromEntries(Object.entries(parameters).filter(([name]) => this.#dimensions.has(name)));
  }

  /** Returns whether the other partitions are complete without this one. */
  isSupplement({ parameters }: Partition): boolean {
    return Object.entries(parameters).some(([name, value]) => this.#supplements.has(nameOf(name, value)));
  }

  /** Whether one ID of many can be the cause of a rejection: similar requests succeed, or few have failed so far. */
  get canBeOneId(): boolean {
    return this.#hasResponse || this.#rejectedIds.length < maxRejectedIds;
  }

  get isAnythingRead(): boolean {
    return this.#isAnythingRead;
  }

  /** Whether to stop reading, since the cause isn't a single partition. */
  get shouldStop(): boolean {
    return this.#failed >= maxFailures;
  }

  /** The failure to report; undefined if nothing failed, apart from skipped partitions. */
  get failure(): unknown {
    // A StoppedError is a consequence of another failure.
    const cause = this.#failures.find((error) => !(error instanceof StoppedError));
    if (cause !== undefined || this.#failures.length > 0) return cause ?? this.#failures[0];
    if (this.#isAnythingRead) return undefined;
    const inaccessible = errorIfAllInaccessible(this.#inaccessible, this.#parents);
    return inaccessible ?? this.#rejected[0] ?? this.rejectedIdsError;
  }

  /** Returns whether a failure means that everything was skipped, possibly resources or values that the user named. */
  isSkip(failure: unknown): boolean {
    return isInaccessible(failure) || this.#rejected.some((error) => error === failure);
  }

  /** The error that names the IDs whose requests were rejected. */
  get rejectedIdsError(): ApiError | undefined {
    const [first] = this.#rejectedIds;
    if (first === undefined) return undefined;
    const [parameter = ""] = Object.keys(first.resource);
    const ids = this.#rejectedIds.flatMap(({ resource }) => Object.values(resource).map(String));
    return first.error.noting(`${parameter} ${firstTen(ids)}`);
  }

  #recordRead(partition: Partition): void {
    this.#isAnythingRead = true;
    this.#read.set(this.#resourceOf(partition), partition);
  }

  #resourceOf({ parameters }: Partition): string {
    return JSON.stringify(Object.entries(parameters).filter(([name]) => !this.#dimensions.has(name)));
  }
}

const nameOf = (parameter: string, value: Parameters[string]) => JSON.stringify([parameter, value]);
