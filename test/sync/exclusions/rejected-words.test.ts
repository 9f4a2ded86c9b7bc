import assert from "node:assert/strict";
import { asText, isStringArray } from "../../../src/base/json.ts";
import { apiError, customReportWith, page } from "../../scripted-api.ts";
import { readOne } from "../scripted-read.ts";

const keyColumns = ["AD_ACCOUNT_ID", "CAMPAIGN_ID"];

/** Reads a report of which these columns are rejected. Returns the columns of each request. */
async function readReport(name: string, columns: readonly string[], rejected: readonly string[], message: string) {
  const requests: (readonly string[])[] = [];
  let accepted: readonly string[] = [];
  const isRejected = (wanted: readonly string[]) => wanted.some((column) => rejected.includes(column));
  const read = await readOne(
    name,
    ({ path, content, query }) => {
      if (path === "/ad_accounts") return page([{ id: "549" }]);
      if (query.has("token")) return { body: { report_status: "FINISHED", url: "u" } };
      const wanted = content?.columns;
      if (!isStringArray(wanted)) return undefined;
      requests.push(wanted);
      if (isRejected(wanted)) return apiError(400, 1, message);
      accepted = wanted;
      return { body: { token: "t" } };
    },
    { config: { startDate: "2026-06-01", customReports: [customReportWith({ columns, startDate: "2026-06-01" })] } },
  );
  const used = accepted.filter((column) => !keyColumns.includes(column));
  return { ...read, requests, used };
}

describe("a message about rejected columns", () => {
  const columns = ["CTR", "CTR_2", "LEADS", "ECTR"];

  for (const [message, rejected, most] of [
    ["Columns CTR_2, LEADS are not available.", ["CTR_2", "LEADS"], 4],
    ["Invalid columns: ['CTR']", ["CTR"], 3],
    ["Columns are not allowed: LEADS", ["LEADS"], 3],
    ["'CTR_2' is not one of ['CTR', 'LEADS']", ["CTR_2"], 3],
    ["Supported columns are CTR, LEADS", ["CTR_2"], 18],
    ["PRECTR and LEADS_2 are wrong", ["ECTR"], 18],
    ["Invalid request.", ["LEADS"], 18],
    // A message that names all values is unspecific.
    ["Wrong: CTR, CTR_2, LEADS, ECTR, CAMPAIGN_ID, AD_ACCOUNT_ID", ["CTR"], 18],
  ] as const) {
    it(`removes ${rejected.join(" and ")} and no other: ${message}`, async () => {
      const { used, requests, errors, warnings } = await readReport("custom_mine", columns, rejected, message);
      assert.deepEqual(
        used,
        columns.filter((column) => !rejected.some((each) => each === column)),
      );
      assert.ok(requests.length <= most, `${requests.length} requests`);
      assert.equal(errors.length, 1, "the report names them");
      for (const column of rejected)
        assert.match(warnings + asText(errors[0]?.body.message), new RegExp(`\\b${column}\\b`, "u"));
    });
  }
});

describe("a message about one of several rejected columns", () => {
  it("leads to all of them", async () => {
    const name = "campaign_analytics_report";
    const { used: all } = await readReport(name, [], [], "");
    const rejected = all.filter((column) => column.includes("COLLECTION_PIN_ITEM"));
    assert.ok(rejected.length > 1, rejected.join());
    const message = `Columns ${asText(rejected[0])} are not available.`;
    const { used, requests } = await readReport(name, [], rejected, message);
    assert.deepEqual(
      used,
      all.filter((column) => !rejected.includes(column)),
    );
    assert.ok(requests.length <= 20 * rejected.length, `${requests.length} requests for ${rejected.length} columns`);
  });
});

describe("a message about no value", () => {
  for (const positions of [[0], [84], [-1], [3, 120], [0, 1, -2, -1]]) {
    it(`leads to the rejected ones within few requests: number ${positions.join(", ")}`, async () => {
      const name = "campaign_analytics_report";
      const { used: all } = await readReport(name, [], [], "");
      assert.ok(all.length > 150, String(all.length));
      const wrong = positions.map((position) => asText(all.at(position)));
      const { used, requests, errors } = await readReport(name, [], wrong, "Invalid request.");
      assert.deepEqual([errors, used], [[], all.filter((column) => !wrong.includes(column))]);
      assert.ok(requests.length <= 20 * positions.length + 16, `${requests.length} requests`);
    });
  }

  it("is not taken to name a search term, which can be any word", async () => {
    const terms = ["request", "is", "spam"];
    const used: string[] = [];
    const { messageOf } = await readOne(
      "keyword_metrics",
      ({ path, query }) => {
        if (path === "/ad_accounts") return page([{ id: "549" }]);
        const keywords = query.getAll("keywords").flatMap((each) => each.split(","));
        if (keywords.includes("spam")) return apiError(400, 1, "The request is wrong.");
        used.splice(0, used.length, ...keywords);
        return { body: { data: keywords.map((keyword) => ({ keyword, metrics: {} })) } };
      },
      { config: { terms, countries: ["US"] } },
    );
    assert.match(messageOf("config_error"), /rejected spam\./u);
    assert.deepEqual(used, ["request", "is"]);
  });
});
