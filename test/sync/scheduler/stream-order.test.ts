import assert from "node:assert/strict";
import type { Config } from "../../../src/config/config.ts";
import type { JsonObject } from "../../../src/json.ts";
import { streams } from "../../../src/streams/all.ts";
import { costOf, inReadingOrder, parentsFirst, withReadHistory } from "../../../src/sync/scheduler/stream-order.ts";
import { configWith } from "../../scripted-api.ts";

const finished = (completed?: string): JsonObject => ({
  __ab_full_refresh_sync_complete: true,
  ...(completed === undefined ? {} : { completed }),
});
const refresh = (job: string | undefined, more: JsonObject = {}): JsonObject => ({
  version: 1,
  refresh: { ...(job === undefined ? {} : { job }), done: [], open: {} },
  ...more,
});

/** Orders streams given as name, cost, and state: full refreshes unless the name begins with `incremental`. */
function order(
  streams: readonly (readonly [name: string, cost: number, state?: JsonObject])[],
  jobRun: { readonly job?: string; readonly today?: string } = {},
): readonly string[] {
  const candidates = streams.map(([name, cost, state]) => ({
    name,
    cost,
    state,
    isFullRefresh: !name.startsWith("incremental"),
  }));
  const { job, today = "2026-06-30" } = jobRun;
  return inReadingOrder(candidates, { job, today }).map(({ name }) => name);
}

describe("inReadingOrder", () => {
  it("puts cheap streams first and keeps the order of equal ones", () => {
    const streams = [
      ["pins", 1000],
      ["b", 1],
      ["a", 1],
      ["ads", 4],
    ] as const;
    assert.deepEqual(order(streams), ["b", "a", "ads", "pins"]);
    assert.deepEqual(order(streams), order(streams));
  });

  it("puts never completed streams first, then those completed longest ago, regardless of cost", () => {
    assert.deepEqual(
      order([
        ["today", 1, finished("2026-06-30")],
        ["earlier", 500, finished("2026-06-28")],
        ["never", 900],
      ]),
      ["never", "earlier", "today"],
    );
  });

  it("treats a future date as today", () => {
    const streams = [
      ["expensive", 9, finished("2999-01-01")],
      ["cheap", 1, finished("2026-06-30")],
      ["cheapest", 0, finished("2999-01-01")],
    ] as const;
    assert.deepEqual(order(streams), ["cheapest", "cheap", "expensive"]);
  });

  for (const [what, state] of [
    ["a full refresh", refresh("81")],
    ["days", { version: 1, cursor: "2026-06-29", round: { first: "2026-06-01" } }],
    ["a list", { version: 1, partitions: { "1": { cursor: "2026-06-29T00:00:00", scan: { bookmark: "x" } } } }],
    ["parts of a list", { version: 1, round: "abcdef", partitions: {} }],
  ] as const) {
    it(`treats an interrupted read of ${what} as unfinished, even without a date`, () => {
      for (const before of [finished(), finished("2026-06-29"), { version: 1, partitions: { "1": "2026-06-29" } }]) {
        assert.deepEqual(
          order([
            ["finished", 1, before],
            ["incremental", 9, { ...state, job: "17" }],
          ]),
          ["incremental", "finished"],
        );
      }
    });
  }

  it("puts a refresh that exceeds the daily quota last", () => {
    const state = refresh("81", { requests: 950 });
    const streams = [
      ["endless", 2, state],
      ["finished", 5, finished("2026-06-29")],
    ] as const;
    assert.deepEqual(order(streams, { job: "82" }), ["finished", "endless"]);
    // An attempt of the same job resumes.
    assert.deepEqual(order(streams, { job: "81" }), ["endless", "finished"]);
  });

  describe("after the platform dropped the states of full refreshes", () => {
    const incremental = ["incremental", 20, { version: 1, completed: "2026-06-29" }] as const;

    it("puts expensive streams last, in daily rotation", () => {
      const streams = [["tags", 900], ["members", 300], incremental, ["boards", 1]] as const;
      const days = ["2026-06-29", "2026-06-30"].map((today) => order(streams, { today }));
      for (const day of days) assert.deepEqual(day.slice(0, 2), ["boards", "incremental"]);
      assert.deepEqual(new Set(days.map((day) => day[2])), new Set(["tags", "members"]));
    });

    it("keeps the usual order while one of them has a state", () => {
      assert.deepEqual(order([incremental, ["tags", 900], ["boards", 1, finished("2026-06-30")]]), [
        "tags",
        "incremental",
        "boards",
      ]);
    });
  });
});

