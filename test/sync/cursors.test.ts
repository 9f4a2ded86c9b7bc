import assert from "node:assert/strict";
import fc from "fast-check";
import { addDays } from "../../src/base/dates.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { type ApiRequest, type ApiResponse, page, pageOfAll, type ScriptedApi } from "../scripted-api.ts";
import { daysIn, metricsOn } from "./pin-metrics.ts";
import { type OneSituation, readOne, type Script, unauthorized } from "./scripted-read.ts";

/** Reads a stream incrementally to its end. */
async function sync(name: string, script: Script, situation: OneSituation = {}) {
  const read = await readOne(name, script, { mode: "incremental", ...situation });
  assert.deepEqual([read.errors, read.complete], [[], true]);
  return { ...read, next: read.states.at(-1) };
}

const pin = (id: string, time: string) => ({ id, created_at: time });
const pinsOf =
  (pins: readonly JsonObject[], size = 250) =>
  (request: ApiRequest) =>
    request.path === "/pins" ? pageOfAll(pins, request, size) : undefined;

const rowOf = (id: string, day: string) => ({ id, updated_time: Date.parse(day) / 1000 });

describe("an unordered list", () => {
  const listed = (path: string, rows: readonly JsonObject[]) => (request: ApiRequest) => {
    if (request.path === path) return pageOfAll(rows, request, 2);
    return request.path === "/ad_accounts" ? page([{ id: "549" }]) : undefined;
  };
  for (const [stream, path, time] of [
    ["ad_accounts", "/ad_accounts", "updated_time"],
    ["audiences", "/ad_accounts/549/audiences", "updated_timestamp"],
    ["campaigns", "/ad_accounts/549/campaigns", "updated_time"],
    ["catalogs", "/catalogs", "updated_at"],
    ["integrations", "/integrations", "updated_time"],
  ] as const) {
    const changed = (id: string, day: string) => ({ id, [time]: Date.parse(day) / 1000 });
    const recent = [changed("1", "2026-06-20"), changed("2", "2026-06-28")];
    const shared = changed("0", "2024-01-05");

    it(`emits once a row of ${stream} that appears with an older timestamp`, async () => {
      const first = await sync(stream, listed(path, recent));
      assert.deepEqual(new Set(first.ids), new Set(["1", "2"]));
      const second = await sync(stream, listed(path, [shared, ...recent]), { state: first.next });
      assert.deepEqual(new Set(second.ids), new Set(["0"]));
      const third = await sync(stream, listed(path, [shared, ...recent]), { state: second.next });
      assert.deepEqual(third.ids, []);
    });
  }

  it("does not repeat rows up to the cursor of a state without row digests, and stores digests", async () => {
    const rows = [rowOf("1", "2026-06-01"), rowOf("2", "2026-06-29")];
    const state = { version: 1, partitions: { all: { cursor: "2026-06-20T00:00:00" } } };
    const first = await sync("ad_accounts", listed("/ad_accounts", rows), { state });
    assert.deepEqual(first.ids, ["2"]);
    const second = await sync("ad_accounts", listed("/ad_accounts", [...rows, rowOf("3", "2024-01-01")]), {
      state: first.next,
    });
    assert.deepEqual(second.ids, ["3"]);
  });
});

