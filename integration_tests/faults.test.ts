import assert from "node:assert/strict";
import { knownCredentials, type Simulator } from "../simulator/simulator.ts";
import { asText, isObject, type Json } from "../src/json.ts";
import { Bed } from "./bed.ts";
import { errorsOf, lastStates, logsOf, recordsOf, statusesOf } from "./messages.ts";
import { Table } from "./table.ts";

const config = { credentials: { auth_method: "access_token", access_token: knownCredentials.access_token } };

/** Messages about faults. `reliability/faults.test.ts` and `reliability/stops.test.ts` show that no record is lost. */
describe("API faults", () => {
  let bed: Bed;
  let simulator: Simulator;

  before(async () => {
    bed = await Bed.open({ seed: 9, scale: "small", config });
    simulator = bed.simulator;
  });
  afterEach(() => simulator.faults.clear());
  after(() => bed.close());

  const strike = (...rules: readonly Json[]) => simulator.faults.set(rules);

  it("are reported as RATE_LIMITED with the reset time of the quota", async () => {
    const headers = { "x-ratelimit-reset": "2" };
    strike({
      operation: "media/list",
      nth: 1,
      fault: { status: 429, code: 8, message: "Too many requests.", headers },
    });
    const begun = simulator.clock.now();
    const { messages } = await bed.read(["media"]);
    const reasons = messages.flatMap(({ trace }) =>
      isObject(trace) && isObject(trace.stream_status) && Array.isArray(trace.stream_status.reasons)
        ? trace.stream_status.reasons
        : [],
    );
    const [reason, ...more] = reasons;
    assert.equal(more.length, 0);
    assert.ok(isObject(reason) && isObject(reason.rate_limited));
    assert.equal(reason.type, "RATE_LIMITED");
    const wait = Number(reason.rate_limited.quota_reset) - begun;
    assert.ok(wait >= 2_000 && wait < 4_000, `${wait} ms`);
    assert.deepEqual(statusesOf(messages).get("media"), ["STARTED", "RUNNING", "RUNNING", "COMPLETE"]);
  });

  it("stop a stream whose wait is too long, and report when to continue", async () => {
    const headers = { "x-ratelimit-reset": "67150" };
    strike({
      operation: "followers/list",
      nth: 3,
      fault: { status: 429, code: 8, message: "Daily limit reached.", headers },
    });
    const names = ["followers", "account"];
    const first = await bed.read(names, { job: "4" });
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
    const second = await bed.read(names, { states: lastStates(first.messages), job: "4" });
    assert.equal(second.code, 0);
    const followers = [first, second].flatMap(({ messages }) => recordsOf(messages).get("followers") ?? []);
    assert.equal(followers.length, simulator.expectedRecords("followers").length);
    new Table("followers").add(followers).assertEquals(simulator.expectedRecords("followers"));
  });

  it("of one board skip only that board", async () => {
    const boards = simulator.expectedRecords("boards").filter(({ pin_count: count }) => Number(count) > 0);
    strike({
      operation: "boards/list_pins",
      nth: 2,
      fault: { status: 403, code: 403, message: "Not authorized to access the board." },
    });
    const { code, messages } = await bed.read(["board_pins"]);
    assert.equal(code, 0);
    const seen = new Set((recordsOf(messages).get("board_pins") ?? []).map(({ board_id: id }) => id));
    assert.equal(seen.size, boards.length - 1);
    assert.ok(logsOf(messages).some((line) => /board_pins: skipped board \d+: .*Not authorized/u.test(line)));
  });

  it("of a missing beta feature cause one request per Pin", async () => {
    simulator.settings.bulk_pin_analytics = false;
    try {
      const { code, messages } = await bed.read(["pin_analytics"]);
      assert.equal(code, 0);
      new Table("pin_analytics")
        .add(recordsOf(messages).get("pin_analytics") ?? [])
        .assertEquals(simulator.expectedRecords("pin_analytics"));
      assert.ok(logsOf(messages).some((line) => /This saved [1-9]\d* API calls/u.test(line)));
    } finally {
      simulator.settings.bulk_pin_analytics = true;
    }
  });

  it("log a stack trace with TypeScript lines for a system error", async () => {
    strike({ operation: "media/list", fault: { status: 405, code: 5, message: "Method not allowed." } });
    const { messages } = await bed.read(["media"], { program: {} });
    const [error, ...more] = errorsOf(messages);
    assert.equal(more.length, 0);
    assert.equal(error?.failure_type, "system_error");
    assert.match(asText(error.stack_trace), /\bsrc\/pinterest\/\w[\w-]*\.ts:\d+:\d+/u);
  });
});
