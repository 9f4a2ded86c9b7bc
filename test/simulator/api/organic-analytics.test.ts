import assert from "node:assert/strict";
import type { Simulator } from "../../../simulator/simulator.ts";
import type { Pin } from "../../../simulator/world/records.ts";
import { isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { get, type Query, withSimulator } from "../api.ts";

const complete = { start_date: "2026-04-11", end_date: "2026-07-09" };
const standard = "IMPRESSION,OUTBOUND_CLICK,PIN_CLICK,SAVE,SAVE_RATE,TOTAL_COMMENTS,TOTAL_REACTIONS,USER_FOLLOW";

/** Returns the object at the end of a path of keys. */
function inside(value: Json, ...keys: string[]): JsonObject {
  let found: Json | undefined = value;
  for (const key of keys) found = isObject(found) ? found[key] : undefined;
  if (!isObject(found)) throw new TypeError(`No object at ${keys.join(".")}`);
  return found;
}

function daysOf(value: Json, ...keys: string[]): JsonObject[] {
  const days = inside(value, ...keys).daily_metrics;
  return Array.isArray(days) ? days.filter(isObject) : [];
}

const impressions = (day: JsonObject | undefined) => Number(inside(day ?? null, "metrics").IMPRESSION);

/** Returns an own Pin older than 90 days, with or without activity. */
function oldPin(simulator: Simulator, silent: boolean, mediaType = "image"): Pin {
  const active = new Set(simulator.expectedRecords("pin_analytics").map((row) => row.pin_id));
  const pin = simulator.world.me
    .ownPins()
    .find(
      (one) =>
        active.has(one.id) !== silent && one.mediaType === mediaType && one.createdAt < Date.UTC(2026, 3, 1) * 1000,
    );
  assert.ok(pin);
  return pin;
}

describe("simulator: organic analytics", () => {
  it("rejects invalid, reversed, and too old date ranges", () =>
    withSimulator({}, async (simulator) => {
      const call = async (start_date: string, end_date: string) => {
        const { status, object } = await get(simulator, "/user_account/analytics", { start_date, end_date });
        return [status, object.message];
      };
      assert.deepEqual(await call("2026-04-09", "2026-07-01"), [400, "You can only get data from the last 90 days."]);
      assert.equal((await call("2026-04-10", "2026-07-09"))[0], 200);
      assert.equal((await call("2026-07-02", "2026-07-01"))[0], 400);
      assert.equal((await call("2026-07-01", "2026-10-30"))[0], 400);
      simulator.change({ advance_days: 1 });
      assert.equal((await call("2026-04-10", "2026-07-09"))[0], 400);
    }));

  it("returns one account row per day, without metrics before it became a business", () =>
    withSimulator({}, async (simulator) => {
      const days = daysOf((await get(simulator, "/user_account/analytics", complete)).body, "all");
      assert.equal(days.length, 90);
      assert.deepEqual([days[0]?.date, days.at(-1)?.date], ["2026-04-11", "2026-07-09"]);
      const early = days.filter(({ data_status: status }) => status === "BEFORE_BUSINESS_CREATED");
      assert.equal(early.length, 14);
      for (const { metrics } of early) assert.deepEqual(metrics, {});
      const statuses = days.slice(-3).map(({ data_status: status }) => status);
      assert.deepEqual(statuses, ["READY", "ESTIMATE", "PROCESSING"]);
    }));

  it("restates a day for two days only", () =>
    withSimulator({}, async (simulator) => {
      const query = { start_date: "2026-07-09", end_date: "2026-07-09" };
      const seen: unknown[] = [];
      for (let age = 0; age < 5; age++) {
        const [day] = daysOf((await get(simulator, "/user_account/analytics", query)).body, "all");
        seen.push(day?.data_status, impressions(day));
        simulator.change({ advance_days: 1 });
      }
      const numbers = seen.filter((value) => typeof value === "number");
      assert.deepEqual(
        seen.filter((value) => typeof value === "string"),
        ["PROCESSING", "ESTIMATE", "READY", "READY", "READY"],
      );
      assert.equal(new Set(numbers).size, 3);
      assert.deepEqual(
        numbers,
        numbers.toSorted((first, second) => first - second),
      );
    }));

  it("starts with the creation of a Pin, has comments and reactions only as lifetime metrics, and matches pin_metrics", () =>
    withSimulator({}, async (simulator) => {
      const pin = oldPin(simulator, false);
      const { body } = await get(simulator, `/pins/${pin.id}/analytics`, { ...complete, metric_types: standard });
      const { summary_metrics: summary, lifetime_metrics: lifetime } = inside(body, "all");
      assert.ok(isObject(summary) && isObject(lifetime));
      assert.ok(!("TOTAL_COMMENTS" in summary) && !("IMPRESSION" in lifetime));
      const metrics = simulator.expectedRecords("pins").find(({ id }) => id === pin.id)?.pin_metrics ?? null;
      const recent = inside(metrics, "90d");
      assert.deepEqual(
        [recent.impression, recent.pin_click, recent.clickthrough],
        [summary.IMPRESSION, summary.PIN_CLICK, summary.OUTBOUND_CLICK],
      );
      const days = daysOf(body, "all");
      assert.equal(
        days.reduce((total, day) => total + (impressions(day) || 0), 0),
        summary.IMPRESSION,
      );
      const [young] = Array.isArray(simulator.change({ add_pins: 1 }).pins) ? simulator.world.me.ownPins() : [];
      const fresh = await get(simulator, `/pins/${young?.id}/analytics`, { ...complete, metric_types: "SAVE" });
      const before = daysOf(fresh.body, "all").filter(({ data_status: status }) => status === "BEFORE_PIN_CREATED");
      assert.equal(before.length, 89);
    }));

  it("omits inactive Pins in bulk, and fails if one Pin isn't the account's", () =>
    withSimulator({}, async (simulator) => {
      const active = oldPin(simulator, false).id;
      const silent = oldPin(simulator, true).id;
      const call = (pin_ids: readonly string[], more: Query = {}) =>
        get(simulator, "/pins/analytics", { ...complete, metric_types: standard, pin_ids, ...more });
      const both = await call([active, silent]);
      assert.deepEqual(Object.keys(both.object), [active]);
      const alone = await get(simulator, `/pins/${active}/analytics`, { ...complete, metric_types: standard });
      assert.deepEqual(both.object[active], alone.body);
      const foreign = simulator.world.shared.ownPins()[0]?.id ?? "";
      const rejected = await call([active, foreign]);
      assert.deepEqual([rejected.status, rejected.object.code], [401, 7]);
      assert.equal(
        (await get(simulator, `/pins/${foreign}/analytics`, { ...complete, metric_types: "SAVE" })).status,
        403,
      );
      const unknown = await call([active, "1"]);
      assert.deepEqual([unknown.status, unknown.object.code], [404, 50]);
      const many = await call(Array.from({ length: 101 }, () => active));
      assert.deepEqual([many.status, many.object.code], [400, 1]);
      simulator.settings.bulk_pin_analytics = false;
      const restricted = await call([active]);
      assert.deepEqual(
        [restricted.status, restricted.object],
        [401, { code: 3, message: "Your application does not have access to this restricted feature." }],
      );
    }));

  it("rejects video metrics for an image", () =>
    withSimulator({}, async (simulator) => {
      const image = oldPin(simulator, false).id;
      const video = oldPin(simulator, false, "video").id;
      const call = async (pin: string) =>
        (await get(simulator, `/pins/${pin}/analytics`, { ...complete, metric_types: "SAVE,VIDEO_START" })).status;
      assert.deepEqual([await call(image), await call(video)], [400, 200]);
    }));
});