describe("a newest-first list", () => {
  const day = (count: number) => addDays("2026-01-01", count);
  const pins = Array.from({ length: 120 }, (_, index) => pin(String(120 - index), `${day(120 - index)}T00:00:00`));

  it("emits any new Pin in a list of one page", async () => {
    const few = pins.slice(0, 5);
    const first = await sync("pins", pinsOf(few));
    const second = await sync("pins", pinsOf([...few, pin("moved", "2019-05-01T00:00:00")]), { state: first.next });
    assert.deepEqual(second.ids, ["moved"]);
  });

  it("emits any new Pin in a list of one page after the newest Pin was deleted", async () => {
    const few = pins.slice(0, 5);
    const first = await sync("pins", pinsOf(few));
    const second = await sync("pins", pinsOf(few.slice(1)), { state: first.next });
    const moved = [...few.slice(1), pin("moved", "2019-05-01T00:00:00")];
    assert.deepEqual((await sync("pins", pinsOf(moved), { state: second.next })).ids, ["moved"]);
  });

  it("stores digests of all Pins of the last day", async () => {
    const minute = (count: number) =>
      new Date(Date.parse("2026-06-30T00:00:00Z") + count * 60_000).toISOString().slice(0, 19);
    const many = Array.from({ length: 400 }, (_, index) => pin(String(400 - index), minute(400 - index)));
    const first = await sync("pins", pinsOf(many, 50));
    const late = many.toSpliced(350, 0, pin("late", minute(50)));
    const second = await sync("pins", pinsOf(late, 50), { state: first.next });
    assert.deepEqual(second.ids, ["late"]);
  });

  it("emits a Pin from the future once and continues", async () => {
    const future = pin("future", "2028-01-01T00:00:00");
    const first = await sync("pins", pinsOf([future, pin("1", "2026-06-29T00:00:00")]));
    assert.deepEqual(first.ids, ["future", "1"]);
    const { all } = isObject(first.next?.partitions) ? first.next.partitions : {};
    assert.equal(isObject(all) ? all.cursor : undefined, "2026-06-29T00:00:00");
    const second = await sync(
      "pins",
      pinsOf([future, pin("2", "2026-07-01T00:00:00"), pin("1", "2026-06-29T00:00:00")]),
      {
        state: first.next,
        now: "2026-07-02T00:00:00Z",
      },
    );
    assert.deepEqual(second.ids, ["2"]);
    const third = await sync(
      "pins",
      pinsOf([future, pin("2", "2026-07-01T00:00:00"), pin("1", "2026-06-29T00:00:00")]),
      {
        state: second.next,
        now: "2028-02-01T00:00:00Z",
      },
    );
    assert.deepEqual(third.ids, []);
  });

  it("starts over with a warning if an edited state has a floor above the cursor", async () => {
    const old = [pin("2", "2026-06-20T10:00:00"), pin("1", "2026-06-10T10:00:00")];
    const { next } = await sync("pins", pinsOf(old));
    const edited = { cursor: "2026-06-20T10:00:00", ids: ["2"], seen: "", floor: "2026-06-29T10:00:00" };
    const state = { ...next, partitions: { all: edited } };
    const read = await sync("pins", pinsOf([pin("3", "2026-06-25T10:00:00"), ...old]), { state });
    assert.deepEqual(read.ids, ["3", "2", "1"]);
    assert.match(read.warnings, /starting 1 partition from the beginning, since the saved state is inconsistent/u);
  });

  const cursor = `${day(118)}T00:00:00`;
  for (const [title, state, tied] of [
    ["version 0.1.0's", { version: 1, partitions: { all: { cursor, ids: ["118"] } } }, []],
    ["one with a cursor in common", { version: 1, cursor, partitions: {} }, ["118"]],
    ["a flat one", { created_at: cursor }, ["118"]],
  ] as const) {
    it(`resumes from ${title} without older Pins, and stores digests`, async () => {
      const first = await sync("pins", pinsOf(pins, 50), { state });
      assert.deepEqual(first.ids, ["120", "119", ...tied]);
      const second = await sync("pins", pinsOf(pins, 50), { state: first.next });
      assert.deepEqual(second.ids, []);
    });
  }
});

