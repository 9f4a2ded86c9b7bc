import assert from "node:assert/strict";
import { readMetricColumns } from "../../scripts/generate/openapi/columns.ts";
import { metricColumns } from "../../src/pinterest/operations/columns.generated.ts";
import { operations } from "../../src/pinterest/operations/operations.generated.ts";
import { describeWith } from "../requirements.ts";
import { openApiDocument } from "./openapi-document.ts";

describeWith(openApiDocument, "columns in the OpenAPI document", (document) => {
  it("are the same for all synchronous ads analytics", () => {
    const withColumns = Object.entries(operations).filter(([, { query }]) => "columns" in query);
    assert.ok(withColumns.length >= 9);
    for (const [operation] of withColumns) {
      assert.deepEqual(readMetricColumns(document, operation), metricColumns, operation);
    }
  });
});
