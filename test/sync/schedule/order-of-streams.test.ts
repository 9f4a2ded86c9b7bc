import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { apiError, page, pageOfAll } from "../../scripted-api.ts";
import { configured, type Mode, readOne, rows, scriptedRead } from "../scripted-read.ts";

type Wanted = readonly (readonly [name: string, mode: Mode, completed?: string])[];

/** Returns the order in which a read begins streams. */
async function orderOf(wanted: Wanted, today = "2026-06-30"): Promise<readonly string[]> {
  const { lines } = await scriptedRead(
    wanted.map(([name, mode]) => configured(name, mode)),
    ({ path }) => (path === "/user_account" ? { body: { id: "1" } } : page([])),
    {
      state: Object.fromEntries(
        wanted.map(([name, , completed]) => [
          name,
          completed === undefined ? undefined : { version: 1, partitions: {}, completed },
        ]),
      ),
      now: `${today}T12:00:00Z`,
    },
  );
  return lines.filter(({ kind }) => kind === "STARTED").map(({ stream }) => stream);
}

describe("the order of streams", () => {
  const refreshes = ["media", "user_websites", "followers"].map((name) => [name, "full_refresh"] as const);

  it("begins with incremental streams: those never served, then those served longest ago", async () => {
    const wanted: Wanted = [
      ["media", "full_refresh"],
      ["campaigns", "incremental", "2026-06-30"],
      ["audiences", "incremental", "2026-06-28"],
      ["pins", "incremental"],
      ["board_pins", "incremental", "2026-06-29"],
    ];
    assert.deepEqual(await orderOf(wanted), ["pins", "audiences", "board_pins", "campaigns", "media"]);
  });

  it("is that of the catalog for incremental streams served on the same date", async () => {
    const same = ["pins", "audiences", "campaigns"].map((name) => [name, "incremental", "2026-06-29"] as const);
    for (const wanted of [same, same.toReversed()]) {
      assert.deepEqual(
        await orderOf(wanted),
        wanted.map(([name]) => name),
      );
    }
  });

  it("treats a future date in a state as today, and an invalid one as none", async () => {
    const wanted: Wanted = [
      ["board_pins", "incremental", "2999-01-01"],
      ["campaigns", "incremental", "2026-06-30"],
      ["audiences", "incremental", "2026-06-29"],
      ["pins", "incremental", "someday"],
    ];
    assert.deepEqual(await orderOf(wanted), ["pins", "audiences", "board_pins", "campaigns"]);
  });

  it("begins with the next full refresh each day, whatever their states say", async () => {
    const names = refreshes.map(([name]) => name);
    const withStates = refreshes.map(([name, mode], index) => [name, mode, `2026-06-${10 + index}`] as const);
    const starts: string[] = [];
    for (const today of ["2026-06-29", "2026-06-30", "2026-07-01", "2026-07-02"]) {
      const order = await orderOf(refreshes, today);
      assert.deepEqual(await orderOf(withStates, today), order);
      const [first = ""] = order;
      const at = names.indexOf(first);
      assert.deepEqual(order, [...names.slice(at), ...names.slice(0, at)]);
      starts.push(first);
    }
    const [first = ""] = starts;
    const at = names.indexOf(first);
    assert.deepEqual(starts, [...names.slice(at), ...names.slice(0, at), first]);
  });

  it("is that of their requests under a daily quota; without one, streams are read at the same time", async () => {
    for (const [limit, isOneByOne] of [
      ["1000, 1000;w=86400", true],
      ["1000, 1000;w=60", false],
    ] as const) {
      const headers = { "x-ratelimit-limit": limit, "x-ratelimit-remaining": "900" };
      const { api } = await scriptedRead(
        ["pins", "audiences"].map((name) => configured(name, "incremental")),
        async (request) => {
          await new Promise(setImmediate);
          return {
            ...(request.path === "/pins" ? pageOfAll(rows("1", "2", "3", "4"), request, 1) : page([])),
            headers,
          };
        },
      );
      const paths = api.requests.map((request) => request.split("?")[0]);
      assert.equal(paths.indexOf("/ad_accounts") > paths.lastIndexOf("/pins"), isOneByOne, paths.join());
    }
  });

  it("has parents before their children", async () => {
    const wanted: Wanted = [
      ["board_pins", "incremental"],
      ["board_sections", "full_refresh"],
      ["media", "full_refresh"],
      ["boards", "full_refresh"],
    ];
    for (const today of ["2026-06-28", "2026-06-29", "2026-06-30"]) {
      const order = await orderOf(wanted, today);
      assert.deepEqual(order.slice(0, 2), ["boards", "board_pins"], today);
      assert.deepEqual(new Set(order.slice(2)), new Set(["board_sections", "media"]));
    }
  });
});

describe("the date in a state", () => {
  const unauthorized = apiError(401, 2, "Authentication failed.");
  const exhausted = apiError(429, 8, "You have exceeded your rate limit.", {
    "x-ratelimit-limit": '1000, 1000;w=86400;name="trial_app_id"',
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": "43200",
  });

  /** Reads campaigns of ad accounts until a number of requests has succeeded, and returns the last state. */
  async function read(state: JsonObject | undefined, most: number, then = unauthorized) {
    let requests = 0;
    const { states, complete } = await readOne(
      "campaigns",
      ({ path }) => {
        requests += 1;
        if (requests > most) return then;
        return page(path === "/ad_accounts" ? ["1", "2", "3", "4", "5"].map((id) => ({ id })) : []);
      },
      { state, mode: "incremental", config: { numWorkers: 1 } },
    );
    return { complete, state: states.at(-1) ?? {} };
  }

  it("is that of the last complete read", async () => {
    const done = await read(undefined, 9);
    assert.deepEqual([done.complete, done.state.completed], [true, "2026-06-30"]);
    const before = { ...done.state, completed: "2026-06-28" };
    const failed = await read(before, 3);
    assert.deepEqual([failed.complete, failed.state.completed], [false, "2026-06-28"]);
    assert.equal((await read(failed.state, 9)).state.completed, "2026-06-30");
  });

  it("is that of the last read which the daily quota cut off, unless it had only one request", async () => {
    const before = { ...(await read(undefined, 9)).state, completed: "2026-06-28" };
    for (const [requests, completed] of [
      [3, "2026-06-30"],
      [0, "2026-06-28"],
    ] as const) {
      const { complete, state } = await read(before, requests, exhausted);
      assert.deepEqual([complete, state.completed], [false, completed], `after ${requests} requests`);
    }
  });
});
