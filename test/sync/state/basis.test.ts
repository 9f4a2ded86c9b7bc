import assert from "node:assert/strict";
import { digestOf } from "../../../src/base/digest.ts";
import { asText } from "../../../src/base/json.ts";
import type { CustomReport } from "../../../src/config/config.ts";
import { type ApiResponse, apiError, customReportWith, page, pageOfAll } from "../../scripted-api.ts";
import { busy, denied, fault, idsOf, reporting, rows, unauthorized, underQuota } from "../api.ts";
import { type Read, type Script, scriptedRead } from "../scripted-read.ts";
import { itSyncs } from "../situations.ts";

/** Pins of January, newest first. All Pins of one account are older than those of the other. */
const pinsOf = (year: number) =>
  idsOf(10)
    .toReversed()
    .map((day) => ({
      id: `${year}${day}`,
      created_at: `${year}-01-${day.padStart(2, "0")}T00:00:00`,
      description: "x".repeat(2_000),
    }));
const newest = ["202610"];

/**
 * The token's owner determines the records, unless requests act for the owner of an ad account.
 * @param at responses in place of pages of Pins, by their bookmarks
 */
const api =
  (
    owner: string,
    at: Readonly<Record<string, ApiResponse>> = {},
    ownerOf: Readonly<Record<string, string>> = {},
  ): Script =>
  (request) => {
    const acting = ownerOf[request.query.get("ad_account_id") ?? ""] ?? owner;
    if (request.path === "/user_account") return { body: { id: acting, username: `name of ${acting}` } };
    if (request.path !== "/pins") return page([]);
    return at[request.query.get("bookmark") ?? ""] ?? pageOfAll(pinsOf(acting === "1" ? 2026 : 2024), request, 4);
  };
/** Returns another response to requests for the account. */
const withAccount =
  (response: ApiResponse, owner: string): Script =>
  (request, signal) =>
    request.path === "/user_account" ? response : api(owner)(request, signal);

const incremental = { mode: "incremental" } as const;
const restarts = [/belongs to another/u];
const of = (owner: string) => (read: Read) => {
  for (const { account } of read.states) assert.equal(account, digestOf(owner, 16));
};

describe("the account of a state", () => {
  itSyncs(
    "is another after the token's owner changed, so all Pins are read, with a warning",
    "pins",
    { ...incremental, api: api("1"), also: of("1") },
    { api: api("2"), warnings: restarts, counts: { pins: 10 }, also: of("2") },
  );
  itSyncs(
    "is another after a failed sync, too",
    "pins",
    { ...incremental, api: api("1") },
    { api: api("2", { "": unauthorized }), warnings: restarts, error: ["config_error", /token/u] },
    { api: api("2"), counts: { pins: 10 } },
  );
  itSyncs(
    "lets the job resume its full refresh",
    "pins",
    { job: "81", api: api("1", { "at 4": unauthorized }), error: ["config_error", /token/u] },
    { api: api("1"), counts: { pins: 6 } },
  );

  const script = api("9", {}, { "549": "1", "550": "1", "551": "2" });
  const acting = (...adAccountIds: readonly string[]) => ({ config: { adAccountIds } });
  itSyncs(
    "is that of the first ad account, if the settings name some",
    "pins",
    { ...incremental, api: script, ...acting("549", "551"), calls: { "/user_account": 1 } },
    { ...acting("550", "549"), ids: newest },
    { ...acting("551", "549"), warnings: restarts, counts: { pins: 10 } },
  );

  it("is added to a state without one, from which the stream continues", async () => {
    const first = await scriptedRead("pins", api("1"), incremental);
    const { account: _, ...state } = first.states.at(-1) ?? {};
    const next = await first.again(api("1"), { state });
    assert.deepEqual([next.ids, next.warnings], [newest, ""]);
    of("1")(next);
  });

  for (const [what, response] of [
    ["denied", denied],
    [
      "out of the token's scopes",
      apiError(401, 3, "Your application is not authorized. Missing: ['user_accounts:read']"),
    ],
    ["without an ID", { body: { id: null, username: "renamed" } }],
  ] as const) {
    itSyncs(
      `is kept if the account is ${what}`,
      "pins",
      { ...incremental, api: api("1") },
      {
        api: withAccount(response, "1"),
        ids: newest,
        also: of("1"),
      },
    );
    itSyncs(`is none if the account is ${what} from the beginning`, "pins", {
      ...incremental,
      api: withAccount(response, "1"),
      counts: { pins: 10 },
      also: ({ states }) => assert.equal(states.at(-1)?.account, undefined),
    });
  }

  for (const response of [fault, busy(67_150)])
    it(`ends the stream INCOMPLETE and is kept if it is unknown for now: ${response.status}`, async () => {
      const first = await scriptedRead("pins", api("1"), incremental);
      const { ids, states, messageOf } = await first.again(withAccount(response, "2"));
      assert.deepEqual([ids, states.at(-1)], [[], first.states.at(-1)]);
      assert.ok(messageOf("transient_error") !== "");
    });

  it("is requested again for another stream after a failure", async () => {
    const names = ["pins", "boards", "media", "followers"];
    let left = 6;
    const states = Object.fromEntries(names.map((name) => [name, { version: 2, account: digestOf("1", 16) }]));
    const script = underQuota((request, signal) => {
      if (request.path === "/user_account") left -= 1;
      return request.path === "/user_account" && left >= 0 ? fault : api("1")(request, signal);
    });
    const read = await scriptedRead(names, script, { ...incremental, states });
    assert.deepEqual([...read.outcomes.values()], ["INCOMPLETE", "COMPLETE", "COMPLETE", "COMPLETE"]);
    assert.equal(read.api.calls("/user_account"), 7);
  });

  for (const [what, names, asked] of [
    [
      "that of the ad account, also for its parents",
      ["pins", "board_section_pins", "likes", "catalogs_item_issues"],
      ["/user_account?ad_account_id=549"],
    ],
    ["that of the token for other lists, including ad accounts", ["followers", "ad_accounts"], ["/user_account"]],
    ["unknown for descendants of ad accounts", ["campaigns", "keywords", "ad_analytics", "template_reports"], []],
  ] as const)
    it(`is ${what}`, async () => {
      for (const name of names) {
        const read = await scriptedRead(name, () => page(rows("549")), { config: { adAccountIds: ["549"] } });
        const requests = read.api.requests.filter((each) => /^\/user_account(?:\?|$)/u.test(each));
        assert.deepEqual([requests, read.states.at(-1)?.account], [asked, undefined], name);
      }
    });
});

