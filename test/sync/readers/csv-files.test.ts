import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { type ApiResponse, apiError } from "../../scripted-api.ts";
import { type Account, fault } from "../api.ts";
import { itSyncs, type Sync } from "../syncs.ts";

const name = "template_reports";
/** Entries as `GET /resources/delivery_metrics` was recorded to have them, some with `%s` in their display names. */
const metrics = [
  ["CAMPAIGN_ID", "Campaign ID"],
  ["AD_GROUP_ID", "Ad group ID"],
  ["AD_ID", "Ad ID"],
  ["PIN_PROMOTION_ID", "Ad ID"],
  ["SPEND_IN_DOLLAR", "Spend"],
  ["TOTAL_IMPRESSION", "Impressions"],
  ["EENGAGEMENT_RATE", "Engagement rate"],
  ["ADE_ROAS", "Total ROAS (%s)"],
  ["CHECKOUT_ROAS", "Total ROAS (Checkout)"],
  ["ADE_TOTAL_CLICK", "Click-through (%s)"],
  ["ADE_TOTAL_CLICK_2", "Click-through (%s)"],
  ["ENGAGEMENT_RATE", undefined],
].map(([metric, display]) => ({ name: metric, category: "ADS", definition: "…", display_name: display }));
const organic = { name: "IMPRESSION", category: "ORGANIC", display_name: "Impressions" };

/** Returns an API with one template, whose file has a format of its own whatever the template says. */
const templates = (
  template: JsonObject = {},
  list: ApiResponse = { body: { items: [...metrics, organic] } },
): Account => ({
  "/ad_accounts": "549",
  "/resources/delivery_metrics": list,
  "/ad_accounts/*/templates": [{ id: "77", report_format: "CSV", ...template }],
  "/ad_accounts/*/templates/*/reports": { body: { token: "t" } },
  "/ad_accounts/*/reports": ({ content }) => ({
    body: content ? { token: "t" } : { report_status: "FINISHED", url: "u" },
  }),
});
/** Returns a read of a template's file, one line per text. */
const reading = (lines: readonly string[], more: Sync = {}): Sync => ({
  account: templates(),
  config: { startDate: "2026-06-01" },
  file: () => `${lines.join("\n")}\n`,
  ...more,
});
const record = { TEMPLATE_ID: "77", AD_ACCOUNT_ID: "549", currency: null };
const itReads = (title: string, lines: readonly string[], expected: readonly JsonObject[], more: Sync = {}) =>
  itSyncs(`of a template ${title}`, name, {
    ...reading(lines),
    writes: expected.length,
    ...more,
    also: ({ records }) =>
      assert.deepEqual(
        records,
        expected.map((each) => ({ ...record, ...each })),
      ),
  });

