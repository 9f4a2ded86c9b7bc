import assert from "node:assert/strict";
import { relations } from "../../docs/source/pages/relations.ts";
import type { ReadOptions } from "../../simulator/expected/read-options.ts";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { addDays } from "../../src/base/dates.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { schemaOf } from "../../src/commands/catalog.ts";
import { assertEachNamed } from "../assert-each.ts";
import { streamNamed } from "../streams/stream-named.ts";
import { today } from "../today.ts";

const named = relations.map((relation) => ({
  ...relation,
  name: `${relation.parent} → ${relation.child}.${relation.fields.join("+")}`,
}));

/** Relations without data in the simulated account: no row of the child has a parent. */
const withoutExample: ReadonlySet<string> = new Set([
  "customer_segments → ad_groups.customer_segment_id",
  "lead_forms → ads.lead_form_id",
  "campaigns → labels.parent_id",
  "business_employers → business_partners.business_id",
  "business_employers → business_invites.business_id",
  "business_employers → business_shared_audiences.business_id",
]);

describe("relations of streams", () => {
  let simulator: Simulator;
  let options: ReadOptions = {};
  const known = new Map<string, readonly JsonObject[]>();
  const rowsOf = (stream: string) => {
    // Enough days and columns for every kind of row.
    const rows = known.get(stream) ?? simulator.expectedRecords(stream, options);
    known.set(stream, rows);
    return rows;
  };

  before(async () => {
    simulator = await startSimulator();
    options = {
      queries: [asText(simulator.expectedRecords("boards")[0]?.name), "garden", "tea"],
      trendRegions: ["US"],
      startDate: addDays(today, -60),
      columns: ["AD_GROUP_ID", "PIN_ID", "IMPRESSION_1"],
    };
  });
  after(() => simulator.close());

  it("have existing fields of the same type on both sides", async () => {
    for (const { name, child, fields, parent, parentFields = ["id"] } of named) {
      const types = async (stream: string, of: readonly string[]) => {
        const { properties } = await schemaOf(streamNamed(stream));
        return of.map((field) => {
          const property = isObject(properties) ? properties[field] : undefined;
          assert.ok(isObject(property), `${name}: ${field}`);
          return [property.type].flat().filter((type) => type !== "null");
        });
      };
      assert.deepEqual(await types(child, fields), await types(parent, parentFields), name);
    }
  });

  it("hold for the data: children find their parents, as far as declared", () => {
    assertEachNamed(named, ({ name, child, fields, parent, parentFields = ["id"], isOptional, isUnique }) => {
      const parents = new Set(rowsOf(parent).map((row) => keyOf(row, parentFields)));
      const children = rowsOf(child).map((row) => keyOf(row, fields));
      const found = children.filter((key) => key !== undefined && parents.has(key));
      assert.equal(found.length === 0, withoutExample.has(name), `${found.length} of ${children.length} found`);
      if (isOptional !== true) assert.equal(found.length, children.length, "children without a parent");
      if (isUnique === true) assert.equal(new Set(found).size, found.length, "parents with several children");
    });
  });
});

/** Returns the values to join by; undefined if one of them is null. */
function keyOf(row: JsonObject, fields: readonly string[]): string | undefined {
  const values = fields.map((field) => row[field] ?? undefined);
  return values.includes(undefined) ? undefined : JSON.stringify(values.map(String));
}
