import { listOf } from "../base/text/list-of.ts";
import type { Config } from "../config/config.ts";
import type { ApiError } from "../pinterest/errors/api-error.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import { ConnectorError } from "../protocol/errors.ts";
import { nounOf } from "./describe.ts";
import { sentence } from "./explain.ts";

/** Why an ad account, a business, or a profile is missing that was read before. */
export const noLongerListed =
  "Pinterest no longer lists it, so its rows are no longer updated. To sync it, ask its owner for a role that can read it.";

/** Returns the config error for an inaccessible resource that the user named; undefined: the user didn't, or only a part of it. */
export function unavailable(error: ApiError, parameters: Parameters, config: Config): ConnectorError | undefined {
  const { ad_account_id: account, board_id: board, ...others } = parameters;
  if (Object.keys(others).some((name) => /_ids?$/u.test(name))) return undefined;
  const isAccount = typeof account === "string" && config.adAccountIds.includes(account);
  const id = isAccount ? account : board;
  if (!isAccount && (typeof id !== "string" || !config.boardIds.includes(id))) return undefined;
  const name = config.names.of([isAccount ? "ad_account_ids" : "board_ids"]);
  const text = `${name}: ${String(id)} can't be read. Ask for access to it, or remove it from ${name}.`;
  return unavailableError(text, error);
}

/** Returns what to do about a skipped resource, after a space; empty: nothing. */
export function adviceOn({ kind }: ApiError, parameters: Parameters, { names }: Config): string {
  if (kind === "not_found") return "";
  if (kind !== "permission_denied") return " A later sync requests it again.";
  if (!("ad_account_id" in parameters)) return " To sync it, ask its owner for access.";
  const isAccount = Object.keys(parameters).every((name) => name === "ad_account_id" || !name.endsWith("_id"));
  const skip = isAccount ? `; to skip it, list the others in ${names.of(["ad_account_ids"])}` : "";
  return ` To sync it, ask for a role that can read it${skip}.`;
}

/** Returns the config error for parents that the user named in a setting and that weren't found. */
export function missingError(setting: string, names: readonly string[], config: Config): ConnectorError {
  const isOne = names.length === 1;
  return new ConnectorError(
    "config_error",
    `${config.names.of([setting])}: ${names.join(", ")} ${isOne ? "doesn't" : "don't"} exist, or this account has no access. Check the ${isOne ? "ID" : "IDs"}. Everything else was synced.`,
  );
}

/**
 * Returns the config error for a resource or value that the user named and that Pinterest denied or rejected.
 * @param isRead whether everything else was read
 */
export function unavailableError(message: string, error: ApiError, isRead = true): ConnectorError {
  const { message: internalMessage, response } = error;
  const rest = isRead ? " Everything else was synced." : "";
  const text = `${message}${rest} Pinterest's response: ${sentence(response)}`;
  return new ConnectorError("config_error", text, { internalMessage, cause: error });
}

/** Returns the warning about values that a request was sent without. @param lists the values of the request, by parameter */
export function describeDrop(
  lists: readonly (readonly [name: string, values: readonly string[]])[],
  dropped: ReadonlySet<string>,
  { response }: ApiError,
  { ad_account_id: account }: Parameters,
): string {
  const those = lists.flatMap(([name, list]) => {
    const values = list.filter((value) => dropped.has(value));
    return values.length === 0 ? [] : [{ name, text: `the ${nounOf(name)} ${values.join(", ")}` }];
  });
  const texts = those.map(({ text }) => text);
  const areRows = those.some(({ name }) => name === "entity_statuses" || name === "targeting_types");
  const of = typeof account === "string" ? ` for ad account ${account}` : "";
  return [
    `Pinterest rejected ${listOf(texts, "and")}${of}, and accepted the request without them: ${areRows ? "their rows are missing" : "their cells are empty"}.`,
    "Once Pinterest accepts them, refresh the stream to fill them. If your settings name them, remove them there.",
    `Pinterest's response: ${response}`,
  ].join(" ");
}
