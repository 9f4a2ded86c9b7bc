import assert from "node:assert/strict";
import type { Config } from "../../src/config/config.ts";
import { streams } from "../../src/streams/all.ts";
import { costOf } from "../../src/sync/stream-cost.ts";
import { configWith } from "./scripted-api.ts";

const byName = new Map(streams.map((stream) => [stream.name, stream]));

function cost(name: string, config: Partial<Config> = {}): number {
  const stream = byName.get(name);
  assert.ok(stream !== undefined, name);
  return costOf(stream, byName, { config: configWith(config), today: "2026-06-30" });
}

describe("costOf", () => {
  it("grows from a single list over one request per ad account and per entity to one per Pin", () => {
    const names = ["delivery_metrics", "campaigns", "board_pins", "board_section_pins", "pin_product_tags"];
    const costs = names.map((name) => cost(name));
    assert.deepEqual(
      costs,
      costs.toSorted((one, other) => one - other),
    );
    assert.equal(new Set(costs).size, names.length);
  });

  it("is a finite number for each stream", () => {
    for (const { name } of streams) assert.ok(cost(name) >= 0 && Number.isFinite(cost(name)), name);
  });

  it("counts what the user named", () => {
    assert.ok(cost("campaigns", { adAccountIds: ["549"] }) < cost("campaigns"));
    assert.ok(
      cost("search_boards", { searchQueries: ["a", "b", "c"] }) > cost("search_boards", { searchQueries: ["a"] }),
    );
  });

  it("is less for days that the user does not want", () => {
    assert.ok(cost("advertiser_report", { startDate: "2026-06-20" }) < cost("advertiser_report"));
  });

  it("is less where a request takes several IDs", () => {
    assert.ok(cost("pin_analytics") < cost("pin_product_tags"));
  });
});
