import type { Config } from "../config/config.ts";
import { ApiError } from "../pinterest/api-error.ts";
import type { Caller, PinterestClient } from "../pinterest/client.ts";
import { pageOf } from "../pinterest/rows.ts";
import { ConnectorError } from "../protocol/errors.ts";
import { explain } from "../sync/explain.ts";
import { actingFor } from "../sync/read-context.ts";
import type { CommandContext } from "./command.ts";
import { loadConfig } from "./configuration.ts";
import { connect } from "./connect.ts";

/**
 * Says whether the configuration works: the token is accepted, and what the configuration names is there. Whatever the
 * user can mend is a FAILED status; anything else is an ERROR trace.
 */
export async function runCheck(configPath: string, context: CommandContext): Promise<boolean> {
  const { writer, redactor, signal } = context;
  try {
    const loaded = await loadConfig(configPath, context);
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

/** Operations that a token can be tried on, the cheapest first: which scopes it has is not known before. */
const trials = ["user_account/get", "boards/list", "ad_accounts/list"] as const;

async function verify(config: Config, client: PinterestClient, caller: Caller): Promise<void> {
  await verifyToken(config, client, caller);
  for (const boardId of config.boardIds) {
    await named("board_ids", boardId, "board", () =>
      client.ask("boards/get", { ...actingFor("boards/get", config), board_id: boardId }, caller, () => undefined),
    );
  }
  for (const adAccountId of config.adAccountIds) {
    await named("ad_account_ids", adAccountId, "ad account", () =>
      client.ask("ad_accounts/get", { ad_account_id: adAccountId }, caller, () => undefined),
    );
  }
}

/** A token that may do one thing is a good one: streams that need other scopes say so when they are read. */
async function verifyToken(config: Config, client: PinterestClient, caller: Caller): Promise<void> {
  let refusal: unknown;
  for (const operation of trials) {
    try {
      await client.ask(operation, actingFor(operation, config), caller, (body) =>
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
async function named(setting: string, id: string, what: string, ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "missing_scope" || error.kind === "restricted_feature") return;
    if (error.kind !== "not_found" && error.kind !== "permission_denied" && error.kind !== "invalid_request")
      throw error;
    throw new ConnectorError(
      "config_error",
      `"${setting}" names the ${what} ${id}, which does not exist or which this account may not see. Pinterest said: ${error.reason}`,
      { internalMessage: error.message },
    );
  }
}

function isLimited({ kind }: ApiError): boolean {
  return kind === "missing_scope" || kind === "restricted_feature" || kind === "permission_denied";
}
