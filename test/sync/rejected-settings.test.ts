import assert from "node:assert/strict";
import { asText, isStringArray } from "../../src/base/json.ts";
import { fault, rejected, reporting } from "./api.ts";
import { scriptedRead } from "./scripted-read.ts";

describe("columns of the settings that Pinterest rejects", () => {
  const levels = ["campaign_analytics_report", "ad_group_report"];
  const columns = ["SPEND_IN_DOLLAR", "LEADS"];

  it("are an error, although the last stream that requests them fails for another reason", async () => {
    const api = reporting(["500"], ({ content }) => {
      if (content?.level === "AD_GROUP") return fault;
      return isStringArray(content?.columns) && content.columns.includes("LEADS")
        ? rejected("Columns LEADS are not available.")
        : undefined;
    });
    const { errors, outcomes } = await scriptedRead(levels, api, {
      config: { startDate: "2026-06-20", columns },
      file: () => "{}",
    });
    const texts = errors.map(({ stream, body }) => `${stream}: ${asText(body.message)}`).toSorted();
    assert.equal(texts.length, 2, texts.join("\n"));
    assert.match(texts[0] ?? "", /^ad_group_report: "Ads columns": Pinterest rejected LEADS\./u);
    assert.match(texts[1] ?? "", /^ad_group_report: Pinterest failed to answer/u);
    assert.deepEqual([...outcomes.values()], ["COMPLETE", "INCOMPLETE"]);
  });
});
