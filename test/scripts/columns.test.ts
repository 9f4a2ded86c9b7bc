import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { columnShape } from "../../scripts/openapi/column-types.ts";
import { readMetricColumns, renderColumns } from "../../scripts/openapi/columns.ts";
import type { JsonType } from "../../scripts/openapi/shape.ts";
import { packageRoot } from "../../src/base/package.ts";
import { metricColumns, reportColumns } from "../../src/pinterest/operations/columns.generated.ts";
import { operations } from "../../src/pinterest/operations/operations.generated.ts";
import { describeWith } from "../requirements.ts";
import { words } from "../words.ts";
import { openApiDocument } from "./openapi-document.ts";

describeWith(openApiDocument, "lists of columns and the OpenAPI document", (document) => {
  it("are what `npm run generate` writes from the OpenAPI document", () => {
    const text = readFileSync(join(packageRoot, "src/pinterest/operations/columns.generated.ts"), "utf8");
    assert.equal(text, renderColumns(document));
  });

  it("are the same for all synchronous ads analytics", () => {
    const withColumns = Object.entries(operations).filter(([, { query }]) => "columns" in query);
    assert.ok(withColumns.length >= 9);
    for (const [operation] of withColumns) {
      assert.deepEqual(readMetricColumns(document, operation), metricColumns, operation);
    }
  });
});

describe("lists of columns", () => {
  it("have each column once", () => {
    assert.equal(new Set(metricColumns).size, 185);
    assert.equal(new Set(reportColumns).size, 626);
  });
});

describe("the type of a column", () => {
  it("is number by default", () => {
    const columns = [...new Set([...metricColumns, ...reportColumns])].toSorted();
    const typed = (type: JsonType) => columns.filter((column) => columnShape(column).types.includes(type));
    assert.deepEqual(typed("boolean"), [
      "CAMPAIGN_BUDGET_OPTIMIZATION",
      "IS_CATALOG_CREATIVE_CAMPAIGN",
      "IS_PREMIERE_CAMPAIGN",
    ]);
    assert.deepEqual(
      typed("string").filter((column) => !column.endsWith("_ID")),
      words(`
        AD_GROUP_BUDGET_TYPE AD_GROUP_ENTITY_STATUS AD_GROUP_NAME AD_GROUP_OPTIMIZATION AD_GROUP_STATUS AD_NAME
        AD_STATUS CAMPAIGN CAMPAIGN_BRAND_LABEL CAMPAIGN_CUSTOM_LABELS CAMPAIGN_ENTITY_STATUS
        CAMPAIGN_MANAGED_STATUS CAMPAIGN_NAME CAMPAIGN_OBJECTIVE_TYPE CAMPAIGN_STATUS ORDER_LINE_NAME
        PIN_PROMOTION_NAME PIN_PROMOTION_STATUS PRODUCT_GROUP_AD_IMAGE_TAG PRODUCT_GROUP_AD_VIDEO_TAG
        PRODUCT_GROUP_STATUS PRODUCT_ITEM_BRAND PRODUCT_ITEM_CURRENCY PRODUCT_ITEM_DESCRIPTION
        PRODUCT_ITEM_IMAGE_URL PRODUCT_ITEM_NAME PRODUCT_ITEM_PIN_URL PRODUCT_ITEM_PRICE
        PRODUCT_ITEM_PRODUCT_CATEGORY PRODUCT_ITEM_PRODUCT_TYPE PRODUCT_ITEM_PRODUCT_URL PRODUCT_ITEM_SALE_PRICE
        PROMO_NAME
      `),
    );
    assert.equal(typed("number").length, columns.length - 3 - typed("string").length);
  });

  it("is a date for dates and an integer for hours, which are never requested", () => {
    for (const column of ["DATE", "START_DATE", "END_DATE"]) assert.equal(columnShape(column).format, "date");
    assert.deepEqual(columnShape("HOUR").types, ["integer"]);
  });
});
