import assert from "node:assert/strict";
import { runInProcess } from "../../../integration_tests/bed/in-process.ts";
import { logsOf } from "../../../integration_tests/bed/messages.ts";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { FakeClock } from "../../fake-clock.ts";
import { objectOf } from "../../narrow.ts";
import { type ApiResponse, apiError, pageOfAll, respond, ScriptedApi } from "../../scripted-api.ts";

/** Start time of a check. */
export const startOfTime = Date.parse("2026-06-30T12:00:00Z");

/** Returns the response to a request; undefined for the default of an account with everything configured. */
export type Api = (path: string, query: URLSearchParams, body: string) => ApiResponse | undefined;

/** An account with the boards and ad accounts, in lists of 250. */
export function accountWith(boards: readonly string[], adAccounts: readonly string[]): Api {
  return (path, query) => {
    const [, collection, id] = path.split("/");
    const all = collection === "boards" ? boards : adAccounts;
    if (path === "/user_account") return respond(200, { username: "someone" });
    if (id !== undefined) return all.includes(id) ? respond(200, { id }) : apiError(404, 40, "Not found.");
    return pageOfAll(
      all.map((each) => ({ id: each })),
      { query },
      250,
    );
  };
}

/**
 * Runs check. An account with everything configured responds to requests that `before` doesn't handle.
 * @param isTerminal whether people read the output
 */
export async function check(
  config: JsonObject,
  before: Api = () => undefined,
  environment: Readonly<Record<string, string>> = {},
  stop = new AbortController(),
  isTerminal = false,
) {
  const clock = new FakeClock(startOfTime);
  const account = accountWith(textsIn(config.board_ids), textsIn(config.ad_account_ids));
  const api = new ScriptedApi(
    clock,
    ({ path: of, query, body = "" }) => before(of, query, body) ?? account(of, query, body) ?? respond(200, {}),
  );
  const network = () => ({ transport: api, download: () => assert.fail("unexpected download") });
  const files = { config: { credentials: { access_token: "pina_1" }, ...config } };
  const surroundings = { network, clock, environment, stop, isTerminal };
  const { stdout, stderr, code, messages } = await runInProcess("check", files, surroundings);
  const lines = stdout.split("\n").slice(0, -1);
  // The caller's configuration stays unchanged.
  const output = lines.filter((line) => !line.startsWith('{"type":"CONTROL"')).join("\n");
  assert.doesNotMatch(output, /pina_1|pinr_1|app-secret/u, "a secret was printed");
  const last = messages.at(-1)?.connectionStatus;
  const status: JsonObject = stop.signal.aborted || isTerminal ? {} : objectOf(last);
  const warnings = logsOf(messages, "WARN");
  const requests = api.requests.map((request) => request.split("?")[0] ?? "");
  return {
    code,
    lines,
    stderr,
    requests,
    warnings,
    status: status.status,
    message: asText(status.message),
    tookMs: clock.now() - startOfTime,
  };
}

function textsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(asText) : [];
}
