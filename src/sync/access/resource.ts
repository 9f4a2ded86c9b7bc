import type { Config } from "../../config/config.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { settingTitle } from "../../setting-titles.ts";
import { unmetError } from "../explain.ts";
import { compareKeys } from "../partitions/partition.ts";

/** What of a request does not say what it is about: its days and its place in a list. */
const asides: ReadonlySet<string> = new Set(["start_date", "end_date", "bookmark", "page_size", "start_index"]);

/** IDs of what an ad account consists of: who is denied one in an ad account is denied the others. */
const partsOfAdAccounts: ReadonlySet<string> = new Set(["campaign_id", "ad_group_id", "ad_id"]);

/** What an operation is requested for, as far as access to it can be denied. */
export interface Resource {
  /** The operation and all values that the request names, save days, pages, columns, types and statuses. */
  readonly key: string;
  /** The operation and the ad account, where what is requested belongs to the ad account as a whole. */
  readonly adAccountKey: string | undefined;
  /** `one`: the ad account, or whatever it is. `part`: one thing in an ad account. `several`: any of them can be what is denied. */
  readonly names: "one" | "part" | "several";
  /** Whether it is a page that is not the first. */
  readonly isLaterPage: boolean;
}

/**
 * What a request is for.
 * @param content what it sends as JSON
 */
export function resourceOf(operationId: string, parameters: Parameters, content?: JsonObject): Resource {
  const named = Object.entries(parameters).filter(
    ([name, value]) => !asides.has(name) && (typeof value !== "object" || name.endsWith("_ids")),
  );
  const names = named.map(([name]) => name);
  const isSeveral = named.some(([, value]) => typeof value === "object" && value.length > 1);
  const isPart = names.some((name) => name.endsWith("_ids") || partsOfAdAccounts.has(name));
  const body =
    content === undefined
      ? []
      : [JSON.stringify(content, (name, value: Json) => (isAside(name, value) ? undefined : value))];
  return {
    key: JSON.stringify([operationId, named.toSorted(([one], [other]) => compareKeys(one, other)), ...body]),
    adAccountKey: belongsToAdAccount(operationId, names)
      ? JSON.stringify([operationId, parameters.ad_account_id])
      : undefined,
    names: isSeveral ? "several" : isPart ? "part" : "one",
    isLaterPage: "bookmark" in parameters || "start_index" in parameters,
  };
}

function isAside(name: string, value: Json): boolean {
  return asides.has(name) || Array.isArray(value);
}

function belongsToAdAccount(operationId: string, names: readonly string[]): boolean {
  const others = names.filter(
    (name) => name.endsWith("_id") && name !== "ad_account_id" && !partsOfAdAccounts.has(name),
  );
  return operationNamed(operationId).path.includes("{ad_account_id}") && others.length === 0;
}

/** What a request is for in words, for a log: an ad account as a whole, or each value. */
export function describeResource(operationId: string, parameters: Parameters): string {
  const { ad_account_id: account } = parameters;
  const { adAccountKey, names } = resourceOf(operationId, parameters);
  return adAccountKey === undefined || account === undefined || names !== "one"
    ? describeParameters(parameters)
    : describeParameters({ ad_account_id: account });
}

/** Parameters in words, for a log. */
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

/** The first ten of a list, for a message. */
export function someOf(names: readonly string[]): string {
  return names.length <= 10 ? names.join(", ") : `${names.slice(0, 10).join(", ")} and more`;
}

/** A parameter's name in words: `report[feed_id]` is "feed", `asset_type` is "asset type". */
export function nounOf(parameter: string): string {
  const [inner = ""] = /[^[\]]+(?=\]?$)/u.exec(parameter) ?? [];
  return inner.replace(/_ids?$/u, "").replaceAll("_", " ");
}

/**
 * The error for a resource that a request was about, where the user named it and it cannot be read; undefined for a smaller
 * thing in it. All else was read.
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
  const unmet = (setting: string, id: string) => {
    const title = settingTitle([setting]);
    return unmetError(
      `"${title}": ${id} cannot be read with ${operation}. Ask for access to it, or remove it from "${title}".`,
      error,
    );
  };
  if (typeof account === "string" && config.adAccountIds.includes(account)) {
    const isWhole = isAdAccountDenied || (isAlone && resourceOf(operation, parameters).adAccountKey !== undefined);
    return isWhole ? unmet("ad_account_ids", account) : undefined;
  }
  return typeof board === "string" && config.boardIds.includes(board) && isAlone
    ? unmet("board_ids", board)
    : undefined;
}
