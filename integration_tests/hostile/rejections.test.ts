import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/base/package.ts";
import { type Accounts, dayAfter, type Fact, statuses, streams } from "./facts.ts";
import { type Read, type ReadOptions, read, startDate } from "./server.ts";
import { type Refusal, World } from "./world.ts";

/** Ad accounts from 500 on, each with a campaign of each status. */
const accountsOf = (count: number): Accounts =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => String(500 + index)).map((account) => [
      account,
      statuses.map((status, index) => ({ id: `${account}${index}`, status })),
    ]),
  );

const two = accountsOf(2);

/** Reads a stream that a server refuses some requests of, and returns the cells that it lost. */
async function readRefused(refusal: Refusal, options: ReadOptions = {}, accounts = two) {
  const world = new World(accounts, [refusal]);
  const result = await read(world.answer, [refusal.stream], options);
  return { world, result, lost: world.differences(refusal.stream, result.records(refusal.stream)) };
}

/** The cells that an ad account can't have without some values: those that a table without rows lacks. */
const without = (world: World, stream: string, account: string, ...values: readonly string[]): readonly string[] =>
  world.differences(stream, [], (fact, name) => {
    return fact.account === account && (values.includes(name) || values.includes(fact.value ?? ""));
  });

function assertIncomplete(result: Read, stream: string): void {
  result.assertIncomplete(stream, "config_error", "transient_error");
}

describe("a server that refuses some requests and then accepts all", () => {
  for (const stream of Object.keys(streams)) {
    it(`costs ${stream} nothing if its refusals name nothing`, async () => {
      for (const times of [1, 2, 3, 9, 20]) {
        const { result, lost } = await readRefused({ stream, times }, { mode: "full_refresh" });
        // More than three can outlast the retries, so the stream can end without a proof, but not without rows.
        if (times > 3 && result.end(stream) !== "COMPLETE") assertIncomplete(result, stream);
        else assert.deepEqual([result.end(stream), lost, result.warnings()], ["COMPLETE", [], []], `${times} refusals`);
      }
    });
  }

  it("costs the built program nothing", async () => {
    const stream = "campaign_analytics_report";
    const { result, lost } = await readRefused({ stream, times: 2 }, { by: "program" });
    assert.deepEqual([result.end(stream), lost, result.warnings()], ["COMPLETE", [], []]);
  });

  for (const [stream, words, by] of [
    ["campaigns", "The ad account is not ACTIVE.", "program"],
    ["campaigns", "The ad account is not ACTIVE."],
    ["campaigns", "Could not load campaigns: shard 3 is in state PAUSED, try again"],
    ["campaign_analytics_report", "Query timed out while computing SPEND_IN_DOLLAR"],
    ["ad_account_analytics", "Query timed out while computing SPEND_IN_DOLLAR"],
    ["campaign_targeting_analytics", "The service is not in GENDER mode"],
    ["audiences", "OWNED cluster is restarting"],
    ["pin_analytics", "SAVE failed"],
  ] as const) {
    it(`costs ${stream} three requests at most after "${words}" (${by ?? "in process"})`, async () => {
      const account = stream === "pin_analytics" ? "" : "500";
      const healthy = new World(two);
      await read(healthy.answer, [stream]);
      const options = { by, config: { num_workers: 1 } };
      const { world, result, lost } = await readRefused({ stream, accounts: [account], times: 1, words }, options);
      assert.deepEqual([result.end(stream), lost, result.warnings()], ["COMPLETE", [], []]);
      const more = world.asked(stream, account).length - healthy.asked(stream, account).length;
      assert.ok(more <= 2, `${more} requests more`);
    });
  }
});

