import type { Clock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import type { Caller } from "../pinterest/client.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import type { LoadableJson } from "../protocol/loadable.ts";
import type { RateLimitReason, StreamDescriptor } from "../protocol/messages.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import { anySignal, StoppedError } from "../signals.ts";
import type { Stream } from "../streams/stream.ts";
import { concernsAll, isRefusal, refusalOfAll } from "./access/refusals.ts";
import { isRejection } from "./access/rejected-values.ts";
import { Skips, type SkipsDependencies } from "./access/skips.ts";
import { Tally } from "./access/tally.ts";
import type { RecordMaker } from "./output/records.ts";
import { runBranches } from "./partitions/branches.ts";
import { childPartitionsOf, dimensionsOf } from "./partitions/parents.ts";
import type { Partition } from "./partitions/partition.ts";
import type { Workers } from "./scheduler/workers.ts";

/** A STATE is written when the records since the last one are so many times its size, so that states stay a small part. */
const recordsToState = 20;
/** Or after each batch, as long as the last one had no more characters than this: less than the request costs. */
const smallState = 1000;
/** Or when the last one is this old, in milliseconds: a read that finds little still saves how far it came. */
const longestSilence = 10_000;

/** What a stream's records and states go through, and what it is run with. */
export interface SessionParts extends Omit<SkipsDependencies, "log"> {
  readonly descriptor: StreamDescriptor;
  readonly writer: MessageWriter;
  readonly clock: Clock;
  readonly workers: Workers;
  readonly signal: AbortSignal;
  readonly makeRecords: RecordMaker;
  readonly loadable: LoadableJson;
  readonly stream: Pick<Stream, "name" | "partitions" | "named" | "accessRequirement">;
  /** Adds to a state what all states of the stream carry, whatever it says of the progress. */
  readonly sign?: (state: JsonObject) => JsonObject;
}

/** One stream while it is read: its records and states go out here, and its partitions are run. */
export class StreamSession {
  readonly #parts: SessionParts;
  readonly #halt = new AbortController();
  /** What a request of this stream is made with. */
  readonly caller: Caller;
  records = 0;
  calls = 0;
  /** How many things found among the parents are asked for: one that is gone was deleted, but not all of several. */
  subjects = 0;
  #recordsSinceState = 0;
  #bytesSinceState = 0;
  #lastState: { readonly json: string; readonly at: number } | undefined;
  #rateLimitedUntil = 0;
  readonly #dimensions: ReadonlySet<string>;
  /** Whether the partitions are resources of their own, found among the parents, that may be gone or closed by now. */
  readonly #hasParents: boolean;
  /** What the stream does without. */
  readonly skips: Skips;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.skips = new Skips({ ...parts, log: (level, message) => this.log(level, message) });
    this.#dimensions = dimensionsOf(parts.stream);
    this.#hasParents = childPartitionsOf(parts.stream).length > 0;
    this.caller = {
      signal: anySignal(parts.signal, this.#halt.signal),
      onCall: () => {
        this.calls += 1;
      },
      onRateLimit: (until) => this.#reportRateLimit(until),
      onRetry: (error, delay) => this.log("WARN", `${error.message}; asking again in ${(delay / 1000).toFixed(1)} s`),
    };
  }

  get savedState(): boolean {
    return this.#lastState !== undefined;
  }

  log(level: "INFO" | "WARN" | "DEBUG", message: string): void {
    this.#parts.writer.log(level, `${this.#parts.descriptor.name}: ${message}`);
  }

  /**
   * Writes the records made of rows that a request with these parameters brought, lets `advance` note how far that is,
   * and writes a STATE if one is due. All at once: another part's STATE in between would count records that it does not
   * cover. Resolves to the records when there is room for more.
   * @param state gives what holds then; left out where the rows are a part of something that can only be read as a whole
   */
  async write(
    rows: readonly JsonObject[],
    parameters: Parameters,
    advance: () => void = () => undefined,
    state?: () => JsonObject,
  ): Promise<readonly JsonObject[]> {
    const { writer, descriptor, makeRecords, loadable } = this.#parts;
    const records = makeRecords(rows, parameters);
    this.#bytesSinceState += writer.records(descriptor, records, (record) => loadable.write(record));
    this.records += records.length;
    this.#recordsSinceState += records.length;
    advance();
    if (state !== undefined) this.#checkpoint(state);
    await writer.room();
    return records;
  }

  /** Writes a STATE if one is due and says something new: the protocol forbids to repeat one with records in between. */
  #checkpoint(state: () => JsonObject): void {
    const due =
      this.#lastState === undefined ||
      this.#lastState.json.length <= smallState ||
      this.#bytesSinceState >= recordsToState * this.#lastState.json.length ||
      this.#parts.clock.now() - this.#lastState.at >= longestSilence;
    if (!due || this.#recordsSinceState === 0) return;
    const now = state();
    if (JSON.stringify(now) !== this.#lastState?.json) this.saveState(now);
  }

  /** Writes a STATE, unless it says what the last one said and nothing was read in between. */
  saveState(state: JsonObject): void {
    const json = JSON.stringify(state);
    if (this.#recordsSinceState === 0 && this.#lastState?.json === json) return;
    this.#parts.writer.state(this.#parts.descriptor, this.#parts.sign?.(state) ?? state, this.#recordsSinceState);
    this.#recordsSinceState = 0;
    this.#bytesSinceState = 0;
    this.#lastState = { json, at: this.#parts.clock.now() };
  }

  /**
   * Runs a task for each of a stream's parts, several at once. A part to which access is denied, or that is gone, is
   * skipped with a warning, and so is one whose request says a value that the API rejects. One that fails otherwise does
   * not keep the others from being read, unless the cause is everyone's.
   * @param partitionOf the partition that a part is about, or one that is like it
   * @param progress gives the state of what was written; it is saved when not everything could be read
   * @param before how many other parts an earlier run has read: then not everything is denied
   * @throws the first failure, when all that could be read was read
   */
  async each<Part>(
    parts: readonly Part[],
    partitionOf: (part: Part) => Partition,
    progress: { toState(): JsonObject },
    task: (part: Part) => Promise<void>,
    before = 0,
  ): Promise<void> {
    const tally = new Tally(before, this.#dimensions);
    tally.add(parts.map(partitionOf));
    const tasks = parts.map((part) => async () => {
      await this.#readPart(part, partitionOf(part), task, tally);
    });
    // Not all at once: other streams wait for the same workers.
    await runBranches([tasks], (all) => Promise.resolve(all), this.#parts.workers.count);
    this.#conclude(tally, progress);
  }

  /**
   * Runs a task for each of a stream's partitions where these are found branch by branch, and read before many more
   * branches are opened: what is found is not lost with a run that ends half-way.
   * @param branches those that are still to be read. One that cannot be opened has told why
   * @param progress see `each`
   * @param read reads a partition
   * @param close notes that a branch was read to its end. One of which a partition was skipped or has failed was not
   * @param before how many branches an earlier run has read
   * @throws the first failure, when all that could be read was read
   */
  async eachOf<Branch extends Partition>(
    branches: readonly (Branch & Findable)[],
    progress: { toState(): JsonObject },
    {
      open = () => undefined,
      read: readPart,
      close,
    }: {
      readonly open?: (branch: Branch, partitions: readonly Partition[]) => void;
      readonly read: (partition: Partition, branch: Branch) => Promise<void>;
      readonly close: (branch: Branch, partitions: readonly Partition[]) => void;
    },
    before = 0,
  ): Promise<void> {
    const tally = new Tally(before, this.#dimensions);
    const openBranch = async (branch: Branch & Findable) => {
      let partitions: readonly Partition[] = [];
      const isFound = await this.#attempt(tally, branch, false, async () => {
        partitions = await branch.find();
        open(branch, partitions);
      });
      if (!isFound) {
        tally.parts += 1;
        this.subjects += 1;
        return [];
      }
      tally.add(partitions);
      if (partitions.length === 0) close(branch, partitions);
      let read = 0;
      return partitions.map((partition) => async () => {
        if (await this.#readPart(partition, partition, (one) => readPart(one, branch), tally)) read += 1;
        if (read === partitions.length) close(branch, partitions);
      });
    };
    await runBranches(branches, openBranch, this.#parts.workers.count);
    this.#conclude(tally, progress);
  }

  /** Resolves to whether the part was read to its end. */
  async #readPart<Part>(
    part: Part,
    partition: Partition,
    task: (part: Part) => Promise<void>,
    tally: Tally,
  ): Promise<boolean> {
    const isRead = await this.#parts.workers.run(() => this.#attempt(tally, partition, true, () => task(part)));
    if (isRead) tally.read(partition);
    return isRead;
  }

  /**
   * Runs a task about a partition, if the stream goes on; resolves to whether it came to its end.
   * @param isOwn whether it is a partition of this stream, and not of its parents
   */
  async #attempt(tally: Tally, partition: Partition, isOwn: boolean, task: () => Promise<void>): Promise<boolean> {
    if (this.caller.signal.aborted) return false;
    try {
      await task();
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.kind === "no_catalog") {
        this.log("INFO", noCatalog);
      } else if (this.#hasParents && isRefusal(error)) {
        tally.refusals.push(error);
        if (isOwn) this.skips.tell(error, partition.parameters);
        this.skips.deny(error, partition.parameters);
      } else if (error instanceof ApiError && this.#parts.rejectedValues.isConclusive(error)) {
        tally.skips.push(error);
      } else if (isOwn && error instanceof ApiError && isRejection(error, error.operation)) {
        tally.reject({ partition, error });
      } else {
        tally.failures.push(error);
        if (concernsAll(error)) this.#halt.abort();
      }
      if (tally.isHopeless) this.#halt.abort();
      return false;
    }
  }

  /** Saves how far the stream came and throws, if something went wrong. */
  #conclude(tally: Tally, progress: { toState(): JsonObject }): void {
    const { ofValues, others } = tally.settleRejections();
    for (const { partition, error } of others) this.skips.tell(error, partition.parameters);
    for (const { partition, error } of ofValues) {
      const values = Object.entries(partition.parameters).filter(([name]) => this.#dimensions.has(name));
      this.skips.reject(error, Object.fromEntries(values));
    }
    this.skips.sumUp();
    const failure = this.#parts.signal.aborted ? new StoppedError() : tally.failure(this.subjects);
    if (failure === undefined) return;
    this.saveState(progress.toState());
    const isSkip = isRefusal(failure) || (failure instanceof ApiError && tally.skips.includes(failure));
    throw (isSkip && this.#parts.stream.accessRequirement === undefined ? this.skips.unmet : undefined) ?? failure;
  }

  /** See `refusalOfAll`. */
  refusalOfAll(refusals: readonly ApiError[]): ApiError | undefined {
    return refusalOfAll(refusals, this.subjects);
  }

  #reportRateLimit(until: number): void {
    if (until <= this.#rateLimitedUntil) return;
    this.#rateLimitedUntil = until;
    const { writer, descriptor } = this.#parts;
    writer.trace({
      type: "STREAM_STATUS",
      stream_status: {
        stream_descriptor: descriptor,
        status: "RUNNING",
        reasons: [rateLimited(until)],
      },
    });
  }
}

/** What to tell where the account has no catalog. */
export const noCatalog = "no catalog in this account; 0 records";

/** The reason of a status: the rate limit, and when the quota comes back (epoch milliseconds). */
export function rateLimited(until: number): RateLimitReason {
  return { type: "RATE_LIMITED", rate_limited: { quota_reset: Math.ceil(until) } };
}

/** What partitions are found in. */
interface Findable {
  readonly find: () => Promise<readonly Partition[]>;
}
