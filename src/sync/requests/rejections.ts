import { entryOf } from "../../base/entry-of.ts";
import { isObject, isStringArray, type Json, type JsonObject } from "../../base/json.ts";
import { listOf } from "../../base/list-of.ts";
import type { Config } from "../../config/config.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { everyStatus } from "../../streams/parents.ts";
import type { Stream } from "../../streams/stream.ts";
import { nounOf } from "../../texts/describe.ts";
import { unavailableError } from "../../texts/explain.ts";

/** The values of a request, by parameter. */
export type ValueLists = Readonly<Record<string, readonly string[]>>;

/** Parameters whose values a request can do without: no row goes with them, except those of a targeting type. */
const droppable = ["columns", "metric_types", "targeting_types"];
const statuses = "entity_statuses";
/** The statuses to request if Pinterest rejects the five that are requested by default. */
const commonStatuses = ["ACTIVE", "PAUSED", "ARCHIVED"];

/** What is known of requests for which Pinterest accepts the same values. */
interface Scope {
  /** The values of an accepted request; undefined: there was none. */
  accepted?: ValueLists;
  /** The values that Pinterest rejected twice, before it accepted a request without them. */
  dropped: ValueLists;
  /** The last rejection of these. */
  error?: ApiError;
}

/**
 * The values that Pinterest rejects in this run, by operation and ad account. What selects rows is never dropped, except the
 * statuses that the user didn't choose.
 */
export class Rejections {
  readonly #scopes = new Map<string, Scope>();
  /** The configured streams that haven't ended, with their names of values in settings. */
  readonly #left: Set<Stream>;

  /** @param streams the configured streams */
  constructor(streams: readonly Stream[]) {
    this.#left = new Set(streams);
  }

  /** Returns what is known of requests like this one. */
  of(operation: string, { ad_account_id: account }: Parameters, content?: JsonObject): Scope {
    const key = JSON.stringify([operation, account ?? "", content?.level ?? ""]);
    return entryOf(this.#scopes, key, () => ({ dropped: {} }));
  }

  /** Returns whether a list is requested without some statuses, so that rows might be missing. */
  lacksStatuses(operation: string, parameters: Parameters): boolean {
    return (this.of(operation, parameters).dropped[statuses] ?? []).length > 0;
  }

  /**
   * Records that a stream has ended, and returns the error for values that the user named and that no stream's request was
   * accepted with. Of several streams with the same setting, the last one reports it.
   */
  end(stream: Stream, config: Config): ConnectorError | undefined {
    this.#left.delete(stream);
    for (const { setting, parameter, values, isShared } of stream.named?.(config) ?? []) {
      const sharing = [...this.#left].some((other) =>
        other.named?.(config).some((named) => named.setting.join() === setting.join()),
      );
      if (isShared === true && sharing) continue;
      const scopes = [...this.#scopes.values()];
      const accepted = new Set(scopes.flatMap((each) => each.accepted?.[parameter] ?? []));
      const dropped = new Set(scopes.flatMap((each) => each.dropped[parameter] ?? []));
      const rejected = values.filter((value) => dropped.has(value) && !accepted.has(value));
      const cause = scopes.find((each) => each.dropped[parameter]?.some((value) => rejected.includes(value)))?.error;
      if (cause === undefined) continue;
      const name = config.names.of(setting);
      const them = rejected.length === 1 ? "it" : "them";
      const text = `${name}: Pinterest rejected ${rejected.join(", ")}. Correct ${them} or remove ${them} from ${name}.`;
      return unavailableError(text, cause);
    }
    return undefined;
  }
}

/** Returns the lists of values in a request's parameters and body. */
export function valueListsOf(parameters: Parameters, content: JsonObject = {}): ValueLists {
  const all: readonly (readonly [string, Json | undefined])[] = [
    ...Object.entries(content),
    ...Object.entries(parameters),
  ];
  return Object.fromEntries(
    all.flatMap(([name, value]) =>
      (droppable.includes(name) || name === statuses) && isStringArray(value) ? [[name, value] as const] : [],
    ),
  );
}

/** Returns what to send the request without, after it was rejected; undefined: nothing that the rejection names. */
export function toDrop(lists: ValueLists, { reason }: ApiError): ValueLists | undefined {
  const named = namedValues(lists, reason);
  if (named !== undefined) return named;
  const wanted = lists[statuses] ?? [];
  const isDefault = wanted.length === everyStatus.length && wanted.every((status) => everyStatus.includes(status));
  return isDefault ? { [statuses]: wanted.filter((status) => !commonStatuses.includes(status)) } : undefined;
}

/** Returns the values of both, each once. */
export function joinedLists(some: ValueLists, more: ValueLists): ValueLists {
  const names = new Set([...Object.keys(some), ...Object.keys(more)]);
  return Object.fromEntries(
    [...names].map((name) => [name, [...new Set([...(some[name] ?? []), ...(more[name] ?? [])])]]),
  );
}

/** Returns the lists without values. */
export function withoutValues(lists: ValueLists, values: ValueLists): ValueLists {
  const left = (name: string, list: readonly string[]) =>
    list.filter((value) => values[name]?.includes(value) !== true);
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, left(name, list)]));
}

