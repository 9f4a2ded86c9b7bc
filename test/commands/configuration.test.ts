import assert from "node:assert/strict";
import { Bed } from "../../integration_tests/bed/bed.ts";
import type { Files } from "../../integration_tests/bed/connector.ts";
import { configure, errorsOf, logsOf, recordsOf } from "../../integration_tests/bed/messages.ts";
import { knownCredentials } from "../../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";

const token = knownCredentials.access_token;
const config = { credentials: { auth_method: "access_token", access_token: token } };

/** Invalid files, with what the message must name. */
const invalid: Readonly<Record<string, readonly [files: Files, names: RegExp]>> = {
  "a configuration of broken JSON": [
    { config: `{"credentials": {"access_token": "${token}"` },
    /config.*not valid JSON: see line 1, column 61/u,
  ],
  "a configuration with a typo in a required key": [
    { config: { credential: config.credentials } },
    /"Authentication".* is missing/u,
  ],
  "a configuration with 2,000 long secrets": [
    { config: { ...config, tokens: Array.from({ length: 2_000 }, (_, index) => `${index}`.padEnd(300, "x")) } },
    /it has 2001 secrets/u,
  ],
  "a catalog of broken JSON": [{ catalog: "{" }, /catalog.*not valid JSON/u],
  "a catalog without streams": [{ catalog: [] }, /"streams"/u],
  "a state of broken JSON": [{ state: "[{" }, /state.*not valid JSON/u],
  "a state that is a number": [{ state: "7" }, /state/u],
};

describe("the files of a command", () => {
  let bed: Bed;
  let streams: readonly JsonObject[];

  before(async () => {
    bed = await Bed.open({ seed: 5, scale: "small", config });
    streams = (await bed.offered()).filter(({ name }) => name === "boards" || name === "pins");
  });
  after(() => bed.close());

  /** Asserts a single config_error without a stack trace or secret. */
  async function configErrorOf(command: string, { config: given, ...files }: Files): Promise<string> {
    const { code, stdout, stderr, messages } = await bed.run(command, files, { config: given, args: ["--debug"] });
    assert.ok(!stdout.includes(token), "the token was printed");
    assert.equal(stderr, "");
    if (command === "check") {
      const status = messages.map((message) => message.connectionStatus).find(isObject);
      assert.equal(code, 0);
      assert.equal(status?.status, "FAILED");
      assert.deepEqual(errorsOf(messages), []);
      return asText(status.message);
    }
    const errors = errorsOf(messages);
    assert.equal(code, 1);
    assert.equal(errors.length, 1);
    assert.equal(errors[0]?.failure_type, "config_error");
    assert.equal(errors[0].stack_trace, undefined);
    return asText(errors[0].message);
  }

  for (const [what, [files, names]] of Object.entries(invalid)) {
    it(`cause a config_error: ${what}`, async () => {
      assert.match(await configErrorOf("read", { config, catalog: configure(streams), ...files }), names);
      if (files.config === undefined) return;
      for (const command of ["check", "discover"]) assert.match(await configErrorOf(command, files), names);
    });
  }

  it("cause a warning if the configuration is valid but implausible", async () => {
    const { messages, code } = await bed.run(
      "discover",
      {},
      {
        config: {
          ...config,
          start_date: "2999-01-01",
          track_changes: ["followers", "campaigns", "pin_analytics"],
          columns: ["SPEND_IN_DOLLAR", "VIDEO_P100_COMPLETE_1", "QUIZ_PIN_RESULT_OPEN"],
          custom_reports: [
            { name: "later", columns: ["CTR"], start_date: "2999-01-02" },
            { name: "users", columns: ["CTR", "TOTAL_IMPRESSION_USER"], level: "CAMPAIGN_TARGETING" },
          ],
        },
      },
    );
    assert.equal(code, 0);
    assert.deepEqual(logsOf(messages), [
      '"Start date": 2999-01-01 is in the future, so no analytics and reports are synced until then.',
      '"Custom reports, item 1: Start date": 2999-01-02 is in the future, so no analytics and reports are synced until then.',
      '"Ads columns": ads analytics have no VIDEO_P100_COMPLETE_1, and the tables of reports have no column for it. To sync it, request it in a custom report.',
      '"Custom reports, item 2: Columns": reports at the level CAMPAIGN_TARGETING have no TOTAL_IMPRESSION_USER, so it is not synced.',
      `"Track changes and deletions": pin_analytics can't be tracked, so it is synced without tracking.`,
    ]);
  });

  it("can name columns that only reports have, which analytics are synced without", async () => {
    const offered = (await bed.offered()).filter(({ name }) => name === "campaign_analytics");
    const columns = ["SPEND_IN_DOLLAR", "VIDEO_P100_COMPLETE_1", "COST_PER_OUTBOUND_CLICK"];
    const { code, messages } = await bed.run(
      "read",
      { catalog: configure(offered) },
      { config: { ...config, columns } },
    );
    assert.equal(code, 0);
    const [warning = "", ...others] = logsOf(messages, "WARN").filter((text) => text.includes("Ads columns"));
    assert.match(warning, /no VIDEO_P100_COMPLETE_1 and COST_PER_OUTBOUND_CLICK, .* request them in a custom report/u);
    assert.deepEqual(others, []);
    const rows = recordsOf(messages).get("campaign_analytics") ?? [];
    assert.ok(rows.length > 0);
    for (const row of rows) assert.ok("SPEND_IN_DOLLAR" in row && !("VIDEO_P100_COMPLETE_1" in row));
  });

  it("cause a warning of unknown settings in check and read, which succeed", async () => {
    const misspelled = { ...config, start_day: "2026-01-01", attribution: { click_window: "30" } };
    const catalog = configure(streams.filter(({ name }) => name === "boards"));
    const check = await bed.run("check", {}, { config: misspelled });
    const read = await bed.run("read", { catalog }, { config: misspelled });
    for (const { code, messages } of [check, read]) {
      assert.equal(code, 0);
      assert.deepEqual(
        logsOf(messages, "WARN").filter((message) => message.startsWith("Unknown setting")),
        [
          'Unknown setting "start_day". It is ignored. Did you mean "start_date"?',
          'Unknown setting "click_window" in "Conversion attribution". It is ignored. Did you mean "click_window_days"?',
        ],
      );
    }
    assert.match(check.stdout, /"SUCCEEDED"/u);
    assert.ok((recordsOf(read.messages).get("boards") ?? []).length > 2);
  });

  it("cause a warning of a state of a stream that doesn't exist, such as one in another tool's format", async () => {
    const catalog = configure(streams.filter(({ name }) => name === "boards"));
    const state = ["bookmarks", "board_pin", "pins"].map((name) => ({
      type: "STREAM",
      stream: { stream_descriptor: { name }, stream_state: { version: 1 } },
    }));
    const { messages, code } = await bed.run("read", { catalog, state }, { config });
    assert.equal(code, 0);
    assert.deepEqual(
      logsOf(messages, "WARN").filter((message) => message.startsWith("The state")),
      [
        "The state of bookmarks is ignored, since there is no such stream.",
        "The state of board_pin is ignored, since there is no such stream. Did you mean board_pins?",
      ],
    );
  });
});
