import assert from "node:assert/strict";
import type { Simulator } from "../../../simulator/simulator.ts";
import { businessesOf } from "../../../simulator/world/business.ts";
import { isObject, type JsonObject } from "../../../src/json.ts";
import { get, send, walk, withSimulator } from "../api.ts";

const all = { page_size: 250 };
const accountOf = ({ world }: Simulator) => `/ad_accounts/${world.adAccounts[0]?.id}`;

const mixReport = {
  report_name: "mix",
  start_date: "2026-07-01",
  end_date: "2026-07-05",
  granularity: "DAY",
  level: "AD_GROUP_TARGETING",
  targeting_types: ["GENDER"],
  columns: ["SPEND_IN_DOLLAR"],
};

type Difference = readonly [
  what: string,
  read: (simulator: Simulator) => Promise<unknown>,
  before: unknown,
  since: unknown,
];

/** Readings and their results before 5.28 and since. */
const differences: readonly Difference[] = [
  [
    "lists labels without a wrapper and without their owner",
    async (simulator) =>
      Object.keys((await walk(simulator, `${accountOf(simulator)}/labels`, all))[0] ?? {}).toSorted(),
    ["errors", "labels"],
    ["id", "label_type", "status", "value"],
  ],
  [
    "returns marketing mix model reports without an envelope",
    async (simulator) => {
      const { object } = await send(simulator, `${accountOf(simulator)}/mmm_reports`, mixReport);
      return ["token" in object, isObject(object.data)];
    },
    [false, true],
    [true, false],
  ],
  [
    "rejects requests for all hotel items",
    async (simulator) => {
      const { catalogs } = simulator.world.catalogsOf(simulator.world.me);
      const hotel = catalogs.find(({ type }) => type === "HOTEL");
      const report: JsonObject = { report_type: "ALL_ITEMS", catalog_id: hotel?.id ?? "" };
      return (await send(simulator, "/catalogs/reports", { catalog_type: "HOTEL", report })).status;
    },
    200,
    400,
  ],
  [
    "shows conversion tags of members on request",
    async (simulator) => {
      const [business] = businessesOf(simulator.world);
      const path = `/businesses/${business?.id}/members/${business?.members[0]?.id}/assets`;
      const { status, object } = await get(simulator, path, { asset_type: "CONVERSION_TAG" });
      return [status, Array.isArray(object.items) && object.items.length > 0];
    },
    [400, false],
    [200, true],
  ],
  [
    "accepts columns that 5.23 doesn't have",
    async (simulator) => {
      const query = { start_date: "2026-07-01", end_date: "2026-07-05", granularity: "DAY" };
      const path = `${accountOf(simulator)}/analytics`;
      return (await get(simulator, path, { ...query, columns: "INAPP_SKAN_APP_INSTALL" })).status;
    },
    400,
    200,
  ],
  [
    "has operations that 5.23 doesn't have",
    async (simulator) => (await get(simulator, `${accountOf(simulator)}/conversion_deletion_requests`)).status,
    404,
    200,
  ],
  [
    "has another form of audience rules",
    async (simulator) => {
      const audiences = await walk(simulator, `${accountOf(simulator)}/audiences`, all);
      const rules = audiences.flatMap(({ rule }) => (isObject(rule) ? [rule] : []));
      return rules.some(
        ({ visitor_source_id: source, percentage }) => Array.isArray(source) || typeof percentage === "string",
      );
    },
    false,
    true,
  ],
];

describe("simulator: changes in 5.28", () => {
  for (const [contract, column] of [
    ["5.23", 2],
    ["5.28", 3],
  ] as const) {
    it(`are those of the document ${contract}`, () =>
      withSimulator({ contract }, async (simulator) => {
        for (const difference of differences)
          assert.deepEqual(await difference[1](simulator), difference[column], difference[0]);
      }));
  }

  it("hides schedules that aren't due unless their statuses are requested", () =>
    withSimulator({}, async (simulator) => {
      const path = `${accountOf(simulator)}/schedules`;
      const ids = simulator.world.adAccounts[0]?.advertising.campaigns.map(({ id }) => id) ?? [];
      const some = await walk(simulator, path, { ...all, entity_ids: ids });
      const every = ["CREATED", "SCHEDULED", "ACTIVE", "COMPLETED", "FAILED", "CANCELED", "DRAFT"];
      const shown = await walk(simulator, path, { ...all, entity_ids: ids, schedule_statuses: every });
      assert.ok(some.length > 0 && some.length < shown.length, `${some.length} of ${shown.length}`);
      assert.equal((await get(simulator, path)).status, 400);
    }));
});