/** Returns parameters or a body with the given lists instead of its own. */
export function withValues<Given extends Parameters | JsonObject>(given: Given, values: ValueLists): Given {
  const lists = Object.entries(values).filter(([name]) => Array.isArray(given[name]));
  return { ...given, ...Object.fromEntries(lists) };
}

/** Phrases that introduce accepted values: values after them are not rejected. */
const acceptedPhrase =
  /\bone of\b|\bmust be\b|\bchoose\b|(?<!\bnot )\b(?:allowed|supported|possible|expected|(?:valid|available) (?:values|options|columns|types))\b/iu;

/**
 * Returns the values that a message names: of the parameters that it names, if any. Never all values of a parameter, since the
 * API has defaults.
 */
function namedValues(lists: ValueLists, message: string): ValueLists | undefined {
  const [rejection = ""] = message.split(acceptedPhrase, 1);
  const words = new Set(rejection.match(/[A-Za-z0-9_+]+/gu));
  const named = Object.entries(lists).flatMap(([name, list]) => {
    const values = list.filter((value) => words.has(value));
    const isPart = droppable.includes(name) && values.length > 0 && values.length < list.length;
    return isPart ? [[name, values] as const] : [];
  });
  const withName = named.filter(([name]) => message.includes(name));
  return named.length === 0 ? undefined : Object.fromEntries(withName.length > 0 ? withName : named);
}

/** Returns the warning about values that a request was sent without. @param since its first date, if it has dates */
export function describeDrop(
  values: ValueLists,
  { response }: ApiError,
  parameters: Parameters,
  since: unknown,
): string {
  const { ad_account_id: account } = parameters;
  const what = listOf(
    Object.entries(values).map(([name, list]) => `the ${nounOf(name)} ${list.join(", ")}`),
    "and",
  );
  const isOfRows = Object.keys(values).some((name) => name === statuses || name === "targeting_types");
  const from = typeof since === "string" ? ` from ${since} on` : "";
  return [
    `Pinterest rejected ${what}${account === undefined ? "" : ` for ad account ${String(account)}`}, and accepted the request without them: ${isOfRows ? "their rows are missing" : "their cells are empty"}${from}.`,
    "Once Pinterest accepts them, refresh the stream to fill them. If your settings name them, remove them there.",
    `Pinterest's response: ${response}`,
  ].join(" ");
}

/** Returns the first date of a request; undefined: it has no dates. */
export function sinceOf(parameters: Parameters, content?: JsonObject): unknown {
  return isObject(content) && content.start_date !== undefined ? content.start_date : parameters.start_date;
}
