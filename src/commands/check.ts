import type { Config } from "../config/config.ts";
import { asText } from "../json.ts";
import type { Caller, PinterestClient } from "../pinterest/client.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import { pageOf } from "../pinterest/responses/find-rows.ts";
import { pages } from "../pinterest/responses/pages.ts";
import { ConnectorError } from "../protocol/errors.ts";
import { streamsOf } from "../streams/all.ts";
import { explain } from "../sync/explain.ts";
import { actingFor } from "../sync/read-context.ts";
import type { CommandContext } from "./command.ts";
import { loadConfig } from "./configuration.ts";
import { connect } from "./connect.ts";

/**
 * Says whether the configuration works: the token is accepted, and what the configuration names is there. Whatever the
 * user can mend is a FAILED status; anything else is an ERROR trace. It makes a dozen requests at most.
 */
export async function runCheck(configPath: string, context: CommandContext): Promise<boolean> {
  const { writer, redactor, signal } = context;
  try {
    const loaded = await loadConfig(configPath, context);
    refuseUnreadable(loaded.config);
    const { transport } = await context.network(loaded.config.baseUrl);
    const caller: Caller = { signal, onRetry: (error) => writer.log("WARN", error.message) };
    await verify(loaded.config, connect(loaded, transport, context), caller);
    writer.message({ type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } });
    return true;
  } catch (error) {
    const explained = explain(error);
    if (explained.failureType !== "config_error") throw explained;
    writer.message({
      type: "CONNECTION_STATUS",
      connectionStatus: { status: "FAILED", message: redactor.redact(explained.message) },
    });
    return true;
  }
}

/** Streams that `read` would always fail at with this configuration: custom reports that Pinterest cannot make. */
function refuseUnreadable(config: Config): void {
  const problems = streamsOf(config).flatMap(({ configError }) => configError ?? []);
  if (problems.length > 0) throw new ConnectorError("config_error", problems.join(" "));
}

/** Operations that a token can be tried on, the cheapest first: which scopes it has is not known before. */
const trials = ["user_account/get", "boards/list", "ad_accounts/list"] as const;

/** What the configuration can name by its IDs. */
interface Named {
  readonly setting: string;
  readonly what: string;
  readonly ids: readonly string[];
  /** The operation that lists all that the account has. */
  readonly list: string;
  /** The operation that gives one, and its parameter with the ID. */
  readonly get: string;
  readonly parameter: string;
}

/**
 * So many requests are made at most about what one setting names, so that with those about the token `check` makes a
 * dozen, however many IDs there are.
 */
const maxRequests = 4;

async function verify(config: Config, client: PinterestClient, caller: Caller): Promise<void> {
  await verifyToken(config, client, caller);
  // Boards are requested as the first ad account's owner, so it is the ad account that is told of if it is wrong.
  for (const named of [
    {
      setting: "ad_account_ids",
      what: "ad account",
      ids: config.adAccountIds,
      list: "ad_accounts/list",
      get: "ad_accounts/get",
      parameter: "ad_account_id",
    },
    {
      setting: "board_ids",
      what: "board",
      ids: config.boardIds,
      list: "boards/list",
      get: "boards/get",
      parameter: "board_id",
    },
  ] satisfies readonly Named[]) {
    await verifyIds(named, config, client, caller);
  }
}

/** A few IDs are requested one by one. Many are looked for in the account's own list, and of the others the first ones requested. */
async function verifyIds(named: Named, config: Config, client: PinterestClient, caller: Caller): Promise<void> {
  const { ids, list, get, parameter } = named;
  const missing = new Set(ids);
  let left = maxRequests;
  if (ids.length > maxRequests) {
    try {
      for await (const { rows } of pages(
        client,
        { operation: list, rows: "items", primaryKey: ["id"] },
        actingFor(list, config),
        caller,
      )) {
        for (const { id } of rows) missing.delete(asText(id));
        left -= 1;
        // One is left for an ID that the list may not have.
        if (missing.size === 0 || left === 1) break;
      }
    } catch (error) {
      if (!(error instanceof ApiError) || !(isLimited(error) || isAboutTheThing(error))) throw error;
      left -= 1;
    }
  }
  for (const id of [...missing].slice(0, left)) {
    await expectFound(named, id, () =>
      client.call(get, { ...actingFor(get, config), [parameter]: id }, caller, () => undefined),
    );
  }
}

/** A token that may do one thing is a good one: streams that need other scopes say so when they are read. */
async function verifyToken(config: Config, client: PinterestClient, caller: Caller): Promise<void> {
  let refusal: unknown;
  for (const operation of trials) {
    try {
      await client.call(operation, actingFor(operation, config), caller, (body) =>
        pageOf(body, operation === "user_account/get" ? "object" : "items"),
      );
      return;
    } catch (error) {
      if (!(error instanceof ApiError) || !isLimited(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}

/** Turns the refusal of a thing that the user named into a sentence about the setting. */
async function expectFound({ setting, what }: Named, id: string, request: () => Promise<void>): Promise<void> {
  try {
    await request();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "missing_scope" || error.kind === "restricted_feature") return;
    if (!isAboutTheThing(error)) throw error;
    throw new ConnectorError(
      "config_error",
      `"${setting}" names the ${what} ${id}, which does not exist or which this account may not see. Pinterest said: ${error.reason}`,
      { internalMessage: error.message },
    );
  }
}

function isAboutTheThing({ kind }: ApiError): boolean {
  return kind === "not_found" || kind === "permission_denied" || kind === "invalid_request";
}

function isLimited({ kind }: ApiError): boolean {
  return kind === "missing_scope" || kind === "restricted_feature" || kind === "permission_denied";
}
