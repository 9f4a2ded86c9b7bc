import assert from "node:assert/strict";
import { laterOperations } from "../../scripts/openapi/later-contract.ts";
import { streamNamed } from "../streams/stream-named.ts";

describe("additions to the OpenAPI document", () => {
  for (const [stream, source] of [
    ["pin_product_tags", "live"],
    ["customer_segments", "live"],
    ["schedules", "5.28"],
    ["boards", undefined],
  ] as const) {
    it(`have ${source ?? "no"} source for the operation of ${stream}`, () => {
      assert.equal(laterOperations.get(streamNamed(stream).operation), source);
    });
  }
});
