import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/config.ts";
import type { JsonObject } from "../../json.ts";
import type { ApiClient, Caller } from "../../pinterest/client.ts";
import { ApiError, type ApiErrorKind } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { anySignal, StoppedError } from "../../signals.ts";
import { actingFor } from "../../sync/partitions/stream-partitions.ts";
import type { CommandContext } from "../command.ts";
import type { ConnectionEvents } from "../connect.ts";

/** So many requests does one check make at most, those for tokens included. */
export const maxRequests = 12;

/** How long a request of a check is retried, in milliseconds: somebody waits for it. */
function patienceWith(kind: ApiErrorKind): number {
  if (kind === "network") return 1_500;
  return kind === "rate_limited" ? 60_000 : 20_000;
}

/** A request that is under way, with its retries. */
interface Attempt {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly stop: AbortController;
  /** Why it was given up. */
  lastError?: ApiError;
}

/** Calls the API for a check: within its number of requests, and with less patience than a read has. */
export class Probe implements ApiClient {
  readonly #config: Config;
  readonly #context: Pick<CommandContext, "clock" | "writer" | "signal">;
  readonly #client: ApiClient;
  #left = maxRequests;
  #attempt: Attempt | undefined;

  /** @param connect makes the client, whose requests for tokens count too */
  constructor(
    config: Config,
    context: Pick<CommandContext, "clock" | "writer" | "signal">,
    connect: (events: ConnectionEvents) => ApiClient,
  ) {
    this.#config = config;
    this.#context = context;
    this.#client = connect({ onCall: this.#count, onRetry: this.#onRetry });
  }

  /** How many requests may still be made. */
  get left(): number {
    return this.#left;
  }

  /** What the requests of this probe are made for. */
  get caller(): Caller {
    return { signal: this.#context.signal };
  }

  /** As the client's, for the account that the configuration acts for. */
  async call<Result>(
    operation: string,
    parameters: Parameters,
    caller: Caller,
    decode: (body: unknown) => Result,
    content?: JsonObject,
  ): Promise<Result> {
    const attempt: Attempt = { startedAt: this.#clock.now(), stop: new AbortController() };
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
            const reason = "the rate limit is used up";
            this.#giveUpAfter(
              new ApiError({ kind: "rate_limited", operation, reason, retryAt: until }),
              until - this.#clock.now(),
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
  }

  get #clock(): Clock {
    return this.#context.clock;
  }

  readonly #count = () => {
    this.#left -= 1;
  };

  readonly #onRetry = (error: ApiError, delayMs: number) => {
    if (!this.#giveUpAfter(error, delayMs)) {
      this.#context.writer.log("WARN", `${error.message}; retrying in ${(delayMs / 1000).toFixed(1)} s`);
    }
  };

  /** Ends the attempt with its error, where the wait before the next one is too long; returns whether it does. */
  #giveUpAfter(error: ApiError, waitMs: number): boolean {
    if (this.#attempt === undefined) return false;
    const waited = this.#clock.now() - this.#attempt.startedAt;
    if (this.#left > 0 && waited + waitMs <= patienceWith(error.kind)) return false;
    this.#attempt.lastError ??= error;
    this.#attempt.stop.abort();
    return true;
  }
}