describe("a value that one ad account refuses", () => {
  for (const [stream, value, count, by] of [
    ["campaigns", "DRAFT", 60, "program"],
    ["campaigns", "DRAFT", 60],
    ["ad_account_analytics", "SPEND_IN_DOLLAR", 6],
    ["campaign_analytics_report", "TOTAL_LEAD", 6],
    ["campaign_targeting_analytics", "PLACEMENT", 6],
    ["audiences", "RECEIVED", 6],
  ] as const) {
    it(`is taken from no other one of ${count} in ${stream} (${by ?? "in process"})`, async () => {
      for (const workers of [1, 40]) {
        const refusal = { stream, accounts: ["500"], values: [value], words: "{all} is not supported." };
        const options = { by, config: { num_workers: workers } };
        const { world, result, lost } = await readRefused(refusal, options, accountsOf(count));
        result.assertComplete(stream);
        assert.deepEqual(lost, without(world, stream, "500", value));
      }
    });
  }

  for (const [stream, account, value] of [
    ["campaigns", "500", "DRAFT"],
    ["audiences", "500", "RECEIVED"],
    ["ad_account_analytics", "500", "SPEND_IN_DOLLAR"],
    ["campaign_analytics", "500", "CTR_2"],
    ["campaign_targeting_analytics", "500", "PLACEMENT"],
    ["campaign_targeting_analytics", "500", "TOTAL_LEAD"],
    ["campaign_analytics_report", "500", "TOTAL_LEAD"],
    ["pin_analytics", "", "SAVE"],
  ] as const) {
    const refusal = { stream, accounts: [account], values: [value] };

    /** Fails unless only the value was lost, with a proof and a warning that says from which day on. */
    const assertExcluded = ({ world, result, lost }: Awaited<ReturnType<typeof readRefused>>) => {
      result.assertComplete(stream);
      assert.deepEqual(lost, without(world, stream, account, value));
      assert.ok(world.isProven(stream, account, value), "it is excluded without a proof");
      const warnings = result.warnings(value).join("\n");
      if (stream === "campaigns" || stream === "audiences") assert.notEqual(warnings, "");
      else assert.match(warnings, new RegExp(`(?=[^]*${startDate})(?=[^]*refresh)`, "iu"));
    };

    it(`is excluded from ${stream} there after ${value} was rejected, excluded, and rejected again`, async () => {
      const read = await readRefused({ ...refusal, words: "{all} is not supported." }, { config: { num_workers: 1 } });
      assertExcluded(read);
      const asked = read.world.asked(stream, account);
      const windows = new Set(asked.map(({ from }) => from)).size;
      // A value with requests of its own: those of another value succeed before the refusal, and again after it.
      const most = stream === "audiences" ? 4 : 3 * windows;
      assert.ok(asked.length <= most, `${asked.length} requests for ${windows} date windows`);
    });

    it(`is excluded from ${stream} there after ten seconds of retries and a proof if nothing names ${value}`, async () => {
      const read = await readRefused(refusal);
      assertExcluded(read);
      const [first, ...more] = read.world
        .asked(stream, account)
        .filter(({ values }) => stream !== "audiences" || values.has(value));
      const other = more.find(({ values }) => first !== undefined && values.size < first.values.size) ?? more.at(-1);
      const waited = (other?.at ?? 0) - (first?.at ?? 0);
      assert.ok(waited >= 10_000, `only ${waited} ms of retries`);
    });
  }

  it("is refused by each of twenty ad accounts by itself, with three requests at most", async () => {
    for (const [stream, value] of [
      ["campaigns", "DRAFT"],
      ["ad_account_analytics", "SPEND_IN_DOLLAR"],
      ["campaign_analytics_report", "TOTAL_LEAD"],
    ] as const) {
      const accounts = accountsOf(20);
      const refusal = { stream, values: [value], words: "{all} is not supported." };
      const { world, result } = await readRefused(refusal, {}, accounts);
      result.assertComplete(stream);
      for (const account of Object.keys(accounts)) {
        const requests = world.asked(stream, account).length;
        assert.deepEqual(
          [world.isProven(stream, account, value), requests <= 3],
          [true, true],
          `${stream} of ${account}`,
        );
      }
    }
  });

  it("takes no other value of its family along", async () => {
    const [value, other] = ["INAPP_SKAN_APP_INSTALL", "INAPP_SKAN_ASSISTED_APP_INSTALL"];
    const stream = "campaign_analytics_report";
    const { world } = await readRefused({ stream, values: [value], words: "{all} is not available." });
    const accepted = world.asked(stream, "500").find(({ refused }) => refused === undefined);
    assert.deepEqual([accepted?.values.has(value), accepted?.values.has(other)], [false, true]);
  });

  it("is excluded beside others, each by its own proof", async () => {
    const values = ["SPEND_IN_DOLLAR", "TOTAL_LEAD"];
    for (const stream of ["ad_account_analytics", "campaign_analytics_report"]) {
      for (const words of ["{all} are not available.", "{first} is not available."]) {
        const { world, result, lost } = await readRefused({ stream, accounts: ["500"], values, words });
        result.assertComplete(stream);
        assert.deepEqual(lost, without(world, stream, "500", ...values), words);
        for (const value of values) assert.ok(world.isProven(stream, "500", value));
      }
    }
  });

  it("is filled from the lookback window on by the next sync, and before it by a refresh", async () => {
    const stream = "ad_account_analytics";
    const refusal = { stream, accounts: ["500"], values: ["CTR_2"], words: "{all} is unknown." };
    const { result: first } = await readRefused(refusal);
    const healthy = new World(two);
    const options = { state: first.state, now: Date.parse("2026-07-01T12:00:00Z") };
    const second = await read(healthy.answer, [stream], options);
    second.assertComplete(stream);
    const rows = [...first.records(stream), ...second.records(stream)];
    const isRecent = ({ day = "" }: Fact) => day >= dayAfter("2026-06-30", -30);
    assert.deepEqual(healthy.differences(stream, rows, isRecent), []);
    const refreshed = await read(healthy.answer, [stream], { ...options, mode: "full_refresh", state: second.state });
    assert.deepEqual(healthy.differences(stream, refreshed.records(stream)), []);
  });
});

