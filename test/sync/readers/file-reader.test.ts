import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { LinkPolicy } from "../../../src/pinterest/network/link-policy.ts";
import { objectOf } from "../../narrow.ts";
import { page } from "../../scripted-api.ts";
import { denied, type OneSituation, readOne, reporting, rows } from "../scripted-read.ts";

const config = { startDate: "2026-06-01" };

/** Reads a report of ad accounts with these files; ad accounts without one are denied. */
async function readReport(
  name: string,
  files: Readonly<Record<string, string | undefined>>,
  situation: OneSituation = {},
) {
  const bodies: JsonObject[] = [];
  const read = await readOne(
    name,
    reporting(Object.keys(files), (request) => {
      if (files[request.path.split("/")[2] ?? ""] === undefined) return denied;
      bodies.push(objectOf(request.content));
      return undefined;
    }),
    {
      ...situation,
      config: { ...config, ...situation.config },
      file: (url) => {
        const file = files[url.split(" ")[0] ?? ""] ?? "{}";
        if (file === "unsafe") new LinkPolicy("https://api.test/v5").parse("https://169.254.169.254/?SECRET");
        return file;
      },
    },
  );
  return { ...read, bodies };
}

describe("a report", () => {
  it("is requested once per ad account, and each ad account is done after its last row", async () => {
    const lines = Array.from({ length: 700 }, (_, index) => ({ DATE: "2026-06-02", SPEND_IN_DOLLAR: index }));
    const { records, states, bodies, api } = await readReport(
      "campaign_analytics_report",
      { "549": JSON.stringify({ "626": lines }), "550": "{}" },
      { mode: "incremental", config: { numWorkers: 1 } },
    );
    assert.deepEqual(
      records.map(({ SPEND_IN_DOLLAR: spend }) => spend),
      lines.map(({ SPEND_IN_DOLLAR: spend }) => spend),
    );
    assert.ok(records.every(({ CAMPAIGN_ID: id, AD_ACCOUNT_ID: account }) => id === "626" && account === "549"));
    assert.ok(states.length <= 3, "none within a file, where no read can resume");
    assert.deepEqual(
      bodies.map(({ start_date: from, end_date: through, level, ad_account_id: id }) => [from, through, level, id]),
      ["549", "550"].map(() => ["2026-06-01", "2026-06-30", "CAMPAIGN", undefined]),
    );
    const posts = api.httpRequests.filter(({ method }) => method === "POST").map(({ url }) => new URL(url).pathname);
    assert.deepEqual(posts.toSorted(), ["/v5/ad_accounts/549/reports", "/v5/ad_accounts/550/reports"]);
  });

  it("has the values of a partition in the body of the job, not in the poll", async () => {
    const { bodies, api } = await readReport("campaign_targeting_report", { "549": "{}" });
    assert.ok(bodies.length > 1 && bodies.every(({ targeting_types: types }) => Array.isArray(types)));
    const polls = api.httpRequests.filter(({ method, url }) => method === "GET" && url.includes("/reports"));
    for (const { url } of polls) assert.deepEqual([...new URL(url).searchParams.keys()], ["token"]);
  });

  it("of dates that Pinterest no longer has is not requested", async () => {
    const state = {
      version: 1,
      cursor: "2016-06-30",
      start: "2016-06-01",
      round: { first: "2016-06-01", from: "2016-06-01", through: "2016-06-30", done: [] },
    };
    const { bodies, complete } = await readReport(
      "campaign_analytics_report",
      { "549": "{}" },
      { mode: "incremental", state },
    );
    assert.deepEqual([complete, bodies.map(({ start_date: from }) => from)], [true, ["2026-06-01"]]);
  });

  it("of a template has its dates in the query and, as other clients send them, in the body", async () => {
    const { api } = await readOne(
      "template_reports",
      ({ path, query }) => {
        if (path === "/ad_accounts") return page(rows("549"));
        if (path.endsWith("/templates")) return page([{ id: "1" }, { id: "2", is_deleted: true }]);
        return { body: query.has("token") ? { report_status: "FINISHED", url: "u" } : { token: "t" } };
      },
      { config },
    );
    const jobs = api.httpRequests.filter(({ url }) => url.includes("/templates/"));
    assert.deepEqual(
      jobs.map(({ url, body }) => [new URL(url).searchParams.get("start_date"), asText(body).includes("2026-06-01")]),
      [["2026-06-01", true]],
    );
  });

  it("warns of rows with the key of an earlier row and other numbers, and not of equal rows", async () => {
    for (const [spends, warning] of [
      [[1, 2, 3], /^campaign_analytics_report: 2 rows of a report for ad account 549 had the key of an earlier row/mu],
      [[1, 1], /^$/u],
    ] as const) {
      const lines = spends.map((spend) => ({ DATE: "2026-06-02", SPEND_IN_DOLLAR: spend }));
      const { warnings } = await readReport("campaign_analytics_report", { "549": JSON.stringify({ "626": lines }) });
      assert.match(warnings, warning);
    }
  });

  it("of an ad account with an unsafe link ends with an error, without a retry, once the others are read", async () => {
    const { records, lines, api, messageOf } = await readReport(
      "campaign_analytics_report",
      { "549": "unsafe", "550": '{"626":[{"DATE":"2026-06-02"}]}' },
      { config: { numWorkers: 1 } },
    );
    assert.equal(records.length, 1);
    assert.match(messageOf("config_error"), /leads to 169\.254\.169\.254, .* \(ad account 549\)\./u);
    assert.doesNotMatch(JSON.stringify(lines), /SECRET/u);
    assert.equal(api.calls("/ad_accounts/549/reports"), 2, "one job, and one poll for its link");
  });

  for (const [what, file, type, message] of [
    ["is denied for all ad accounts", undefined, "config_error", /not permitted/iu],
    ["has a file in another format", "DATE,CAMPAIGN_ID\n2026-06-01,626\n", "transient_error", /invalid/u],
  ] as const) {
    it(`ends with an error if it ${what}`, async () => {
      const { messageOf } = await readReport("campaign_analytics_report", { "549": file });
      assert.match(messageOf(type), message);
    });
  }
});
