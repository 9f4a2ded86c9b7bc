import { asText, type JsonObject } from "../../base/json.ts";
import { StoppedError } from "../../base/signals.ts";
import { countOf } from "../../base/text/count-of.ts";
import { shortList } from "../../base/text/list-of.ts";
import type { Config } from "../../config/config.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { streamsOf } from "../../streams/all.ts";
import { explain } from "../../texts/explain.ts";
import type { CommandContext } from "../command-line/command.ts";
import { type LoadedConfig, loadConfig } from "../configuration.ts";
import { connect } from "../connect.ts";
import { describeSecrets, secretScopesBeyond, secretScopesMissing } from "../secret-scopes.ts";
import { ServerClock } from "../server-clock.ts";
import { signInOf } from "../sign-in-file.ts";
import { Access, type DeniedStreams } from "./access.ts";
import { adAccounts, boards, type Listed, readNamedList } from "./named-list.ts";
import { Probe } from "./probe.ts";

/** Timeouts of responses. Shorter than in a read, because the user waits. */
const timeouts = { idleMs: 8_000, totalMs: 60_000 };

/**
 * Tests the configuration with at most 12 requests, and reports the account, the streams that the token can't read, and
 * how to fix an error: to a platform in a CONNECTION_STATUS, to people as text.
 * @returns whether the command completed; for people, whether the test succeeded
 */
export async function runCheck(configPath: string, context: CommandContext): Promise<boolean> {
  const { writer, redactor, signal, stdout } = context;
  const clock = new ServerClock(context.clock);
  let status: "SUCCEEDED" | "FAILED" = "SUCCEEDED";
  const sentences: string[] = [];
  let names = context.settingNames(configPath);
  try {
    const loaded = await loadConfig(configPath, context);
    names = loaded.config.names;
    sentences.push(...(await verify(loaded, clock, context)));
  } catch (error) {
    if (error instanceof StoppedError || signal.aborted) throw error;
    const failure = explain(error, { names });
    writer.details(failure);
    status = "FAILED";
    sentences.push(failure.message, ...proxyAdvice(error, context));
  }
  sentences.push(...clock.remarks());
  if (context.audience === "people") {
    if (status === "FAILED") writer.log("ERROR", sentences.join(" "));
    else stdout.write(`${sentences.join("\n")}\n`);
    return status === "SUCCEEDED";
  }
  const message = redactor.redact(sentences.join(" "));
  writer.message({ type: "CONNECTION_STATUS", connectionStatus: { status, message } });
  return true;
}

async function verify(loaded: LoadedConfig, clock: ServerClock, context: CommandContext): Promise<readonly string[]> {
  const { config } = loaded;
  checkCustomReports(config);
  const { transport } = await context.network(config.baseUrl, timeouts);
  let { scopes } = signInOf(loaded.raw);
  const onScopes = (granted: readonly string[]) => {
    scopes = granted;
  };
  const probe = new Probe(config, context, (events) =>
    connect(loaded, clock.watching(transport), context, { ...events, onScopes }),
  );
  const access = new Access();

  const account = await access.attempt(
    "user_account/get",
    () => probe.call("user_account/get", {}, probe.caller, accountIn),
    config.adAccountIds.length > 0,
  );
  // The account and its boards are requested for the owner of the first ad account. If denied, that ad account is wrong.
  const acting = account === undefined ? config.adAccountIds.slice(0, 1) : [];
  const ads = await readNamedList(adAccounts, config, probe, access, acting);
  const listed = await readNamedList(boards, config, probe, access);
  // A token with any access is valid. The message names the missing scopes.
  if (!access.isAnyAllowed && access.firstDenial !== undefined) throw access.firstDenial;
  const others = await tryOtherScopes(probe, access);
  // Anything can answer with empty lists.
  const rows = [...(ads?.rows ?? []), ...(listed?.rows ?? []), ...others];
  if (account === undefined && !rows.some(hasId) && access.firstDenial !== undefined) throw access.firstDenial;

  const lacking = scopes.length === 0 ? secretScopesMissing(access) : secretScopesBeyond(scopes);
  const secrets = describeSecrets(lacking);
  for (const sentence of secrets) warnPlatform(sentence, context);
  return [describeAccount(account, ads), ...describeDenied(access.deniedStreams(config), context), ...secrets];
}

