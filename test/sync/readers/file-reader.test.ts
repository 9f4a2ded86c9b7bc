import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { apiError, page } from "../../scripted-api.ts";
import { type OneSituation, readOne } from "../scripted-read.ts";

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
    ({ path, content }) => {
      if (path === "/ad_accounts") return page(Object.keys(files).map((id) => ({ id })));
      const [, id = ""] = /^\/ad_accounts\/(\d+)\/reports$/u.exec(path) ?? [];
      if (id === "") return undefined;
      if (files[id] === undefined) return apiError(403, 29, "You are not permitted to access that resource.");
      if (content === undefined) return { body: { report_status: "FINISHED", url: `https://files.test/${id}` } };
      bodies.push(content);
      return { body: { token: `${id} ${bodies.length}`, report_status: "IN_PROGRESS" } };
    },
    {
      ...situation,
      config: { ...config, ...situation.config },
      file: (url) => files[url.split("/").at(-1) ?? ""] ?? "{}",
    },
  );
  return { ...read, bodies };
}

describe("a report", () => {
  it("is requested once per ad account, and each ad account is done after its last row", async () => {
    const rows = Array.from({ length: 700 }, (_, index) => ({ DATE: "2026-06-02", SPEND_IN_DOLLAR: index }));
    const { records, states, bodies, api } = await readReport(
      "campaign_analytics_report",
      { "549": JSON.stringify({ "626": rows }), "550": "{}" },
      { mode: "incremental", config: { numWorkers: 1 } },
    );
    assert.deepEqual(
      records.map(({ SPEND_IN_DOLLAR: spend }) => spend),
      rows.map(({ SPEND_IN_DOLLAR: spend }) => spend),
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

  for (const [what, file, type, message] of [
    ["is denied for all ad accounts", undefined, "config_error", /not permitted/iu],
    ["has a file in another format", "DATE,CAMPAIGN_ID\n2026-06-01,626\n", "transient_error", /invalid/u],
  ] as const) {
    it(`ends with an error if it ${what}`, async () => {
      const { complete, messageOf } = await readReport("campaign_analytics_report", { "549": file });
      assert.equal(complete, false);
      assert.match(messageOf(type), message);
    });
  }
});
