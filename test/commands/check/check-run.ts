import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { parseArguments } from "../../../src/commands/command-line/arguments.ts";
import { runCommand } from "../../../src/commands/run-command.ts";
import { textOutput } from "../../../src/commands/text-output.ts";
import { formNames } from "../../../src/config/setting-names.ts";
import { Redactor } from "../../../src/protocol/redaction.ts";
import { MessageWriter } from "../../../src/protocol/writer.ts";
import { FakeClock } from "../../fake-clock.ts";
import { objectOf } from "../../narrow.ts";
import { Sink } from "../../protocol/sink.ts";
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

/** Runs check. An account with everything configured responds to requests that `before` doesn't handle. */
export async function check(
  config: JsonObject,
  before: Api = () => undefined,
  environment: Readonly<Record<string, string>> = {},
  stop = new AbortController(),
) {
  const folder = await mkdtemp(join(tmpdir(), "source-pinterest-test-"));
  const path = join(folder, "config.json");
  await writeFile(path, JSON.stringify({ credentials: { access_token: "pina_1" }, ...config }));
  const sink = new Sink();
  const clock = new FakeClock(startOfTime);
  const redactor = new Redactor();
  const account = accountWith(textsIn(config.board_ids), textsIn(config.ad_account_ids));
  const api = new ScriptedApi(
    clock,
    ({ path: of, query, body = "" }) => before(of, query, body) ?? account(of, query, body) ?? respond(200, {}),
  );
  const writer = new MessageWriter(sink, clock, redactor, { debug: false });
  try {
    const request = parseArguments(["check", "--config", path]);
    assert.ok(request.action === "run");
    await runCommand(request.command, request.options, {
      audience: "platform",
      settingNames: () => formNames,
      writer,
      redactor,
      clock,
      random: () => 0.5,
      environment,
      network: () => Promise.resolve({ transport: api, download: () => assert.fail("unexpected download") }),
      signal: stop.signal,
      stdout: textOutput(sink, redactor),
      stderr: textOutput(sink, redactor),
    });
    await writer.flush();
  } finally {
    await rm(folder, { recursive: true });
  }
  // The caller's configuration stays unchanged.
  const output = sink.lines.filter((line) => !line.startsWith('{"type":"CONTROL"')).join("\n");
  assert.doesNotMatch(output, /pina_1|pinr_1|app-secret/u, "a secret was printed");
  const last = sink.messages.map((message) => (isObject(message) ? message.connectionStatus : undefined)).at(-1);
  const status: JsonObject = stop.signal.aborted ? {} : objectOf(last);
  const warnings = sink.messages.flatMap((message) =>
    isObject(message) && isObject(message.log) && message.log.level === "WARN" ? [asText(message.log.message)] : [],
  );
  const requests = api.requests.map((request) => request.split("?")[0] ?? "");
  return {
    lines: sink.lines,
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
