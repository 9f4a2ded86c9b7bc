import type { Config } from "../../config/config.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { unavailableError } from "../explain.ts";
import { compareKeys } from "../partitions/partition.ts";

/** Parameters that don't identify the resource: dates and the page. */
const nonIdentifying: ReadonlySet<string> = new Set(["start_date", "end_date", "bookmark", "page_size", "start_index"]);

/** Matches parameters with a list of attributes of the rows. Other lists name resources: IDs, terms, categories. */
const attributeList = /^columns$|_(?:types|statuses)$/u;

/** Parameters that name a part of an ad account. Access to one part of an ad account implies access to the others. */
const adAccountParts: ReadonlySet<string> = new Set(["campaign_id", "ad_group_id", "ad_id"]);

/** An operation and the resource it is requested for: the unit of access. */
export interface Resource {
  /** The operation and all parameters except dates, page, columns, types, and statuses. */
  readonly key: string;
  /** The operation, the ad account, and the values of the body (a report's level), if access depends only on these. */
  readonly adAccountKey: string | undefined;
  /**
   * `one`: a single resource, such as the ad account. `part`: one part of an ad account. `value`: an ad account and the
   * values of further parameters. `several`: several IDs.
   */
  readonly names: "one" | "part" | "value" | "several";
  /** Whether the request continues an accepted one: the next page of a list, or a poll of a report's job. */
  readonly isContinuation: boolean;
}

/**
 * Returns the resource of a request.
 * @param content the JSON body
 */
export function resourceOf(operationId: string, parameters: Parameters, content?: JsonObject): Resource {
  const named = Object.entries(parameters).filter(
    ([name, value]) => !nonIdentifying.has(name) && (typeof value !== "object" || !attributeList.test(name)),
  );
  const names = named.map(([name]) => name);
  const isOfAdAccount = belongsToAdAccount(operationId, names);
  const isSeveral = named.some(
    ([name, value]) => name.endsWith("_ids") && typeof value === "object" && value.length > 1,
  );
  const isPart = names.some((name) => name.endsWith("_ids") || adAccountParts.has(name));
  const body =
    content === undefined
      ? []
      : [JSON.stringify(content, (name, value: Json) => (isNonIdentifying(name, value) ? undefined : value))];
  return {
    key: JSON.stringify([operationId, named.toSorted(([one], [other]) => compareKeys(one, other)), ...body]),
    adAccountKey: isOfAdAccount ? JSON.stringify([operationId, parameters.ad_account_id, ...body]) : undefined,
    names: isSeveral ? "several" : isPart ? "part" : isOfAdAccount && names.length > 1 ? "value" : "one",
    isContinuation: "bookmark" in parameters || "start_index" in parameters || "token" in parameters,
  };
}

function isNonIdentifying(name: string, value: Json): boolean {
  return nonIdentifying.has(name) || Array.isArray(value);
}

function belongsToAdAccount(operationId: string, names: readonly string[]): boolean {
  const others = names.filter((name) => name.endsWith("_id") && name !== "ad_account_id" && !adAccountParts.has(name));
  return operationNamed(operationId).path.includes("{ad_account_id}") && others.length === 0;
}

/** Describes the resource of a request for the log by its parameters, for an ad account without lists of values. */
export function describeResource(operationId: string, parameters: Parameters): string {
  const { adAccountKey, names } = resourceOf(operationId, parameters);
  if (adAccountKey === undefined || names === "part" || names === "several") return describeParameters(parameters);
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

/** Lists the first ten names for a message. */
export function firstTen(names: readonly string[]): string {
  return names.length <= 10 ? names.join(", ") : `${names.slice(0, 10).join(", ")} and more`;
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
    return unavailableError(`${name}: ${id} cannot be read. Ask for access to it, or remove it from ${name}.`, error);
  };
  if (typeof account === "string" && config.adAccountIds.includes(account)) {
    const isEntire = isAdAccountDenied || (isAlone && resourceOf(operation, parameters).adAccountKey !== undefined);
    return isEntire ? errorFor("ad_account_ids", account) : undefined;
  }
  return typeof board === "string" && config.boardIds.includes(board) && isAlone
    ? errorFor("board_ids", board)
    : undefined;
}
