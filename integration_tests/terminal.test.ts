import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { JsonObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { describeWith } from "../test/requirements.ts";
import { Bed, credentials } from "./bed/bed.ts";
import { withFiles } from "./bed/connector.ts";
import { terminal } from "./bed/terminal.ts";

describe("on a terminal", () => {
  let bed: Bed;
  before(async () => {
    bed = await Bed.open({ seed: 1, scale: "small", config: { credentials } });
  });
  after(() => bed.close());

  it("check prints the account as text, and exits with 0", async () => {
    const { code, stdout, stderr } = await bed.run("check", {}, { isTerminal: true });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Connected to the Pinterest account \w+ with 3 ad accounts\.\n$/u);
  });

  it("check prints missing scopes once, with what they are for", async () => {
    const { scopes } = bed.simulator.settings;
    bed.simulator.settings.scopes = scopes.filter((scope) => !/^catalogs|_secret$/u.test(scope));
    const { code, stdout, stderr } = await bed.run("check", {}, { isTerminal: true });
    bed.simulator.settings.scopes = scopes;
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Streams that can't be read: catalogs, catalogs_feeds,.* and \d+ more \(the token lacks/mu);
    assert.match(stdout, /^Secret boards, their Pins, and the stream likes will be missing/mu);
    assert.equal(stdout.split("catalogs:read").length, 2);
  });

  it("check prints an error as text, and exits with 1", async () => {
    const config = { credentials: { ...credentials, access_token: "pina_wrong" } };
    const { code, stdout, stderr } = await bed.run("check", {}, { isTerminal: true, config });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^Error: Pinterest rejected the access token\. [^\n]*\n$/u);
  });

  const wrong: readonly (readonly [
    string,
    { command?: string; config: JsonObject; args?: readonly string[] },
    RegExp,
    RegExp,
  ])[] = [
    [
      "an invalid setting",
      { config: { credentials, custom_reports: [{ name: "a", columns: ["CTR"], level: "x" }] } },
      /Invalid configuration in \S+config\.json: "custom_reports\[0\]\.level" must be/u,
      /Invalid configuration: "Custom reports, item 1: Level" must be/u,
    ],
    [
      "a board that doesn't exist",
      { config: { credentials, board_ids: ["1"] } },
      /"board_ids": board 1 doesn't exist/u,
      /"Board IDs": board 1 doesn't exist/u,
    ],
    [
      "a rejected token of a read",
      {
        command: "read",
        args: ["--streams", "boards"],
        config: { credentials: { ...credentials, access_token: "pina_wrong" } },
      },
      /Save a new token in \S+config\.json as "credentials\.access_token"/u,
      /Create a new token, or sign in again, in the source settings\./u,
    ],
    [
      "a stream without its setting",
      { command: "read", args: ["--streams", "search_boards"], config: { credentials } },
      /requires "search_queries"\. Set it in \S+config\.json/u,
      /requires "Search queries for your own content"\. Set it in the source settings/u,
    ],
  ];
  for (const [what, { command = "check", ...options }, inFile, inForm] of wrong) {
    it(`names the file and its key for ${what}, but a platform's form elsewhere`, async () => {
      const person = await bed.run(command, {}, { ...options, isTerminal: true });
      const text = person.stderr + person.stdout.replaceAll('\\"', '"');
      assert.match(text, inFile);
      assert.doesNotMatch(text, /source settings/u);
      const platform = await bed.run(command, {}, options);
      assert.match(platform.stdout.replaceAll('\\"', '"'), inForm);
    });
  }

  describeWith(terminal, "a real one", (show) => {
    it("gets text and the exit code 1 from check, but a pipe messages and 0", () =>
      withFiles("check", { config: { credentials: {} } }, (args) => {
        const program = [process.execPath, join(packageRoot, "dist/src/main.js"), ...args];
        const { code, output } = show(program);
        assert.match(output, /^Error: Invalid configuration in \S+config\.json: "credentials\.auth_method"/u);
        assert.equal(code, 1);
        const [file = "", ...rest] = program;
        const piped = spawnSync(file, rest, { encoding: "utf8" });
        assert.match(piped.stdout, /^\{"type":"CONNECTION_STATUS","connectionStatus":\{"status":"FAILED"/u);
        assert.equal(piped.status, 0);
        return Promise.resolve();
      }));
  });
});
