import { entryOf } from "../../base/entry-of.ts";
import { isStringArray, type JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { ApiClient } from "../../pinterest/client.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { isRejection } from "../../pinterest/errors/error-kinds.ts";
import { rejectedWords } from "../../pinterest/errors/rejected-words.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { everyStatus } from "../../streams/parents.ts";
import type { Stream } from "../../streams/stream.ts";
import { describeDrop, unavailableError } from "../../texts/unavailable.ts";
import type { StreamLog } from "../engine-writer.ts";
import type { ReadSummary } from "../read-summary.ts";

/** Parameters whose values a request can do without: no row goes with them, except those of a targeting type. */
const droppable = ["columns", "metric_types", "targeting_types"];
const statuses = "entity_statuses";
/** The statuses to request if Pinterest rejects the five that are requested by default. */
const commonStatuses = ["ACTIVE", "PAUSED", "ARCHIVED"];

/**
 * The values that Pinterest rejects in this run. What selects rows is never dropped, except the statuses that the user didn't
 * choose.
 */
export class Rejections {
  /** By operation, ad account, and level: the values that were rejected twice, before a request without them was accepted. */
  readonly #dropped = new Map<string, Set<string>>();
  /** By value: its last rejection. */
  readonly #errors = new Map<string, ApiError>();
  /** The values of accepted requests. */
  readonly #accepted = new Set<string>();
  /** The configured streams that haven't ended, with their names of values in settings. */
  readonly #left: Set<Stream>;

  /** @param streams the configured streams */
  constructor(streams: readonly Stream[]) {
    this.#left = new Set(streams);
  }

  /**
   * Returns what calls operations for one stream. A rejected request is sent once more; if that is rejected too, without the values
   * that the rejection names, except columns of the stream's key, without which rows would get another key.
   */
  clientFor(
    client: ApiClient,
    { primaryKey, keyColumns = [] }: Stream,
    log: StreamLog,
    summary: ReadSummary,
  ): ApiClient {
    const kept = new Set([...primaryKey, ...keyColumns]);
    return {
      call: async (operation, parameters, caller, decode, content) => {
        const isContinuation = "bookmark" in parameters || "start_index" in parameters;
        const dropped = this.#droppedFrom(operation, parameters, content);
        const named = new Set<string>();
        let cause: ApiError | undefined;
        for (let isRepeated = false; ; isRepeated = true) {
          const less = new Set([...dropped, ...named]);
          const sent = without(parameters, less);
          const body = content && without(content, less);
          const lists = [...listsOf(body), ...listsOf(sent)];
          try {
            const result = await client.call(operation, sent, caller, decode, body);
            for (const [, values] of lists) for (const value of values) this.#accepted.add(value);
            if (cause === undefined) return result;
            for (const value of named) {
              dropped.add(value);
              this.#errors.set(value, cause);
            }
            const text = describeDrop([...listsOf(content), ...listsOf(parameters)], named, cause, parameters);
            if (!log("WARN", text, [...named].join())) log("INFO", text);
            summary.skip(named.size, "value", "rejected by Pinterest");
            return result;
          } catch (error) {
            if (isContinuation || !isRejection(error, operation)) throw error;
            const more = rejectedValues(lists, error.reason).filter((value) => !kept.has(value));
            if (more.length === 0) throw error;
            if (!isRepeated) continue;
            for (const value of more) named.add(value);
            cause = error;
          }
        }
      },
    };
  }

  /** Returns whether a list is requested without some statuses, so that rows might be missing. */
  omitsStatuses(operation: string, parameters: Parameters): boolean {
    const dropped = this.#droppedFrom(operation, parameters);
    return everyStatus.some((status) => dropped.has(status));
  }

  #droppedFrom(operation: string, { ad_account_id: account }: Parameters, content?: JsonObject): Set<string> {
    const key = JSON.stringify([operation, account ?? "", content?.level ?? ""]);
    return entryOf(this.#dropped, key, () => new Set());
  }

  /**
   * Records that a stream has ended, and returns the error for values that the user named and that no stream's request was
   * accepted with, once. Of several streams with the same setting, the last one reports it.
   * @param isRead whether everything else of the stream was read
   */
  end(stream: Stream, config: Config, isRead: boolean): ConnectorError | undefined {
    if (!this.#left.delete(stream)) return undefined;
    for (const { setting, parameter, values, isShared } of stream.named?.(config) ?? []) {
      const sharing = [...this.#left].some((other) =>
        other.named?.(config).some((named) => named.setting.join() === setting.join()),
      );
      if (!droppable.includes(parameter) || (isShared === true && sharing)) continue;
      const rejected = values.filter((value) => this.#errors.has(value) && !this.#accepted.has(value));
      const [cause] = rejected.flatMap((value) => this.#errors.get(value) ?? []);
      if (cause === undefined) continue;
      const name = config.names.of(setting);
      const them = rejected.length === 1 ? "it" : "them";
      const text = `${name}: Pinterest rejected ${rejected.join(", ")}. Correct ${them} or remove ${them} from ${name}.`;
      return unavailableError(text, cause, isRead);
    }
    return undefined;
  }
}

type ValueList = readonly [name: string, values: readonly string[]];

/** Returns the lists of values in parameters or a body, by name. */
function listsOf(given: Parameters | JsonObject = {}): readonly ValueList[] {
  return Object.entries(given).flatMap(([name, value]) =>
    (droppable.includes(name) || name === statuses) && isStringArray(value) ? [[name, value] as const] : [],
  );
}

/** Returns parameters or a body without some of the values in its lists. */
function without<Given extends Parameters | JsonObject>(given: Given, values: ReadonlySet<string>): Given {
  const left = listsOf(given).map(([name, list]) => [name, list.filter((value) => !values.has(value))] as const);
  return { ...given, ...Object.fromEntries(left) };
}

/**
 * Returns the values of a rejected request that its message names: never all of a parameter, since the API has defaults. If it names
 * none, the unusual ones of the default statuses.
 */
function rejectedValues(lists: readonly ValueList[], message: string): readonly string[] {
  const words = rejectedWords(message);
  const named = lists.flatMap(([name, list]) => {
    const values = list.filter((value) => words.has(value));
    return droppable.includes(name) && values.length < list.length ? values : [];
  });
  if (named.length > 0) return named;
  const wanted = new Set(lists.flatMap(([name, list]) => (name === statuses ? list : [])));
  const isDefault = everyStatus.every((status) => wanted.has(status));
  return isDefault ? everyStatus.filter((status) => !commonStatuses.includes(status)) : [];
}
