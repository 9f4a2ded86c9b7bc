import assert from "node:assert/strict";
import { type ContractVersion, contractVersions } from "../../simulator/contracts.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { businessesOf } from "../../simulator/world/business.ts";
import { isObject, type JsonObject } from "../../src/json.ts";
import { get, send, walk, withSimulator } from "./api.ts";

const all = { page_size: 250 };
const accountOf = ({ world }: Simulator) => `/ad_accounts/${world.adAccounts[0]?.id}`;

/** The expectation under each contract. */
function underEach(readWith: (simulator: Simulator) => Promise<unknown>, expected: Record<ContractVersion, unknown>) {
  return async () => {
    for (const contract of contractVersions) {
      await withSimulator({ contract }, async (simulator) =>
        assert.deepEqual(await readWith(simulator), expected[contract], contract),
      );
    }
  };
}

const mixReport = {
  report_name: "mix",
  start_date: "2026-07-01",
  end_date: "2026-07-05",
  granularity: "DAY",
  level: "AD_GROUP_TARGETING",
  targeting_types: ["GENDER"],
  columns: ["SPEND_IN_DOLLAR"],
};

describe("simulator: changes in 5.28", () => {
  it(
    "lists labels without a wrapper and without their owner",
    underEach(
      async (simulator) => {
        const rows = await walk(simulator, `${accountOf(simulator)}/labels`, all);
        return Object.keys(rows[0] ?? {}).toSorted();
      },
      { "5.23": ["errors", "labels"], "5.28": ["id", "label_type", "status", "value"] },
    ),
  );

  it(
    "returns marketing mix model reports without an envelope",
    underEach(
      async (simulator) => {
        const { object } = await send(simulator, `${accountOf(simulator)}/mmm_reports`, mixReport);
        return ["token" in object, isObject(object.data)];
      },
      { "5.23": [false, true], "5.28": [true, false] },
    ),
  );

  it(
    "rejects requests for all hotel items",
    underEach(
      async (simulator) => {
        const { catalogs } = simulator.world.catalogsOf(simulator.world.me);
        const hotel = catalogs.find(({ type }) => type === "HOTEL");
        const report: JsonObject = { report_type: "ALL_ITEMS", catalog_id: hotel?.id ?? "" };
        return (await send(simulator, "/catalogs/reports", { catalog_type: "HOTEL", report })).status;
      },
      { "5.23": 200, "5.28": 400 },
    ),
  );

  it(
    "shows conversion tags of members on request",
    underEach(
      async (simulator) => {
        const [business] = businessesOf(simulator.world);
        const path = `/businesses/${business?.id}/members/${business?.members[0]?.id}/assets`;
        const { status, object } = await get(simulator, path, { asset_type: "CONVERSION_TAG" });
        return [status, Array.isArray(object.items) && object.items.length > 0];
      },
      { "5.23": [400, false], "5.28": [200, true] },
    ),
  );

  it(
    "accepts columns that 5.23 doesn't have",
    underEach(
      async (simulator) => {
        const query = { start_date: "2026-07-01", end_date: "2026-07-05", granularity: "DAY" };
        const path = `${accountOf(simulator)}/analytics`;
        return (await get(simulator, path, { ...query, columns: "INAPP_SKAN_APP_INSTALL" })).status;
      },
      { "5.23": 400, "5.28": 200 },
    ),
  );

  it(
    "has operations that 5.23 doesn't have",
    underEach(
      async (simulator) => (await get(simulator, `${accountOf(simulator)}/conversion_deletion_requests`)).status,
      { "5.23": 404, "5.28": 200 },
    ),
  );

  it(
    "has another form of audience rules",
    underEach(
      async (simulator) => {
        const audiences = await walk(simulator, `${accountOf(simulator)}/audiences`, all);
        const rules = audiences.flatMap(({ rule }) => (isObject(rule) ? [rule] : []));
        return rules.some(
          ({ visitor_source_id: source, percentage }) => Array.isArray(source) || typeof percentage === "string",
        );
      },
      { "5.23": false, "5.28": true },
    ),
  );

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