describe("pin_analytics", () => {
  it("reads a Pin from the first date on only after a response omitted it", async () => {
    const pins = [{ id: "1" }, { id: "2" }];
    const script = (omitted: string | undefined) => (request: ApiRequest) => {
      if (request.path === "/pins") return page(pins);
      if (request.path !== "/pins/analytics") return undefined;
      const ids = request.query.getAll("pin_ids").flatMap((each) => each.split(","));
      const returned = ids.filter((id) => id !== omitted);
      return { body: Object.fromEntries(returned.map((id) => [id, metricsOn(daysIn(request))])) };
    };
    const datesAndPins = (requests: readonly string[]) =>
      requests
        .filter((request) => request.startsWith("/pins/analytics"))
        .map((request) => {
          const query = new URLSearchParams(request.split("?")[1]);
          return `${query.get("start_date") ?? ""} ${query.getAll("pin_ids").join()}`;
        })
        .sort();
    const first = await sync("pin_analytics", script("2"));
    assert.match(first.warnings, /lacked 1 of 2 IDs \(2\)/u);
    const second = await sync("pin_analytics", script(undefined), { state: first.next });
    assert.deepEqual(datesAndPins(second.api.requests), ["2026-04-02 2", "2026-06-27 1"]);
    const third = await sync("pin_analytics", script(undefined), { state: second.next });
    assert.deepEqual(datesAndPins(third.api.requests), ["2026-06-27 1,2"]);
  });

  it("requests Pins without 90-day metrics in the list", async () => {
    const pins = [
      { id: "1", pin_metrics: { "90d": {} } },
      { id: "2", pin_metrics: { "90d": { impression: 0 } } },
      { id: "3", pin_metrics: { "90d": { impression: 4 } } },
      { id: "4", pin_metrics: null },
    ];
    const script = ({ path, query }: ApiRequest) => {
      // The list has Pins only if it is requested with metrics.
      if (path === "/pins") return page(query.get("pin_metrics") === "true" ? pins : []);
      return path === "/pins/analytics" ? { body: {} } : undefined;
    };
    const { api } = await sync("pin_analytics", script);
    const ids = api.requests.flatMap((request) =>
      request.startsWith("/pins/analytics") ? new URLSearchParams(request.split("?")[1]).getAll("pin_ids") : [],
    );
    assert.deepEqual(
      ids.flatMap((each) => each.split(",")),
      ["1", "3", "4"],
    );
  });
});

describe("campaign_analytics", () => {
  it("reads the days between the cursor and an interrupted pass that an edit moved", async () => {
    const ranges: [string, string][] = [];
    const script = ({ path, query }: ApiRequest): ApiResponse | undefined => {
      if (path === "/ad_accounts") return page([{ id: "549" }]);
      if (path === "/ad_accounts/549/campaigns") return page([{ id: "7" }]);
      ranges.push([query.get("start_date") ?? "", query.get("end_date") ?? ""]);
      return { body: [] };
    };
    const round = { first: "2026-04-20", from: "2026-06-25", through: "2026-06-29", done: [] };
    const state = { version: 1, cursor: "2026-06-10", start: "2026-04-20", round };
    await sync("campaign_analytics", script, { state, config: { startDate: "2026-04-20", lookbackDays: 3 } });
    assert.deepEqual(ranges, [["2026-06-07", "2026-06-30"]]);
  });
});