describe("a refusal without proof", () => {
  const form = [...readFileSync(join(packageRoot, "spec.json"), "utf8").matchAll(/"title": ("[^"]+")/gu)];

  for (const stream of ["campaigns", "ad_account_analytics", "campaign_analytics", "campaign_analytics_report"]) {
    it(`ends ${stream} INCOMPLETE with an error that names settings, and other ad accounts are read`, async () => {
      for (const words of ["The time range is too large.", "CTR_2 or DRAFT is not supported."]) {
        const { world, result } = await readRefused({ stream, accounts: ["500"], words });
        assertIncomplete(result, stream);
        assert.ok(
          form.some(([, title = ""]) => result.errors.includes(title)),
          result.errors,
        );
        const isOther = ({ account }: Fact) => account === "501";
        assert.deepEqual(world.differences(stream, result.records(stream), isOther), []);
      }
    });
  }

  it("excludes no innocent value that the message names", async () => {
    for (const stream of ["ad_account_analytics", "campaign_analytics_report", "campaign_analytics"]) {
      const refusal = { stream, accounts: ["500"], values: ["SPEND_IN_DOLLAR"], words: "CTR_2 is not available." };
      const { world, result, lost } = await readRefused(refusal);
      if (result.end(stream) !== "COMPLETE") assertIncomplete(result, stream);
      else assert.deepEqual(lost, without(world, stream, "500", "SPEND_IN_DOLLAR"));
    }
  });

  it("excludes one of two values at most if the server refuses them only together", async () => {
    const stream = "ad_account_analytics";
    const values = ["SPEND_IN_DOLLAR", "CTR_2"];
    const { world, result, lost } = await readRefused({ stream, accounts: ["500"], values, isTogether: true });
    if (result.end(stream) !== "COMPLETE") assertIncomplete(result, stream);
    else assert.ok(values.some((value) => lost.join() === without(world, stream, "500", value).join()));
  });

  it("skips no value of an ad account that refuses all of its values", async () => {
    const { result } = await readRefused({ stream: "audiences", accounts: ["500"], words: "Invalid value." });
    assertIncomplete(result, "audiences");
    assert.equal(result.records("audiences").length, 2);
  });
});
