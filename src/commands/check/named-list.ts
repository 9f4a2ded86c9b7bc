import { asText, type JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { SettingNames } from "../../config/setting-names.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { pages } from "../../pinterest/responses/pages.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { actingFor } from "../../sync/requests/parameters.ts";
import { nounOf } from "../../texts/describe.ts";
import type { Access } from "./access.ts";
import type { Probe } from "./probe.ts";

/** A list of the account, and the setting with IDs from it. */
interface NamedList {
  readonly setting: "ad_account_ids" | "board_ids";
  readonly ids: (config: Config) => readonly string[];
  readonly list: string;
  /** The operation for a single record, and its parameter for the ID. */
  readonly get: string;
  readonly parameter: string;
}

export const adAccounts: NamedList = {
  setting: "ad_account_ids",
  ids: ({ adAccountIds }) => adAccountIds,
  list: "ad_accounts/list",
  get: "ad_accounts/get",
  parameter: "ad_account_id",
};

export const boards: NamedList = {
  setting: "board_ids",
  ids: ({ boardIds }) => boardIds,
  list: "boards/list",
  get: "boards/get",
  parameter: "board_id",
};

/** The rows of a list so far. */
export interface Listed {
  readonly rows: readonly JsonObject[];
  readonly isComplete: boolean;
}

/** Maximum number of requests for one list and its IDs, for any number of IDs. */
const requestsPerList = 3;

/**
 * Reads a list until it contains all configured IDs, and requests those that it lacks individually.
 * @param doubted IDs to request even if they are in the list
 * @returns undefined if the token or the account has no access to the list
 * @throws ConnectorError (config_error) with an ID that doesn't exist
 */
export async function readNamedList(
  named: NamedList,
  config: Config,
  probe: Probe,
  access: Access,
  doubted: readonly string[] = [],
): Promise<Listed | undefined> {
  const missing = new Set(named.ids(config));
  const allowed = Math.max(0, probe.requestsLeft - requestsPerList);
  const rows: JsonObject[] = [];
  let isComplete = false;
  const listed = await access.attempt(
    named.list,
    async () => {
      const list = pages(probe, { operation: named.list, rows: "items", primaryKey: ["id"] }, {}, probe.caller);
      for await (const page of list) {
        rows.push(...page.rows);
        for (const { id } of page.rows) missing.delete(asText(id));
        isComplete = page.bookmark === null;
        // Reserves one request for an ID that isn't in the list.
        if (missing.size === 0 || probe.requestsLeft <= allowed + 1) break;
      }
      return { rows, isComplete };
    },
    "ad_account_id" in actingFor(named.list, config),
  );
  for (const id of [...doubted, ...missing]) {
    if (probe.requestsLeft <= allowed || access.isDenied(named.list)) break;
    await expectFound(named, id, probe, config.names);
  }
  return listed;
}

/** Requests a configured ID. Converts its rejection to a message about the setting. */
async function expectFound(
  { setting, get, parameter }: NamedList,
  id: string,
  probe: Probe,
  names: SettingNames,
): Promise<void> {
  try {
    await probe.call(get, { [parameter]: id }, probe.caller, () => undefined);
  } catch (error) {
    const isAboutIt =
      error instanceof ApiError &&
      (error.kind === "not_found" || error.kind === "permission_denied" || error.kind === "invalid_request");
    if (!isAboutIt) throw error;
    throw new ConnectorError(
      "config_error",
      `${names.of([setting])}: ${nounOf(parameter)} ${id} doesn't exist, or this account has no access to it. Check the ID, or ask the owner for access. Pinterest's response: ${error.reason}`,
      { internalMessage: error.message },
    );
  }
}
