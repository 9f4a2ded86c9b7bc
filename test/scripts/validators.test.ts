import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { renderValidators, validatorsFile } from "../../scripts/render-validators.ts";

describe("validators of the configuration", () => {
  it("are what `npm run generate` writes from spec.json", () => {
    assert.equal(readFileSync(validatorsFile, "utf8"), renderValidators());
  });
});