describe("withReadHistory", () => {
  it("keeps the date of completion until the next completion", () => {
    const before = finished("2026-06-28");
    assert.equal(withReadHistory(before, refresh("81"), "81", 3).completed, "2026-06-28");
    assert.equal(withReadHistory(before, { version: 1, cursor: "2026-06-30" }, "81", 3).completed, "2026-06-28");
    assert.equal(withReadHistory(before, finished("2026-06-30"), "81", 3).completed, "2026-06-30");
  });

  it("sums requests over the attempts of a job and keeps the maximum of several jobs", () => {
    const first = withReadHistory(undefined, refresh("81"), "81", 400);
    assert.equal(first.requests, 400);
    assert.equal(withReadHistory(first, refresh("81"), "81", 300).requests, 700);
    assert.equal(withReadHistory(first, refresh("82"), "82", 300).requests, 400);
    assert.equal(withReadHistory(first, refresh("82"), "82", 500).requests, 500);
    assert.equal(withReadHistory(first, finished("2026-06-30"), "81", 1).requests, undefined);
  });

  it("ignores invalid members", () => {
    const odd = { ...refresh("81"), requests: "many", completed: "someday" };
    assert.deepEqual(withReadHistory(odd, { version: 1 }, "81", 1), { version: 1 });
    assert.deepEqual(
      order([
        ["odd", 1, odd],
        ["other", 2],
      ]),
      ["odd", "other"],
    );
  });
});

describe("parentsFirst", () => {
  it("moves parents before their children and keeps the order otherwise", () => {
    const parents: Readonly<Record<string, readonly string[]>> = { pins: ["boards", "sections"], sections: ["boards"] };
    const order = ["likes", "pins", "boards", "sections", "account"].map((name) => ({
      name,
      withParents: [...(parents[name] ?? []), name],
    }));
    assert.deepEqual(
      parentsFirst(order).map(({ name }) => name),
      ["likes", "boards", "sections", "pins", "account"],
    );
  });
});

const byName = new Map(streams.map((stream) => [stream.name, stream]));

function cost(name: string, config: Partial<Config> = {}): number {
  const stream = byName.get(name);
  assert.ok(stream !== undefined, name);
  return costOf(stream, byName, { config: configWith(config), today: "2026-06-30" });
}

describe("costOf", () => {
  it("grows from a single list to requests per ad account, per entity, and per Pin", () => {
    const names = ["delivery_metrics", "campaigns", "board_pins", "board_section_pins", "pin_product_tags"];
    const costs = names.map((name) => cost(name));
    assert.deepEqual(
      costs,
      costs.toSorted((one, other) => one - other),
    );
    assert.equal(new Set(costs).size, names.length);
  });

  it("counts the values that the user named", () => {
    assert.ok(cost("campaigns", { adAccountIds: ["549"] }) < cost("campaigns"));
    assert.ok(
      cost("search_boards", { searchQueries: ["a", "b", "c"] }) > cost("search_boards", { searchQueries: ["a"] }),
    );
  });

  it("counts the IDs times days of ads analytics, not only the IDs", () => {
    assert.ok(cost("ad_analytics") > cost("ad_analytics", { startDate: "2026-06-20" }) + 1);
  });

  it("decreases if requests take several IDs", () => {
    assert.ok(cost("pin_analytics") < cost("pin_product_tags"));
  });
});
