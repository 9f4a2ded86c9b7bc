import type { ApiClient } from "../../pinterest/client.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { isRejection } from "../../pinterest/errors/error-kinds.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { StreamLog } from "../engine-writer.ts";
import type { ReadSummary } from "../output/read-summary.ts";
import {
  describeDrop,
  joinedLists,
  type Rejections,
  sinceOf,
  toDrop,
  type ValueLists,
  valueListsOf,
  withoutValues,
  withValues,
} from "./rejections.ts";

/** Calls operations for one stream, without values that Pinterest rejects. */
export class StreamClient implements ApiClient {
  readonly #client: ApiClient;
  readonly #rejections: Rejections;
  readonly #log: StreamLog;
  readonly #summary: ReadSummary;

  constructor(
    { client, rejections }: { readonly client: ApiClient; readonly rejections: Rejections },
    log: StreamLog,
    summary: ReadSummary,
  ) {
    this.#client = client;
    this.#rejections = rejections;
    this.#log = log;
    this.#summary = summary;
  }

  /**
   * See `PinterestClient.call`. A rejected request is sent once more; if that is rejected too, without the values that the
   * rejection names.
   */
  readonly call: ApiClient["call"] = async (operation, parameters, caller, decode, content) => {
    const all = valueListsOf(parameters, content);
    const send = (values: ValueLists) =>
      this.#client.call(
        operation,
        withValues(parameters, values),
        caller,
        decode,
        content && withValues(content, values),
      );
    if (Object.keys(all).length === 0) return send({});
    const scope = this.#rejections.of(operation, parameters, content);
    const isContinuation = "bookmark" in parameters || "start_index" in parameters;
    let values = withoutValues(all, scope.dropped);
    let dropped: ValueLists = {};
    let cause: ApiError | undefined;
    for (let isRepeated = false; ; isRepeated = true) {
      try {
        const result = await send(values);
        scope.accepted ??= values;
        if (cause !== undefined) {
          scope.dropped = joinedLists(scope.dropped, dropped);
          scope.error = cause;
          this.#warn(describeDrop(dropped, cause, parameters, sinceOf(parameters, content)), dropped);
        }
        return result;
      } catch (error) {
        const named = !isContinuation && isRejection(error, operation) ? toDrop(values, error) : undefined;
        if (named === undefined || !isRejection(error, operation)) throw error;
        if (!isRepeated) continue;
        values = withoutValues(values, named);
        dropped = joinedLists(dropped, named);
        cause = error;
      }
    }
  };

  /** Returns whether a list is requested without some statuses, so that rows might be missing. */
  lacksStatuses(operation: string, parameters: Parameters): boolean {
    return this.#rejections.lacksStatuses(operation, parameters);
  }

  #warn(text: string, dropped: ValueLists): void {
    if (!this.#log("WARN", text, JSON.stringify(dropped))) this.#log("INFO", text);
    this.#summary.skip(Object.values(dropped).flat().length, "rejected by Pinterest");
  }
}
