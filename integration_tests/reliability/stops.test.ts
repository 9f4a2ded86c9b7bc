import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { downloadOperation } from "../../simulator/http/download.ts";
import type { FaultRule } from "../../simulator/http/faults.ts";
import type { JournalEntry } from "../../simulator/http/journal.ts";
import { knownCredentials } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { addDays } from "../../src/base/dates.ts";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { streams as allStreams } from "../../src/streams/all.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { describeWith, unix } from "../../test/requirements.ts";
import { today } from "../../test/today.ts";
import { Bed, credentials } from "../bed/bed.ts";
import type { Outcome, RunOptions } from "../bed/connector.ts";
import { errorsOf, lastStates, recordsOf, statusesOf, uncoveredOf } from "../bed/messages.ts";
import { Table } from "../bed/table.ts";

const named = (...names: readonly string[]) => allStreams.filter(({ name }) => names.includes(name));
const namesOf = (members: readonly Stream[]) => members.map(({ name }) => name);
const followers = named("followers");

describeWith(unix, "stopping a read", () => {
  let bed: Bed;

  before(async () => {
    // Enough requests to stop at, and two date windows of reports.
    bed = await Bed.open({
      seed: 11,
      scale: { ...extents.small, boards: 8, sections: 8, pins: 420, followers: 620, campaigns: 2, adGroups: 4, ads: 8 },
      config: {
        credentials,
        start_date: addDays(today, -200),
        columns: ["IMPRESSION_1", "CLICKTHROUGH_1", "SPEND_IN_DOLLAR", "TOTAL_CONVERSIONS"],
        analytics_batch_size: 5,
      },
    });
  });
  afterEach(() => {
    bed.simulator.faults.clear();
    bed.simulator.settings.report_polls = 2;
  });
  after(() => bed.close());

  const injectFaults = (...rules: readonly FaultRule[]) => bed.simulator.faults.set(rules);

  /** Runs the built program and acts on it. */
  const stopped = (members: readonly Stream[], job: string, stop: RunOptions, config = bed.config) =>
    bed.read(namesOf(members), { job, config, program: { ...stop, speed: 1 } });

  const rest = (members: readonly Stream[], { messages }: Outcome, job: string) =>
    bed.read(namesOf(members), { states: lastStates(messages), job });

  /** Acts on the program during the first request that matches. */
  function atRequest(isIt: (entry: JournalEntry) => boolean, act: (child: ChildProcess) => void): RunOptions {
    return {
      onStart: (child) => {
        const stop = bed.simulator.journal.watch((entry) => {
          if (!isIt(entry)) return;
          stop();
          act(child);
        });
        child.once("close", stop);
      },
    };
  }

  /** Acts on the program at its first message that matches. */
  function atMessage(isIt: (message: JsonObject) => boolean, act: (child: ChildProcess) => void): RunOptions {
    let done = false;
    return {
      onMessage: (message, child) => {
        if (done || !isIt(message)) return;
        done = true;
        act(child);
      },
    };
  }

  /** Asserts an orderly end by the signal: a STATE for all records, INCOMPLETE, and no error. */
  function assertOrderlyEnd(outcome: Outcome, signal: NodeJS.Signals, members: readonly Stream[]): void {
    const { code, signal: ended, stderr, messages } = outcome;
    assert.deepEqual({ code, ended, stderr }, { code: null, ended: signal, stderr: "" });
    assert.deepEqual(errorsOf(messages), []);
    assert.deepEqual([...uncoveredOf(messages)], []);
    for (const { name } of members) assert.equal(statusesOf(messages).get(name)?.at(-1), "INCOMPLETE", name);
  }

  /** Asserts that another attempt of the job reads the rest, without repeating a record. */
  async function assertResumes(members: readonly Stream[], first: Outcome, job: string): Promise<void> {
    bed.simulator.faults.clear();
    const second = await rest(members, first, job);
    assert.equal(second.code, 0, JSON.stringify(errorsOf(second.messages)));
    const records = recordsOf([...first.messages, ...second.messages]);
    for (const { name } of members) {
      const expected = bed.expectedRecords(name);
      new Table(name).add(records.get(name) ?? []).assertEquals(expected);
      assert.equal(records.get(name)?.length, expected.length, `${name}: a record is repeated`);
    }
  }

  it("by SIGTERM emits a STATE for all records, and the next attempt resumes", async () => {
    const members = named("followers", "following_users", "pins");
    const stop = atMessage(
      ({ type }) => type === "RECORD",
      (child) => child.kill("SIGTERM"),
    );
    const outcome = await stopped(members, "stopped", stop);
    assert.equal(outcome.signal, "SIGTERM");
    assert.deepEqual([...uncoveredOf(outcome.messages)], []);
    assert.ok([...statusesOf(outcome.messages).values()].some((statuses) => statuses.at(-1) === "INCOMPLETE"));
    await assertResumes(members, outcome, "stopped");
  });

  // Reads that are cut at any message are in kills.test.ts.
  for (const [what, operation, nth, name] of [
    ["a list", "followers/list", 2, "followers"],
    ["metrics", "campaigns/analytics", 2, "campaign_analytics"],
    ["the file of a report", downloadOperation, 1, "campaign_analytics_report"],
  ] as const)
    it(`by SIGKILL during ${what} loses no record, and the next attempt repeats only what no STATE covers`, async () => {
      const members = named(name);
      let requests = 0;
      const kill = atRequest(
        (entry) => entry.operation === operation && ++requests === nth,
        (child) => child.kill("SIGKILL"),
      );
      const first = await stopped(members, `killed ${name}`, kill);
      assert.equal(first.signal, "SIGKILL");
      const second = await rest(members, first, `killed ${name}`);
      assert.equal(second.code, 0, JSON.stringify(errorsOf(second.messages)));
      const records = recordsOf([...first.messages, ...second.messages]).get(name) ?? [];
      const table = new Table(name).add(records);
      table.assertEquals(bed.expectedRecords(name));
      const uncovered = uncoveredOf(first.messages).get(name) ?? 0;
      assert.ok(records.length - table.size <= uncovered, `${records.length} records`);
    });

  it("happens once, and at once, for repeated signals during a hanging request", async () => {
    injectFaults({ operation: "followers/list", nth: 2, fault: { hang: true } });
    const stop = atRequest(
      ({ status }) => status === null,
      (child) => {
        for (const signal of ["SIGTERM", "SIGTERM", "SIGINT", "SIGTERM"] as const) child.kill(signal);
      },
    );
    const outcome = await stopped(followers, "often", stop);
    assertOrderlyEnd(outcome, outcome.signal === "SIGINT" ? "SIGINT" : "SIGTERM", followers);
    assert.equal(recordsOf(outcome.messages).get("followers")?.length, 250);
    await assertResumes(followers, outcome, "often");
  });

  for (const [what, signal, operation, nth, names] of [
    ["a stream", "SIGINT", "followers/list", 2, ["followers"]],
    ["parents", "SIGTERM", "boards/list", 1, ["board_pins", "board_section_pins"]],
  ] as const) {
    it(`happens at once, by ${signal}, during a ten-minute wait for the rate limit of ${what}`, async () => {
      const headers = { "x-ratelimit-reset": "600" };
      injectFaults({ operation, nth, fault: { status: 429, code: 8, message: "Too many.", headers } });
      const stop = atMessage(
        ({ trace }) => isObject(trace) && isObject(trace.stream_status) && Array.isArray(trace.stream_status.reasons),
        (child) => child.kill(signal),
      );
      const members = named(...names);
      const outcome = await stopped(members, what, stop);
      assertOrderlyEnd(outcome, signal, members);
      await assertResumes(members, outcome, what);
    });
  }

  it("happens at once while waiting for reports, whose jobs the next attempt reuses", async () => {
    const members = named("campaign_analytics_report", "keyword_report");
    bed.simulator.settings.report_polls = 1_000;
    const stop = atRequest(
      ({ operation }) => operation === "analytics/get_report",
      (child) => child.kill("SIGTERM"),
    );
    const outcome = await stopped(members, "report", stop);
    assert.equal(recordsOf(outcome.messages).size, 0);
    assertOrderlyEnd(outcome, "SIGTERM", members);
    bed.simulator.settings.report_polls = 2;
    await assertResumes(members, outcome, "report");
  });

  it("emits a refresh token that arrives after the signal", async () => {
    const { client_id: id, client_secret: secret, refresh_token: refreshToken } = knownCredentials;
    const credentials = { auth_method: "oauth2.0", client_id: id, client_secret: secret, refresh_token: refreshToken };
    // The signal arrives during the response.
    injectFaults({ operation: "oauth/token", nth: 1, fault: { delay_ms: 1_000 } });
    const stop = atMessage(
      ({ trace }) => isObject(trace),
      (child) => child.kill("SIGTERM"),
    );
    const first = await stopped(followers, "", stop, { credentials });
    assert.deepEqual([first.signal, errorsOf(first.messages)], ["SIGTERM", []]);
    const configs = first.messages.flatMap(({ control }) =>
      isObject(control) && isObject(control.connectorConfig) ? [control.connectorConfig.config] : [],
    );
    assert.equal(configs.length, 1);
    const [config] = configs;
    assert.ok(isObject(config));
    const second = await bed.read(namesOf(followers), { config });
    assert.equal(second.code, 0, JSON.stringify(errorsOf(second.messages)));
  });

  it("succeeds although nothing reads the output", async () => {
    const members = named("pins", "board_pins", "pin_analytics");
    const stop = atMessage(
      ({ type }) => type === "RECORD",
      (child) => {
        child.stdout?.pause();
        child.once("exit", () => child.stdout?.resume());
        child.kill("SIGTERM");
      },
    );
    const outcome = await stopped(members, "unread", stop);
    assert.deepEqual([outcome.signal, outcome.stderr], ["SIGTERM", ""]);
    const second = await rest(members, outcome, "unread");
    assert.equal(second.code, 0);
    bed.assertRecords([...outcome.messages, ...second.messages], ...members.map(({ name }) => name));
  });

  it("happens when the reader disconnects, without further requests", async () => {
    const members = named("followers", "pins", "board_pins", "pin_analytics");
    bed.simulator.journal.clear();
    const stop = atMessage(
      ({ type }) => type === "RECORD",
      (child) => child.stdout?.destroy(),
    );
    const outcome = await stopped(members, "gone", stop);
    assert.deepEqual([outcome.code, outcome.signal, outcome.stderr], [1, null, ""]);
    const withoutReader = bed.simulator.journal.entries.length;
    const second = await rest(members, outcome, "gone");
    assert.equal(second.code, 0);
    const all = bed.simulator.journal.entries.length - withoutReader;
    assert.ok(withoutReader < all, `${withoutReader} requests without a reader, ${all} with one`);
    bed.assertRecords([...outcome.messages, ...second.messages], ...members.map(({ name }) => name));
  });
});
