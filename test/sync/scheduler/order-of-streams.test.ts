import assert from "node:assert/strict";
import type { Config } from "../../../src/config/config.ts";
import type { JsonObject } from "../../../src/json.ts";
import { apiError, page } from "../../scripted-api.ts";
import { configured, readOne, scriptedRead } from "../scripted-read.ts";

type Wanted = readonly (readonly [name: string, state?: JsonObject, mode?: "incremental" | undefined])[];

/** Returns the order in which a read begins streams. */
async function orderOf(
  wanted: Wanted,
  {
    job,
    today = "2026-06-30",
    config = {},
  }: { readonly job?: string; readonly today?: string; readonly config?: Partial<Config> } = {},
): Promise<readonly string[]> {
  const { lines } = await scriptedRead(
    wanted.map(([name, , mode]) => configured(name, mode)),
    ({ path }) => (path === "/user_account" ? { body: { id: "1" } } : page([])),
    { state: Object.fromEntries(wanted.map(([name, state]) => [name, state])), job, config, now: `${today}T12:00:00Z` },
  );
  return lines.filter(({ kind }) => kind === "STARTED").map(({ stream }) => stream);
}

const finished = (completed?: string): JsonObject => ({
  __ab_full_refresh_sync_complete: true,
  ...(completed === undefined ? {} : { completed }),
});
const refresh = (job: string, more: JsonObject = {}): JsonObject => ({
  version: 1,
  refresh: { job, done: [], open: {} },
  ...more,
});

describe("the order of streams", () => {
  it("is from few to many requests, and otherwise that of the catalog", async () => {
    const names = ["delivery_metrics", "campaigns", "board_pins", "board_section_pins", "pin_product_tags"];
    assert.deepEqual(await orderOf(names.toReversed().map((name) => [name] as const)), names);
    const equal = ["media", "user_websites", "followers"];
    assert.deepEqual(await orderOf(equal.map((name) => [name] as const)), equal);
    assert.deepEqual(await orderOf(equal.toReversed().map((name) => [name] as const)), equal.toReversed());
  });

  it("counts the values that the user named, the days of ads metrics, and several IDs per request", async () => {
    const queries = (...searchQueries: readonly string[]) => ({ config: { searchQueries } });
    const searches = [["search_boards"], ["campaigns"]] as const;
    assert.deepEqual(await orderOf(searches, queries("a")), ["search_boards", "campaigns"]);
    const many = Array.from({ length: 40 }, (_, index) => String(index));
    assert.deepEqual(await orderOf(searches, queries(...many)), ["campaigns", "search_boards"]);
    assert.deepEqual(await orderOf([["pin_product_tags"], ["pin_analytics"]]), ["pin_analytics", "pin_product_tags"]);
    const ads = [["audiences"], ["ad_analytics"]] as const;
    assert.deepEqual(await orderOf(ads), ["audiences", "ad_analytics"]);
    assert.deepEqual(await orderOf(ads, { config: { startDate: "2026-06-20" } }), ["ad_analytics", "audiences"]);
  });

  it("begins with never completed streams, then those completed longest ago", async () => {
    const wanted: Wanted = [
      ["delivery_metrics", finished("2026-06-30")],
      ["board_pins", finished("2026-06-28")],
      ["pin_product_tags"],
    ];
    assert.deepEqual(await orderOf(wanted), ["pin_product_tags", "board_pins", "delivery_metrics"]);
  });

  it("treats a future date of completion as today", async () => {
    const wanted: Wanted = [
      ["pin_product_tags", finished("2999-01-01")],
      ["campaigns", finished("2026-06-30")],
      ["delivery_metrics", finished("2999-01-01")],
    ];
    assert.deepEqual(await orderOf(wanted), ["delivery_metrics", "campaigns", "pin_product_tags"]);
  });

  for (const [what, name, state] of [
    ["a full refresh", "board_section_pins", refresh("81")],
    ["metrics", "ad_analytics", { version: 1, cursor: "2026-06-29", round: { first: "2026-06-01" } }],
    ["ads metrics", "ad_analytics", { version: 1, cursor: "2026-06-29", pass: { first: "2026-06-01" } }],
    [
      "a list",
      "board_pins",
      { version: 1, partitions: { "1": { cursor: "2026-06-29T00:00:00", scan: { bookmark: "x" } } } },
    ],
    ["parts of a list", "board_pins", { version: 1, round: "abcdef", partitions: {} }],
  ] as const) {
    it(`counts an interrupted read of ${what} as unfinished, even without a date`, async () => {
      for (const before of [finished(), finished("2026-06-29")]) {
        const mode = what === "a full refresh" ? undefined : "incremental";
        const order = await orderOf([
          ["delivery_metrics", before],
          [name, { ...state, job: "17" }, mode],
        ]);
        assert.deepEqual(order, [name, "delivery_metrics"]);
      }
    });
  }

  it("ends with a refresh that takes more than the daily quota, unless this job resumes it", async () => {
    const wanted: Wanted = [
      ["media", refresh("81", { requests: 950 })],
      ["board_pins", finished("2026-06-29")],
    ];
    assert.deepEqual(await orderOf(wanted, { job: "82" }), ["board_pins", "media"]);
    assert.deepEqual(await orderOf(wanted, { job: "81" }), ["media", "board_pins"]);
  });

  describe("after the platform dropped the states of full refreshes", () => {
    const incremental = ["audiences", { version: 1, partitions: {}, completed: "2026-06-29" }, "incremental"] as const;

    it("ends with expensive streams in daily rotation", async () => {
      const wanted: Wanted = [["pin_product_tags"], ["board_section_pins"], incremental, ["delivery_metrics"]];
      const days = await Promise.all(["2026-06-29", "2026-06-30"].map((today) => orderOf(wanted, { today })));
      for (const day of days) assert.deepEqual(day.slice(0, 2), ["delivery_metrics", "audiences"]);
      assert.deepEqual(new Set(days.map((day) => day[2])), new Set(["pin_product_tags", "board_section_pins"]));
    });

    it("is the usual one while one of them has a state", async () => {
      const wanted: Wanted = [incremental, ["pin_product_tags"], ["delivery_metrics", finished("2026-06-30")]];
      assert.deepEqual(await orderOf(wanted), ["pin_product_tags", "audiences", "delivery_metrics"]);
    });
  });

  it("has parents before their children", async () => {
    const wanted: Wanted = [["board_pins"], ["board_sections"], ["boards", finished("2026-06-29")], ["media"]];
    const order = await orderOf(wanted);
    assert.ok(order.indexOf("boards") < order.indexOf("board_pins"), order.join());
    assert.ok(order.indexOf("boards") < order.indexOf("board_sections"), order.join());
  });

  it("ignores invalid members of states", async () => {
    const odd = refresh("81", { requests: "many", completed: "someday" });
    assert.deepEqual(await orderOf([["media", odd], ["user_websites"]]), ["media", "user_websites"]);
  });
});

