import type { Clock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import { ApiError, StoppedError } from "../pinterest/api-error.ts";
import type { Caller } from "../pinterest/client.ts";
import type { Parameters } from "../pinterest/operations.ts";
import type { RateLimitReason, StreamDescriptor } from "../protocol/messages.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import { anySignal } from "../signals.ts";
import type { RecordMaker } from "./records.ts";
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
   * cover. Resolves when there is room for more.
   * @param state gives what holds then; left out where the rows are a part of something that can only be read as a whole
   */
  async write(
    rows: readonly JsonObject[],
    parameters: Parameters,
    advance: () => void = () => undefined,
    state?: () => JsonObject,
  ): Promise<void> {
    const { writer, descriptor, makeRecords } = this.#parts;
    const records = makeRecords(rows, parameters);
    this.records += records.length;
    this.#recordsSinceState += records.length;
    this.#bytesSinceState += writer.records(descriptor, records);
    advance();
    if (state !== undefined) this.#checkpoint(state);
    await writer.room();
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
    const failures: unknown[] = [];
    const refusals: ApiError[] = [];
    await Promise.all(
      parts.map((part) =>
        this.#parts.workers.run(async () => {
          if (this.caller.signal.aborted) return;
          try {
            await task(part);
          } catch (error) {
            if (error instanceof ApiError && error.kind === "no_catalog") {
              this.log("INFO", "the account has no catalogue, so there is nothing to read");
              return;
            }
            if (this.#parts.children && isRefusal(error)) {
              refusals.push(error);
              this.log("WARN", `left out ${describe(part)}: ${error.message}`);
              return;
            }
            failures.push(error);
            if (concernsAll(error) || failures.length >= toleratedFailures) this.#halt.abort();
          }
        }),
      ),
    );
    const failure = this.#parts.signal.aborted
      ? new StoppedError()
      : (firstFailure(failures) ?? (refusals.length < before + parts.length ? undefined : this.refusalOfAll(refusals)));
    if (failure === undefined) return;
    this.saveState(progress.toState());
    throw failure;
  }

  /**
   * The error to report when everything that was asked for was refused; undefined: it is no error. What is gone may have
   * been deleted since its parents were listed, but not all of several things: then it is the operation that is gone.
   */
  refusalOfAll(refusals: readonly ApiError[]): ApiError | undefined {
    const denied = refusals.find(({ kind }) => kind === "permission_denied");
    return denied ?? (this.subjects > 1 ? refusals[0] : undefined);
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

/** The thing itself is gone or closed to this account; others of its kind may be open. */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.kind === "permission_denied" || error.kind === "not_found");
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

/** The failure to report; undefined when there is none. */
function firstFailure(failures: readonly unknown[]): unknown {
  // Parts that were given up because another failed say nothing of their own.
  const own = failures.find((error) => !(error instanceof StoppedError));
  return own ?? failures[0];
}
