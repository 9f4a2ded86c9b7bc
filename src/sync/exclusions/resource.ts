import type { Json, JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { unavailableError } from "../failures/explain.ts";
import { compareKeys } from "../partition.ts";

/** A value of a request's parameter. */
export interface Value {
  readonly parameter: string;
  readonly value: string;
}

/** The values of a request, by parameter. */
export type ValueLists = Readonly<Record<string, readonly string[]>>;

/** Parameters that don't identify the resource: dates and the page. */
const nonIdentifying: ReadonlySet<string> = new Set(["start_date", "end_date", "bookmark", "page_size", "start_index"]);

/** Returns whether a list of a parameter has values, each of which the API can reject. Other lists name resources. */
export const isValueList = (parameter: string) => /^(?:columns|keywords)$|_(?:types|statuses)$/u.test(parameter);

/** Parameters that name a part of an ad account. Access to one part of an ad account implies access to the others. */
const adAccountParts: ReadonlySet<string> = new Set(["campaign_id", "ad_group_id", "ad_id"]);

/** An operation and the resource it is requested for: the unit of access. */
export interface Resource {
  readonly operation: string;
  /** The operation and all parameters except dates, page, and values. */
  readonly key: string;
  /** The operation, the account, and the body (a report's level), if access depends only on these. */
  readonly accountKey: string | undefined;
  /** Requests of one scope differ only in IDs, dates, and page. The API accepts the same values for them. */
  readonly scope: string;
  /**
   * `one`: a single resource, such as the ad account. `part`: one part of an ad account. `value`: an ad account and the
   * values of further parameters. `several`: several IDs.
   */
  readonly names: "one" | "part" | "value" | "several";
  /** Whether the request continues an accepted one: the next page of a list, or a poll of a report's job. */
  readonly isContinuation: boolean;
  /** The lists of values, each of which the API can reject. */
  readonly values: ValueLists;
  /** The other values that identify no object, such as a search query. */
  readonly others: readonly Value[];
}

/**
 * Returns the resource of a request.
 * @param content the JSON body
 */
export function resourceOf(operation: string, parameters: Parameters, content: JsonObject = {}): Resource {
  const { ad_account_id: account = "" } = parameters;
  const all = Object.entries(parameters);
  const isValues = (name: string, value: unknown) => Array.isArray(value) && isValueList(name);
  const named = all.filter(([name, value]) => !nonIdentifying.has(name) && !isValues(name, value));
  const names = named.map(([name]) => name);
  const ids = named.filter(([name]) => name.endsWith("_ids")).flatMap(([, value]) => [value].flat());
  const isOfAccount = belongsToAccount(operation, names);
  const isPart = names.some((name) => name.endsWith("_ids") || adAccountParts.has(name));
  const body = JSON.stringify(content, (name, value: Json) =>
    nonIdentifying.has(name) || Array.isArray(value) ? undefined : value,
  );
  const sorted = named.toSorted(([name], [otherName]) => compareKeys(name, otherName));
  const others = sorted.filter(([name]) => !/_ids?$/u.test(name));
  const scalars = others.filter(([, value]) => !Array.isArray(value));
  return {
    operation,
    key: JSON.stringify([operation, sorted, body]),
    accountKey: isOfAccount ? JSON.stringify([operation, account, body]) : undefined,
    scope: JSON.stringify([operation, account, scalars, body]),
    names: ids.length > 1 ? "several" : isPart ? "part" : isOfAccount && names.length > 1 ? "value" : "one",
    isContinuation: "bookmark" in parameters || "start_index" in parameters || "token" in parameters,
    values: Object.fromEntries(
      [...all, ...Object.entries(content)].flatMap(([name, value]) =>
        Array.isArray(value) && isValues(name, value) ? [[name, value.map(String)] as const] : [],
      ),
    ),
    others: others.flatMap(([parameter, list]) => [list].flat().map((value) => ({ parameter, value: String(value) }))),
  };
}

function belongsToAccount(operation: string, names: readonly string[]): boolean {
  const others = names.filter((name) => name.endsWith("_id") && name !== "ad_account_id" && !adAccountParts.has(name));
  const isOfAny =
    operationNamed(operation).path.includes("{ad_account_id}") || names.some((name) => name.endsWith("_ids"));
  return isOfAny && others.length === 0;
}

/** Returns parameters or a body with the given values instead of its own. */
export function withValues<Given extends Parameters | JsonObject>(given: Given, values: ValueLists): Given {
  const lists = Object.entries(values).filter(([name]) => Array.isArray(given[name]));
  return { ...given, ...Object.fromEntries(lists) };
}

/** Describes the resource of a request for the log by its parameters, for an ad account without lists of values. */
export function describeResource(operationId: string, parameters: Parameters): string {
  const { accountKey, names } = resourceOf(operationId, parameters);
  const isOfAccount = accountKey !== undefined && parameters.ad_account_id !== undefined;
  if (!isOfAccount || names === "part" || names === "several") return describeParameters(parameters);
  return describeParameters(
    Object.fromEntries(Object.entries(parameters).filter(([, value]) => !Array.isArray(value))),
  );
}

/** Describes parameters for the log. */
export function describeParameters(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) =>
      typeof value === "object" ? describeList(nounOf(name), value) : `${nounOf(name)} ${value}`,
    )
    .join(", ");
}

function describeList(noun: string, [first = "", ...more]: readonly string[]): string {
  return more.length === 0 ? `${noun} ${first}` : `${noun.replace(/[^s]$/u, "$&s")} ${first} and ${more.length} more`;
}

/** Returns the noun for a parameter: `report[feed_id]` is "feed", `asset_type` is "asset type". */
export function nounOf(parameter: string): string {
  const [inner = ""] = /[^[\]]+(?=\]?$)/u.exec(parameter) ?? [];
  return inner.replace(/_ids?$/u, "").replaceAll("_", " ");
}

/**
 * Returns the config error for an inaccessible resource that the user named. Undefined if the user didn't name it, or if
 * only a part of it is inaccessible.
 */
export function deniedError(
  error: ApiError,
  parameters: Parameters,
  config: Config,
  isAdAccountDenied: boolean,
): ConnectorError | undefined {
  const { operation } = error;
  const { ad_account_id: account, board_id: board, ...others } = parameters;
  const isAlone = !Object.keys(others).some((name) => /_ids?$/u.test(name));
  const errorFor = (setting: string, id: string) => {
    const name = config.names.of([setting]);
    return unavailableError(`${name}: ${id} can't be read. Ask for access to it, or remove it from ${name}.`, error);
  };
  if (typeof account === "string" && config.adAccountIds.includes(account)) {
    const isEntire = isAdAccountDenied || (isAlone && resourceOf(operation, parameters).accountKey !== undefined);
    return isEntire ? errorFor("ad_account_ids", account) : undefined;
  }
  return typeof board === "string" && config.boardIds.includes(board) && isAlone
    ? errorFor("board_ids", board)
    : undefined;
}