describe("the history in a state", () => {
  const unauthorized = apiError(401, 2, "Authentication failed.");
  /** Reads campaigns of ad accounts until a number of requests has succeeded. */
  const read = (
    state: JsonObject | undefined,
    most: number,
    job: string,
    mode: "full_refresh" | "incremental" = "full_refresh",
  ) => {
    let requests = 0;
    return readOne(
      "campaigns",
      ({ path }) => {
        requests += 1;
        if (requests > most) return unauthorized;
        return page(path === "/ad_accounts" ? ["1", "2", "3", "4", "5"].map((id) => ({ id })) : []);
      },
      { state, job, mode, config: { numWorkers: 1 } },
    );
  };
  const last = async (...call: Parameters<typeof read>) => (await read(...call)).states.at(-1) ?? {};

  it("has the date of completion until the next completion", async () => {
    for (const mode of ["full_refresh", "incremental"] as const) {
      const done = { ...(await last(undefined, 9, "80", mode)), completed: "2026-06-28" };
      assert.equal((await last(done, 3, "81", mode)).completed, "2026-06-28");
      assert.equal((await last(done, 9, "81", mode)).completed, "2026-06-30");
    }
  });

  it("has the requests of the attempts of a job, or the most of several jobs", async () => {
    const first = await last(undefined, 4, "81");
    const requests = Number(first.requests);
    assert.ok(requests >= 4, String(requests));
    assert.equal((await last(first, 2, "81")).requests, requests + 4, "a rejected request is repeated");
    assert.equal((await last(first, 3, "82")).requests, requests);
    assert.equal((await last(first, 5, "82")).requests, requests + 1);
    assert.equal((await last(first, 9, "81")).requests, undefined);
  });
});
