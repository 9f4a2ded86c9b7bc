import type { Clock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import { ApiError, StoppedError } from "../pinterest/api-error.ts";
import type { Caller } from "../pinterest/client.ts";
import type { Parameters } from "../pinterest/operations.ts";
import type { LoadableJson } from "../protocol/loadable.ts";
import type { RateLimitReason, StreamDescriptor } from "../protocol/messages.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import { anySignal } from "../signals.ts";
import { runBranches } from "./branches.ts";
import type { RecordMaker } from "./records.ts";
import { isRefusal, refusalOfAll } from "./refusals.ts";
import { Tally } from "./tally.ts";
import type { Workers } from "./workers.ts";

/** A STATE is written when the records since the last one are so many times its size, so that states stay a small part. */
const recordsToState = 20;
/** Or after each batch, as long as the last one had no more characters than this: less than the request costs. */
const smallState = 1000;
/** Or when the last one is this old, in milliseconds: a read that finds little still saves how far it came. */
const longestSilence = 10_000;
/** So many partitions may fail before the stream gives up: the trouble is not theirs. */
const toleratedFailures = 3;

/** What a stream's records and states go through, and what it is run with. */
export interface SessionParts {
  readonly descriptor: StreamDescriptor;
  readonly writer: MessageWriter;
  readonly clock: Clock;
  readonly workers: Workers;
  readonly signal: AbortSignal;
  readonly makeRecords: RecordMaker;
  readonly loadable: LoadableJson;
  /** Whether the partitions are things of their own, found among the parents, that may be gone or closed by now. */
  readonly children: boolean;
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

  constructor(parts: SessionParts) {
    this.#parts = parts;
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
    this.#parts.writer.state(this.#parts.descriptor, state, this.#recordsSinceState);
    this.#recordsSinceState = 0;
    this.#bytesSinceState = 0;
    this.#lastState = { json, at: this.#parts.clock.now() };
  }

  /**
   * Runs a task for each of a stream's parts, several at once. A part that may not be seen, or is gone, is left out
   * with a warning; one that fails otherwise does not keep the others from being read, unless the trouble is everyone's.
   * @param describe a part in words
   * @param progress gives the state of what was written; it is saved when not everything could be read
   * @param before how many other parts an earlier run has read: then it is not everything that is refused
   * @throws the first failure, when all that could be read was read
   */
  async each<Part>(
    parts: readonly Part[],
    describe: (part: Part) => string,
    progress: { toState(): JsonObject },
    task: (part: Part) => Promise<void>,
    before = 0,
  ): Promise<void> {
    const tally = new Tally(before);
    tally.parts += parts.length;
    const tasks = parts.map((part) => async () => {
      await this.#readPart(part, describe, task, tally);
    });
    // Not all at once: other streams wait for the same workers.
    await runBranches([tasks], (all) => Promise.resolve(all), this.#parts.workers.count);
    this.#conclude(tally, progress);
  }

  /**
   * Runs a task for each of a stream's parts where these are found branch by branch, and read before many more branches
   * are opened: what is found is not lost with a run that ends half-way.
   * @param branches those that are still to be read. One that cannot be opened has told why
   * @param progress see `each`
   * @param read reads a part
   * @param close notes that a branch was read to its end. One of which a part was refused or has failed was not
   * @param before how many branches an earlier run has read
   * @throws the first failure, when all that could be read was read
   */
  async eachOf<Part, Branch extends object>(
    branches: readonly (Branch & Findable<Part>)[],
    describe: (part: Part) => string,
    progress: { toState(): JsonObject },
    {
      open = () => undefined,
      read: readPart,
      close,
    }: {
      readonly open?: (branch: Branch, parts: readonly Part[]) => void;
      readonly read: (part: Part, branch: Branch) => Promise<void>;
      readonly close: (branch: Branch, parts: readonly Part[]) => void;
    },
    before = 0,
  ): Promise<void> {
    const tally = new Tally(before);
    const openBranch = async (branch: Branch & Findable<Part>) => {
      let parts: readonly Part[] = [];
      const isFound = await this.#attempt(tally, async () => {
        parts = await branch.find();
        open(branch, parts);
      });
      if (!isFound) {
        tally.parts += 1;
        this.subjects += 1;
        return [];
      }
      tally.parts += parts.length;
      if (parts.length === 0) close(branch, parts);
      let read = 0;
      return parts.map((part) => async () => {
        if (await this.#readPart(part, describe, (one) => readPart(one, branch), tally)) read += 1;
        if (read === parts.length) close(branch, parts);
      });
    };
    await runBranches(branches, openBranch, this.#parts.workers.count);
    this.#conclude(tally, progress);
  }

  /** Resolves to whether the part was read to its end. */
  #readPart<Part>(
    part: Part,
    describe: (part: Part) => string,
    task: (part: Part) => Promise<void>,
    tally: Tally,
  ): Promise<boolean> {
    return this.#parts.workers.run(() =>
      this.#attempt(
        tally,
        () => task(part),
        ({ message }) => this.log("WARN", `left out ${describe(part)}: ${message}`),
      ),
    );
  }

  /** Runs a task, if the stream goes on; resolves to whether it came to its end. */
  async #attempt(
    tally: Tally,
    task: () => Promise<void>,
    tellRefusal: (refusal: ApiError) => void = () => undefined,
  ): Promise<boolean> {
    if (this.caller.signal.aborted) return false;
    try {
      await task();
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.kind === "no_catalog") {
        this.log("INFO", "the account has no catalogue, so there is nothing to read");
      } else if (this.#parts.children && isRefusal(error)) {
        tally.refusals.push(error);
        tellRefusal(error);
      } else {
        tally.failures.push(error);
        if (concernsAll(error) || tally.failures.length >= toleratedFailures) this.#halt.abort();
      }
      return false;
    }
  }

  /** Saves how far the stream came and throws, if something went wrong. */
  #conclude(tally: Tally, progress: { toState(): JsonObject }): void {
    const failure = this.#parts.signal.aborted ? new StoppedError() : tally.failure(this.subjects);
    if (failure === undefined) return;
    this.saveState(progress.toState());
    throw failure;
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

/** The reason of a status: the rate limit, and when the quota comes back (epoch milliseconds). */
export function rateLimited(until: number): RateLimitReason {
  return { type: "RATE_LIMITED", rate_limited: { quota_reset: Math.ceil(until) } };
}

/** Errors that every other partition would meet as well. */
function concernsAll(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  switch (error.kind) {
    case "network":
    case "server_fault":
    case "invalid_body":
    case "invalid_request":
    case "permission_denied":
    case "not_found":
      return false;
    case "authentication":
    case "authorization_grant":
    case "missing_scope":
    case "restricted_feature":
    case "no_catalog":
    case "rate_limited":
    case "unexpected":
      return true;
  }
}

/** What parts are found in. */
interface Findable<Part> {
  readonly find: () => Promise<readonly Part[]>;
}