describe("the official connector's cursors per partition", () => {
  const today = "2026-06-30";
  const accounts = ["549", "550", "551", "552"];
  /** The requested dates, by ad account or campaign. */
  const requestedDays = (api: ScriptedApi, ranges: readonly (readonly [string, string, string])[]) => {
    assert.ok(api.requests.length > 0);
    const days = new Map<string, Set<string>>();
    for (const [id, from, through] of ranges) {
      const known = days.get(id) ?? new Set();
      days.set(id, known);
      for (let next = from; next <= through; next = addDays(next, 1)) known.add(next);
    }
    return days;
  };
  const range = (from: string) => {
    const days = new Set<string>();
    for (let next = from; next <= today; next = addDays(next, 1)) days.add(next);
    return days;
  };

  for (const [title, states] of [
    ["of a full refresh", [{ partition: { id: "549" }, cursor: { __ab_full_refresh_sync_complete: true } }]],
    ["of an account without rows", []],
  ] as const) {
    it(`are missing in a state ${title}, which is read from the beginning`, async () => {
      const rows = [rowOf("1", "2026-05-01")];
      const script = ({ path }: ApiRequest) =>
        path.endsWith("/analytics") ? { body: [] } : page(path === "/ad_accounts" ? [{ id: "549" }] : rows);
      const state = { use_global_cursor: false, states, parent_state: {} };
      assert.deepEqual((await sync("customer_lists", script, { state })).records.length, 1);
      const { api } = await sync("ad_account_analytics", script, { state, config: { startDate: "2026-06-01" } });
      assert.ok(
        api.requests.some((request) => request.includes("start_date=2026-06-01")),
        api.requests.join("\n"),
      );
    });
  }

  it("resume reports at the earliest cursor within the lookback window of the latest, and read others from the first date", async () => {
    const cursors = new Map([
      ["549", "2026-06-28"],
      ["550", "2026-06-18"],
      ["551", "2026-06-17"],
    ]);
    const bodies: (readonly [string, string, string])[] = [];
    const script = (request: ApiRequest) => {
      if (request.path === "/ad_accounts") return page(accounts.map((id) => ({ id })));
      const id = /^\/ad_accounts\/(\d+)\/reports$/u.exec(request.path)?.[1];
      if (id === undefined) return undefined;
      const { content } = request;
      if (content !== undefined) bodies.push([id, asText(content.start_date), asText(content.end_date)]);
      return { body: request.query.has("token") ? { report_status: "FINISHED", url: "u" } : { token: "t" } };
    };
    const state = {
      use_global_cursor: false,
      states: [...cursors].map(([id, DATE]) => ({ partition: { id, parent_slice: {} }, cursor: { DATE } })),
      state: { DATE: "2026-06-28" },
      lookback_window: 60,
    };
    const config = { startDate: "2024-01-10", lookbackDays: 10 };
    const first = await sync("campaign_analytics_report", script, { state, config });
    const days = requestedDays(first.api, bodies);
    for (const id of ["549", "550"]) assert.deepEqual(days.get(id), range("2026-06-08"), id);
    assert.deepEqual(days.get("551"), range("2024-01-10"), "more than the lookback window before the latest");
    assert.deepEqual(days.get("552"), range("2024-01-10"), "not in the state, so not read before");
    bodies.length = 0;
    const second = await sync("campaign_analytics_report", script, { state: first.next, config });
    for (const id of accounts) assert.deepEqual(requestedDays(second.api, bodies).get(id), range("2026-06-20"));
    bodies.length = 0;
    await sync("campaign_analytics_report", script, { state, config: { startDate: today } });
    for (const [, from] of bodies) assert.equal(from, today);
    const early = await sync("campaign_analytics_report", script, { state, config: { startDate: "2026-07-01" } });
    assert.deepEqual([early.next, bodies.length], [state, accounts.length]);
  });

  it("resume analytics at the same dates after an interruption", async () => {
    const lookback = 3;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 60 })), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (ages, failAt) => {
          const campaigns = ages.map((age, index) => ({ id: String(700 + index), ad_account_id: "549", age }));
          const ranges: [string, string, string][] = [];
          let requests = 0;
          let isBroken = true;
          const script = (request: ApiRequest): ApiResponse | undefined => {
            if (request.path === "/ad_accounts") return page([{ id: "549" }]);
            requests += 1;
            if (isBroken && requests >= failAt) return unauthorized;
            if (request.path === "/ad_accounts/549/campaigns") return page(campaigns.map(({ id }) => ({ id })));
            if (!request.path.endsWith("/campaigns/analytics")) return undefined;
            const ids = request.query.getAll("campaign_ids").flatMap((each) => each.split(","));
            const [from, through] = [request.query.get("start_date") ?? "", request.query.get("end_date") ?? ""];
            for (const id of ids) ranges.push([id, from, through]);
            return { body: ids.map((id) => ({ CAMPAIGN_ID: id, DATE: from })) };
          };
          const states = campaigns.flatMap(({ id, age }) =>
            age === undefined
              ? []
              : [{ partition: { id, parent_slice: { id: "549" } }, cursor: { DATE: addDays(today, -age) } }],
          );
          const config = { startDate: "2026-04-20", lookbackDays: lookback, analyticsBatchSize: 2 };
          if (states.length === 0) return;
          const state: JsonObject = { use_global_cursor: false, states, state: { DATE: today } };
          const cut = { mode: "incremental", state, config: { ...config, numWorkers: 1 } } as const;
          const short = await readOne("campaign_analytics", script, cut);
          isBroken = false;
          const last = await sync("campaign_analytics", script, { state: short.states.at(-1) ?? state, config });
          const days = requestedDays(last.api, ranges);
          const read = campaigns.flatMap(({ age }) => age ?? []);
          const known = read.filter((age) => age <= Math.min(...read) + lookback);
          const resumed = addDays(today, -Math.max(...known) - lookback);
          for (const { id, age } of campaigns) {
            const isKnown = age !== undefined && known.includes(age);
            const start = isKnown && resumed > "2026-04-20" ? resumed : "2026-04-20";
            assert.deepEqual(days.get(id), range(start), id);
          }
          assert.equal("round" in (last.next ?? {}), false);
        },
      ),
      { numRuns: 150 },
    );
  });
});