describe("a CSV file", () => {
  itReads(
    "has the columns that its display names mean, with their types",
    [
      "Date,Campaign ID,Ad ID,Organic pin ID,Spend,Impressions,Engagement rate",
      "2026-06-02,626,687,666111111111111117,1.5,10,0.25",
    ],
    [
      {
        ROW_ID: "/626///687/////666111111111111117",
        DATE: "2026-06-02",
        CAMPAIGN_ID: "626",
        AD_ID: "687",
        PIN_ID: "666111111111111117",
        SPEND_IN_DOLLAR: 1.5,
        TOTAL_IMPRESSION: 10,
        EENGAGEMENT_RATE: 0.25,
      },
    ],
  );
  itReads(
    "has rows by targeting, keyword, and product group",
    [
      "Date,Targeting Type,Targeting Value,Keyword ID,Product group ID,SPEND",
      ...["FEED_TYPE,TWOCOLUMN_FEED,,", ",,5,", ",,,6"].map((cells) => `2026-06-02,${cells},1`),
    ],
    [
      { ROW_ID: "////FEED_TYPE/TWOCOLUMN_FEED", TARGETING_TYPE: "FEED_TYPE", TARGETING_VALUE: "TWOCOLUMN_FEED" },
      { ROW_ID: "///////5", KEYWORD_ID: "5" },
      { ROW_ID: "////////6", PRODUCT_GROUP_ID: "6" },
    ].map((each) => ({
      DATE: "2026-06-02",
      TARGETING_TYPE: null,
      TARGETING_VALUE: null,
      KEYWORD_ID: null,
      PRODUCT_GROUP_ID: null,
      SPEND: "1",
      ...each,
    })),
  );
  itReads(
    "keeps the texts that no single metric is displayed as, and says so",
    ["Date,Campaign ID,Advertiser,Click-through (Sign-up),Total ROAS (Newsletter)", "2026-06-02,626,Shop,3,2"],
    [
      {
        ROW_ID: "/626",
        DATE: "2026-06-02",
        CAMPAIGN_ID: "626",
        Advertiser: "Shop",
        "Click-through (Sign-up)": "3",
        ADE_ROAS: "2",
      },
    ],
    { warnings: [/the columns Advertiser and Click-through \(Sign-up\) of a CSV file keep these names/u] },
  );
  itReads(
    "finds a display name that changed, and one that fits another's pattern",
    ["Date,Campaign ID,ROAS (Checkout)", "2026-06-02,626,2.5"],
    [{ ROW_ID: "/626", DATE: "2026-06-02", CAMPAIGN_ID: "626", CHECKOUT_ROAS: 2.5 }],
    // The list of metrics is one of the calls.
    { says: [/^template_reports: read 1 record with 5 API calls/u] },
  );
  itReads(
    "converts plain numbers only, and names the columns of others",
    ["Date;Campaign ID;Spend;Impressions", "2026-06-02;626;1,234.50;1000", '2026-06-03;626;7;"2"'],
    [
      { ROW_ID: "/626", DATE: "2026-06-02", CAMPAIGN_ID: "626", SPEND_IN_DOLLAR: "1,234.50", TOTAL_IMPRESSION: 1000 },
      { ROW_ID: "/626", DATE: "2026-06-03", CAMPAIGN_ID: "626", SPEND_IN_DOLLAR: 7, TOTAL_IMPRESSION: 2 },
    ],
    { warnings: [/SPEND_IN_DOLLAR of a CSV file has values that aren't plain numbers/u] },
  );
  itReads(
    "without any date has that of the request, and says so",
    ["Campaign name,Spend", "Summer,1", "Winter,2"],
    [
      { ROW_ID: "Summer", DATE: "2026-06-01", CAMPAIGN_NAME: "Summer", SPEND_IN_DOLLAR: 1 },
      { ROW_ID: "Winter", DATE: "2026-06-01", CAMPAIGN_NAME: "Winter", SPEND_IN_DOLLAR: 2 },
    ],
    { says: [/has no dates, so DATE is the first date requested/u] },
  );

  for (const [what, list] of [
    ["denied", apiError(403, 29, "You are not permitted to access that resource.")],
    ["out of scope", apiError(401, 3, "Your token does not have sufficient permissions. Missing: ['pins:read']")],
  ] as const)
    itSyncs(`is read with its texts while the list of metrics is ${what}`, name, {
      ...reading(["Date,Campaign ID,Engagement rate", "2026-06-02,626,0.5"], { account: templates({}, list) }),
      writes: 1,
      warnings: [/the columns? Engagement rate of a CSV file/u],
      also: ({ records }) =>
        assert.deepEqual(records, [
          { ...record, ROW_ID: "/626", DATE: "2026-06-02", CAMPAIGN_ID: "626", "Engagement rate": "0.5" },
        ]),
    });
  itSyncs("is left to the next sync if the list of metrics can't be had for now", name, {
    ...reading(["Date,Campaign ID", "2026-06-02,626"], { account: templates({}, fault) }),
    error: ["transient_error", /Something went wrong/u],
  });

  itSyncs("of any report is read", "campaign_analytics_report", {
    ...reading(["DATE,CAMPAIGN_ID,SPEND_IN_DOLLAR", "2026-06-02,626,1.5"]),
    writes: 1,
    also: ({ records: [found] }) => assert.deepEqual([found?.CAMPAIGN_ID, found?.SPEND_IN_DOLLAR], ["626", 1.5]),
  });
  for (const text of ["Access denied, sorry", "Error;code\n1;2", "<html>Date,Campaign ID"])
    itSyncs(`isn't what begins with ${JSON.stringify(text)}`, name, {
      ...reading([text]),
      error: ["transient_error", /first line has no column of the stream|a web page/u],
    });

  itSyncs("isn't what a template makes that says CSV, and whose file is JSON", name, {
    ...reading([JSON.stringify({ "626": [{ DATE: "2026-06-02", SPEND_IN_DOLLAR: 1 }] })]),
    writes: 1,
    requests: { "/resources/delivery_metrics": 0 },
    also: ({ records: [found] }) => assert.deepEqual([found?.ENTITY_ID, found?.ROW_ID], ["626", "626"]),
  });
});
