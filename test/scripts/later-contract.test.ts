import assert from "node:assert/strict";
import { laterOperations } from "../../scripts/openapi/later-contract.ts";
import { streams } from "../../src/streams/all.ts";

describe("additions to the OpenAPI document", () => {
  it("have a source for each operation that the document doesn't have", () => {
    const read = streams.filter(({ operation }) => laterOperations.has(operation));
    assert.deepEqual(
      read.map(({ name, operation }) => [name, laterOperations.get(operation)]),
      [
        ["pin_product_tags", "live"],
        ["schedules", "5.28"],
        ["customer_segments", "live"],
        ["conversion_deletion_requests", "5.28"],
        ["catalogs_local_stores", "5.28"],
        ["trends_editorial_articles", "live"],
      ],
    );
  });
});
