import assert from "node:assert/strict";
import { knownCredentials } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { asText, isObject } from "../src/base/json.ts";
import { Bed } from "./bed/bed.ts";
import { errorsOf, statusesOf } from "./bed/messages.ts";

describe("reading special streams", () => {
  let bed: Bed;

  beforeEach(async () => {
    bed = await Bed.open({
      seed: 7,
      scale: { ...extents.small, campaigns: 3, adGroups: 6, ads: 15, keywords: 12 },
      config: { credentials: { auth_method: "access_token", access_token: knownCredentials.access_token } },
    });
  });
  afterEach(() => bed.close());

  for (const [answer, sentence] of [
    ["restricted", /closed beta of labels.*Ask your Pinterest account manager/u],
    ["forbidden", /Ask for a role.*closed beta of labels/u],
  ] as const) {
    it(`names the missing access when Pinterest responds ${answer}, and reads the other streams`, async () => {
      bed.simulator.settings.gated = ["labels/list", "analytics/create_mmm_report"];
      bed.simulator.settings.gated_response = answer;
      const { code, messages } = await bed.read(["labels", "mmm_report", "promotions"], { mode: "full_refresh" });
      assert.equal(code, 1, "denied access fails its stream");
      const errors = new Map(
        errorsOf(messages).map((error) => [
          isObject(error.stream_descriptor) ? asText(error.stream_descriptor.name) : "",
          error,
        ]),
      );
      assert.deepEqual([...errors.keys()].toSorted(), ["labels", "mmm_report"]);
      assert.equal(errors.get("labels")?.failure_type, "config_error");
      assert.match(asText(errors.get("labels")?.message), sentence);
      assert.match(asText(errors.get("mmm_report")?.message), /marketing mix models/u);
      const statuses = statusesOf(messages);
      assert.deepEqual(statuses.get("labels")?.at(-1), "INCOMPLETE");
      assert.deepEqual(statuses.get("promotions")?.at(-1), "COMPLETE");
      bed.assertRecords(messages, "promotions");
    });
  }
});
