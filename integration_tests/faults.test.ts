import assert from "node:assert/strict";
import { knownCredentials, type Simulator, startSimulator } from "../simulator/simulator.ts";
import { asText, isObject, type Json, type JsonObject } from "../src/json.ts";
import { run } from "./connector.ts";
import { configure, errorsOf, lastStates, logsOf, recordsOf, statusesOf, streamsOf } from "./messages.ts";
import { organicOf } from "./organic.ts";
import { Table } from "./table.ts";

const config = { credentials: { auth_method: "access_token", access_token: knownCredentials.access_token } };

/** What the program tells of faults. That nothing is lost to any is proved in `reliability/faults.test.ts` and `reliability/stops.test.ts`. */
describe("faults of the API", () => {
  let simulator: Simulator;
  let environment: Record<string, string>;
  let streams: readonly JsonObject[];

  before(async () => {
    simulator = await startSimulator({ seed: 9, scale: "small" });
    environment = { PINTEREST_API_BASE_URL: simulator.url };
    streams = organicOf(streamsOf((await run("discover", { config }, { environment })).messages));
  });
  afterEach(() => simulator.faults.clear());
  after(() => simulator.close());

  const only = (...names: readonly string[]) => streams.filter(({ name }) => names.includes(asText(name)));
  const strike = (...rules: readonly Json[]) => simulator.faults.set(rules);

  it("are shown as RATE_LIMITED with the time when the quota comes back", async () => {
    const headers = { "x-ratelimit-reset": "2" };
    strike({
      operation: "media/list",
      nth: 1,
      fault: { status: 429, code: 8, message: "Too many requests.", headers },
    });
    const begun = Date.now();
    const { messages } = await run("read", { config, catalog: configure(only("media")) }, { environment });
    const reasons = messages.flatMap(({ trace }) =>
      isObject(trace) && isObject(trace.stream_status) && Array.isArray(trace.stream_status.reasons)
        ? trace.stream_status.reasons
        : [],
    );
    const [reason, ...more] = reasons;
    assert.equal(more.length, 0);
    assert.ok(isObject(reason) && isObject(reason.rate_limited));
    assert.equal(reason.type, "RATE_LIMITED");
    assert.ok(Number(reason.rate_limited.quota_reset) >= begun + 2_000);
    assert.deepEqual(statusesOf(messages).get("media"), ["STARTED", "RUNNING", "RUNNING", "COMPLETE"]);
  });

  it("end a stream in good order when the wait is too long, and say when to come back", async () => {
    const headers = { "x-ratelimit-reset": "67150" };
    strike({
      operation: "followers/list",
      nth: 3,
      fault: { status: 429, code: 8, message: "Daily limit reached.", headers },
    });
    const catalog = configure(only("followers", "account"));
    const environmentOfJob = { ...environment, WORKER_JOB_ID: "4" };
    const first = await run("read", { config, catalog }, { environment: environmentOfJob });
    assert.equal(first.code, 1);
    const [error, ...more] = errorsOf(first.messages);
    assert.equal(more.length, 0);
    assert.equal(error?.failure_type, "transient_error");
    assert.deepEqual(error.stream_descriptor, { name: "followers" });
    assert.match(asText(error.message), /used up until \d{4}-\d{2}-\d{2}T\d{2}:\d{2}/u);
    assert.equal(statusesOf(first.messages).get("followers")?.at(-1), "INCOMPLETE");
    assert.equal(statusesOf(first.messages).get("account")?.at(-1), "COMPLETE");
    assert.equal(recordsOf(first.messages).get("followers")?.length, 500);

    simulator.faults.clear();
    const second = await run(
      "read",
      { config, catalog, state: lastStates(first.messages) },
      { environment: environmentOfJob },
    );
    assert.equal(second.code, 0);
    const followers = [first, second].flatMap(({ messages }) => recordsOf(messages).get("followers") ?? []);
    assert.equal(followers.length, simulator.expectedRecords("followers").length);
    new Table("followers").add(followers).assertEquals(simulator.expectedRecords("followers"));
  });

  it("of one board cost that board alone", async () => {
    const boards = simulator.expectedRecords("boards").filter(({ pin_count: count }) => Number(count) > 0);
    strike({
      operation: "boards/list_pins",
      nth: 2,
      fault: { status: 403, code: 403, message: "Not authorized to access the board." },
    });
    const { code, messages } = await run("read", { config, catalog: configure(only("board_pins")) }, { environment });
    assert.equal(code, 0);
    const seen = new Set((recordsOf(messages).get("board_pins") ?? []).map(({ board_id: id }) => id));
    assert.equal(seen.size, boards.length - 1);
    assert.ok(logsOf(messages).some((line) => /board_pins: left out board_id \d+: .*Not authorized/u.test(line)));
  });

  it("of an app without the beta feature are met by asking for one Pin at a time", async () => {
    simulator.settings.bulk_pin_analytics = false;
    try {
      const { code, messages } = await run(
        "read",
        { config, catalog: configure(only("pin_analytics")) },
        { environment },
      );
      assert.equal(code, 0);
      new Table("pin_analytics")
        .add(recordsOf(messages).get("pin_analytics") ?? [])
        .assertEquals(simulator.expectedRecords("pin_analytics"));
      assert.ok(logsOf(messages).some((line) => /That saved [1-9]\d* calls/u.test(line)));
    } finally {
      simulator.settings.bulk_pin_analytics = true;
    }
  });
});
