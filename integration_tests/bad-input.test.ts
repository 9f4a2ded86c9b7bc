import assert from "node:assert/strict";
import { knownCredentials } from "../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../src/base/json.ts";
import { Bed } from "./bed/bed.ts";
import { type Files, run } from "./bed/connector.ts";
import { configure, errorsOf, logsOf } from "./bed/messages.ts";
import { organicOf } from "./bed/organic.ts";

const token = knownCredentials.access_token;
const config = { credentials: { auth_method: "access_token", access_token: token } };

/** Invalid configurations, with what the message must name. */
const configs: readonly { readonly what: string; readonly config: unknown; readonly names: RegExp }[] = [
  {
    what: "broken JSON",
    config: `{"credentials": {"access_token": "${token}"`,
    names: /config.*not valid JSON: see line 1, column 61/u,
  },
  { what: "an empty file", config: "", names: /config.*not valid JSON/u },
  {
    what: "a typo in a required key",
    config: { credential: config.credentials },
    names: /"Authentication".*"credential".*Did you mean "credentials"/u,
  },
  {
    what: "an unknown column",
    config: { ...config, columns: ["IMPRESSION_1", "IMPRESIONS"] },
    names: /"Ads columns": unknown column IMPRESIONS\. Did you mean IMPRESSION_1\?/u,
  },
  {
    what: "an unknown stream to track",
    config: { ...config, track_changes: ["*", "followes"] },
    names: /"Track changes and deletions": unknown stream followes\. Did you mean followers\?/u,
  },
];

describe("invalid input", () => {
  let bed: Bed;
  let streams: readonly JsonObject[];

  before(async () => {
    bed = await Bed.open({ seed: 5, scale: "small", config });
    streams = organicOf(await bed.offered());
  });
  after(() => bed.close());

  /** Asserts a single config_error without a stack trace or secret. */
  async function configErrorOf(command: string, { config: given, ...files }: Files, program = false): Promise<string> {
    const options = program ? { program: {} } : {};
    const { code, stdout, stderr, messages } = await bed.run(command, files, {
      config: given,
      args: ["--debug"],
      ...options,
    });
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

  for (const [index, { what, config: wrong, names }] of configs.entries()) {
    it(`fails with a config_error if the configuration is or has ${what}`, async () => {
      const files = { config: wrong };
      // The built program reads the first one as well.
      for (const program of index === 0 ? [true, false] : [false]) {
        assert.match(await configErrorOf("check", files, program), names);
        assert.match(await configErrorOf("discover", files, program), names);
        assert.match(await configErrorOf("read", { ...files, catalog: configure(streams) }, program), names);
      }
    });
  }

  it("logs a warning for a valid but implausible configuration", async () => {
    const { messages, code } = await bed.run(
      "discover",
      {},
      {
        config: {
          ...config,
          start_date: "2999-01-01",
          track_changes: ["followers", "campaigns", "pin_analytics"],
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
      '"Custom reports, item 2: Columns": reports at the level CAMPAIGN_TARGETING have no TOTAL_IMPRESSION_USER, so it is not synced.',
      `"Track changes and deletions": pin_analytics can't be tracked, so it is synced without tracking.`,
    ]);
  });

  it("ignores a setting that this release no longer uses", async () => {
    for (const value of [1, 7, 0, 400]) {
      const removed = { ...config, track_changes: ["followers"], track_sweep_days: value };
      const { messages, code } = await bed.run("discover", {}, { config: removed });
      assert.equal(code, 0);
      assert.deepEqual(logsOf(messages), []);
    }
  });

  it("fails with a config_error if a file doesn't exist", async () => {
    const { messages, code } = await run("discover", {}, { args: ["--config", "nowhere.json"] });
    assert.equal(code, 1);
    assert.match(asText(errorsOf(messages)[0]?.message), /config file nowhere\.json.*no such file/u);
  });

  it("fails with a config_error if a token or a search term exceeds the API's limits", async () => {
    const long = "x".repeat(100_000);
    const longToken = { config: { credentials: { auth_method: "access_token", access_token: long } } };
    const [boards = {}] = streams.filter(({ name }) => name === "boards");
    assert.match(await configErrorOf("check", longToken), /request is too long, .*token/u);
    assert.match(
      await configErrorOf("read", { ...longToken, catalog: configure([boards]) }),
      /request is too long, .*token/u,
    );
    const longTerm = { config: { ...config, search_queries: [long] } };
    const catalog = configure([{ ...boards, name: "search_pins" }]);
    assert.match(await configErrorOf("read", { ...longTerm, catalog }), /request is too long, .*text/u);
  });

  it("fails check if a board or an ad account doesn't exist", async () => {
    assert.match(
      await configErrorOf("check", { config: { ...config, board_ids: ["123456789"] } }),
      /"Board IDs".*123456789/u,
    );
    assert.match(
      await configErrorOf("check", { config: { ...config, ad_account_ids: ["987654321"] } }),
      /"Ad account IDs".*987654321/u,
    );
  });

  it("warns of a state of a stream that doesn't exist, such as one in another tool's format", async () => {
    const catalog = configure(streams.filter(({ name }) => name === "boards"));
    const state = { bookmarks: { boards: { cursor: "2026-01-01" } }, board_pin: { version: 1 }, pins: {} };
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

  it("fails with a config_error if the catalog or the state is invalid", async () => {
    const catalog = configure(streams);
    assert.match(await configErrorOf("read", { config, catalog: "{" }), /catalog.*not valid JSON/u);
    assert.match(await configErrorOf("read", { config, catalog: [] }), /"streams"/u);
    assert.match(await configErrorOf("read", { config, catalog: { streams: [{}] } }), /streams\[0\]\.stream\.name/u);
    assert.match(await configErrorOf("read", { config, catalog, state: "[{" }), /state.*not valid JSON/u);
    assert.match(await configErrorOf("read", { config, catalog, state: "7" }), /state/u);
  });
});
