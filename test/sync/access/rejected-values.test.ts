import assert from "node:assert/strict";
import { withFamilies } from "../../../src/sync/access/rejected-values.ts";

const columns = [
  "SPEND_IN_DOLLAR",
  "COLLECTION_PIN_ITEM_IMPRESSION_1",
  "TOTAL_COLLECTION_PIN_ITEM_IMPRESSION",
  "INAPP_SKAN_APP_INSTALL",
  "TOTAL_LEAD",
  "TOTAL_CHECKOUT",
];

describe("withFamilies", () => {
  it("rejects all columns of a feature with the first", () => {
    assert.deepEqual(withFamilies(["COLLECTION_PIN_ITEM_IMPRESSION_1"], columns), [
      "COLLECTION_PIN_ITEM_IMPRESSION_1",
      "TOTAL_COLLECTION_PIN_ITEM_IMPRESSION",
    ]);
  });

  it("keeps other columns", () => {
    assert.deepEqual(withFamilies(["TOTAL_LEAD"], columns), ["TOTAL_LEAD"]);
    assert.deepEqual(withFamilies(["TOTAL_LEAD", "INAPP_SKAN_APP_INSTALL"], columns), [
      "INAPP_SKAN_APP_INSTALL",
      "TOTAL_LEAD",
    ]);
  });
});
