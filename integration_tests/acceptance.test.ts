import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asText, isObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { accountConfig, accountOptions, accountTime } from "./bed/account.ts";
import { Bed } from "./bed/bed.ts";
import { configure, recordsOf } from "./bed/messages.ts";

const fileOf = (path: string): unknown =>
  JSON.parse(readFileSync(join(packageRoot, "integration_tests", path), "utf8"));

/** Assertions of Airbyte's connector acceptance tests (CAT) that no other test makes, with CAT's names. */
describe("connector acceptance tests", () => {
  it("TestIncremental.test_state_with_abnormally_large_values: a date in the distant future emits states and no record", async () => {
    const bed = await Bed.open({ ...accountOptions, config: accountConfig, now: accountTime });
    try {
      const configured = fileOf("cat/abnormal_state_catalog.json");
      assert.ok(isObject(configured) && Array.isArray(configured.streams));
      const names = configured.streams.map(
        (each: unknown) => isObject(each) && isObject(each.stream) && each.stream.name,
      );
      const catalog = configure((await bed.offered()).filter(({ name = null }) => names.includes(asText(name))));
      const { code, messages } = await bed.run("read", { catalog, state: fileOf("abnormal_state.json") });
      assert.equal(code, 0);
      assert.deepEqual([...recordsOf(messages).keys()], []);
      assert.ok(messages.some(({ type }) => type === "STATE"));
    } finally {
      await bed.close();
    }
  });
});