/** @throws ConnectorError (config_error) for custom reports that Pinterest can't create */
function checkCustomReports(config: Config): void {
  const problems = streamsOf(config).flatMap(({ configError }) => configError ?? []);
  if (problems.length > 0) throw new ConnectorError("config_error", problems.join(" "));
}

/** Returns the account in a response. @throws Error if it has neither an ID nor a username */
function accountIn(body: unknown): JsonObject {
  const [account = {}] = pageOf(body, "object").rows;
  if (!hasId(account) && asText(account.username) === "") throw new Error("it has neither an ID nor a username");
  return account;
}

const hasId = ({ id }: JsonObject) => asText(id) !== "";

/** Calls one cheap operation for each scope that is not tested yet, while requests remain. Returns the rows. */
async function tryOtherScopes(probe: Probe, access: Access): Promise<readonly JsonObject[]> {
  const rows: JsonObject[] = [];
  for (const operation of ["pins/list", "catalogs/list", "get/business_employers", "search_user_pins/list"]) {
    if (probe.requestsLeft === 0) break;
    const parameters = operation === "search_user_pins/list" ? { query: "a" } : pageSize;
    const request = () => probe.call(operation, parameters, probe.caller, (body) => pageOf(body, "items").rows);
    try {
      rows.push(...((await access.attempt(operation, request)) ?? []));
    } catch (error) {
      // Other errors say nothing about scopes.
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === "network" || error.kind === "rate_limited") break;
    }
  }
  return rows;
}

const pageSize = { page_size: 1 };

function describeAccount(account: JsonObject | undefined, ads: Listed | undefined): string {
  const name = [account?.username, account?.business_name].map(asText).find((text) => text !== "");
  const least = ads?.isComplete === false ? "at least " : "";
  const has = ads === undefined ? "" : ` with ${least}${countOf(ads.rows.length, "ad account")}`;
  return name === undefined ? `Connected to Pinterest${has}.` : `Connected to the Pinterest account ${name}${has}.`;
}

/** Logs a warning for platforms, which show the message of a check only if it failed. People read it once. */
function warnPlatform(message: string, { audience, writer }: CommandContext): void {
  if (audience === "platform") writer.log("WARN", message);
}

/** Describes the streams that need a missing scope, and how to grant it. The log of a platform names all of them. */
function describeDenied(denied: readonly DeniedStreams[], context: CommandContext): readonly string[] {
  if (denied.length === 0) return [];
  for (const { scope, streams: names } of denied)
    warnPlatform(
      `the token lacks the scope ${scope}, which these streams need: ${names.join(", ")}. Sign in again and grant it, or deselect them`,
      context,
    );
  const parts = denied.map(({ scope, streams: names }) => `${shortList(names)} (the token lacks the scope ${scope})`);
  return [
    `Streams that can't be read: ${parts.join("; ")}. To read them, sign in again and grant the scopes, or create a token that has them at developers.pinterest.com/apps.`,
  ];
}

/** Returns a hint about the proxy if the error might come from it. */
export function proxyAdvice(error: unknown, { environment }: CommandContext): readonly string[] {
  const isOfNetwork = error instanceof ApiError && (error.kind === "network" || error.kind === "server_fault");
  // In the order of the HTTP client. Requests to https never use HTTP_PROXY.
  const name = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].find((each) => environment[each]);
  return isOfNetwork && name !== undefined
    ? [
        `Requests go through the proxy that the environment variable ${name} names: check its address, and that it allows api.pinterest.com.`,
      ]
    : [];
}