describe("the settings that select the rows of a list", () => {
  itSyncs(
    "start it over with a warning if they change, and other settings don't",
    "campaigns",
    {
      ...incremental,
      api: ({ path }) => page(path === "/ad_accounts" ? rows("549") : [{ id: "1", ad_account_id: "549" }]),
      ids: ["1"],
    },
    { config: { startDate: "2026-01-01" }, ids: [] },
    {
      config: { entityStatuses: ["ACTIVE"] },
      ids: ["1"],
      warnings: [/campaigns: starting from the beginning, since settings that select its rows were/u],
    },
    { ids: [] },
  );
});

describe("the definition of a custom report", () => {
  const daily = customReportWith({ startDate: "2026-01-01" });
  const read = (report: CustomReport, first: string, ...changed: readonly string[]) => ({
    ...incremental,
    api: reporting(["1"]),
    config: { customReports: [report] },
    warnings: changed.map(
      (each) => new RegExp(`^custom_mine: starting from the beginning, since the report was ${each}\\. To`, "u"),
    ),
    also: ({ requests }: Read) => {
      const dates = requests.flatMap(({ content }) => (content === undefined ? [] : asText(content.start_date)));
      assert.equal(dates.toSorted()[0], first);
    },
  });
  const resumed = "2026-05-29";

  itSyncs(
    "resumes a report with the same level and granularity",
    "custom_mine",
    read(daily, "2026-01-01"),
    read({ ...daily, columns: ["IMPRESSION_1"], startDate: "2026-02-01" }, resumed),
  );
  const monthly = { ...daily, granularity: "MONTH" };
  itSyncs(
    "starts a report with another granularity or level from the beginning, once, with a warning",
    "custom_mine",
    read(daily, "2026-01-01"),
    read(monthly, "2026-01-01", "changed from CAMPAIGN by DAY to CAMPAIGN by MONTH"),
    read(monthly, "2026-05-01"),
    read({ ...monthly, level: "AD_GROUP" }, "2026-01-01", "changed from CAMPAIGN by MONTH to AD_GROUP by MONTH"),
  );
  const total = { ...daily, granularity: "TOTAL" };
  itSyncs(
    "starts totals from the beginning if their periods begin on another date",
    "custom_mine",
    read(total, "2026-01-01"),
    read(
      { ...total, startDate: "2026-02-01" },
      "2026-02-01",
      "changed from CAMPAIGN TOTAL since 2026-01-01 to CAMPAIGN TOTAL since 2026-02-01",
    ),
  );
});
