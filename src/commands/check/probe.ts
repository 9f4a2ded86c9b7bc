import { anySignal, StoppedError } from "../../base/signals.ts";
import type { Config } from "../../config/config.ts";
import type { Caller } from "../../pinterest/caller.ts";
import type { ApiClient } from "../../pinterest/client.ts";
import { ApiError, type ApiErrorKind } from "../../pinterest/errors/api-error.ts";
import { actingFor } from "../../sync/requests/parameters.ts";
import { retryText } from "../../texts/retry.ts";
import type { CommandContext } from "../command-line/command.ts";
import type { ConnectionEvents } from "../connect.ts";

/** Maximum number of requests of a check, including those for tokens. */
export const maxRequests = 12;

/** Returns the maximum time for retries in milliseconds. Shorter than in a read, because the user waits. */
function maxRetryMs(kind: ApiErrorKind): number {
  if (kind === "network") return 1_500;
  return kind === "rate_limited" ? 60_000 : 20_000;
}

/** A request in progress, with its retries. */
interface Attempt {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly stop: AbortController;
  /** The error for which it was stopped. */
  lastError?: ApiError;
}

/** Calls the API for a check, with limits on the number of requests and the time for retries. */
export class Probe implements ApiClient {
  readonly #config: Config;
  readonly #context: Pick<CommandContext, "clock" | "writer" | "signal">;
  readonly #client: ApiClient;
  #requestsLeft = maxRequests;
  #attempt: Attempt | undefined;

  /** @param connect creates the client, whose token requests count too */
  constructor(
    config: Config,
    context: Pick<CommandContext, "clock" | "writer" | "signal">,
    connect: (events: ConnectionEvents) => ApiClient,
  ) {
    this.#config = config;
    this.#context = context;
    this.#client = connect({ onCall: this.#count, onRetry: this.#onRetry });
  }

  /** The number of remaining requests. */
  get requestsLeft(): number {
    return this.#requestsLeft;
  }

  /** The caller of requests. */
  get caller(): Caller {
    return { signal: this.#context.signal };
  }

  /** Calls an operation for the account that the configuration selects. */
  readonly call: ApiClient["call"] = async (operation, parameters, caller, decode, content) => {
    const attempt: Attempt = { startedAt: this.#context.clock.now(), stop: new AbortController() };
    this.#attempt = attempt;
    try {
      return await this.#client.call(
        operation,
        { ...actingFor(operation, this.#config), ...parameters },
        {
          signal: anySignal(caller.signal, attempt.stop.signal),
          onCall: this.#count,
          onRetry: this.#onRetry,
          onRateLimit: (until) => {
            const reason = "the rate limit is exhausted";
            this.#stopIfTooLong(
              new ApiError({ kind: "rate_limited", operation, reason, retryAt: until }),
              until - this.#context.clock.now(),
            );
          },
        },
        decode,
        content,
      );
    } catch (error) {
      const isOurs = error instanceof StoppedError && !caller.signal.aborted;
      throw isOurs && attempt.lastError !== undefined ? attempt.lastError : error;
    }
  };

  readonly #count = () => {
    this.#requestsLeft -= 1;
  };

  readonly #onRetry = (error: ApiError, delayMs: number) => {
    if (!this.#stopIfTooLong(error, delayMs)) this.#context.writer.log("WARN", retryText(error, delayMs));
  };

  /** Ends the attempt with its error if the wait before the next one is too long. Returns whether it did. */
  #stopIfTooLong(error: ApiError, waitMs: number): boolean {
    if (this.#attempt === undefined) return false;
    const waited = this.#context.clock.now() - this.#attempt.startedAt;
    if (this.#requestsLeft > 0 && waited + waitMs <= maxRetryMs(error.kind)) return false;
    this.#attempt.lastError ??= error;
    this.#attempt.stop.abort();
    return true;
  }
}
