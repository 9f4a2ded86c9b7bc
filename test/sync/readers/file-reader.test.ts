import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { LinkPolicy } from "../../../src/pinterest/network/link-policy.ts";
import { denied, reporting } from "../api.ts";
import type { Read } from "../scripted-read.ts";
import { itSyncs, type Sync, valuesOf } from "../syncs.ts";

const name = "campaign_analytics_report";
const bodiesOf = ({ requests }: Read): readonly JsonObject[] =>
  requests.flatMap(({ content }) => (content === undefined ? [] : [content]));

/** Returns a read of reports of ad accounts with these files; an ad account without one is denied. */
const reports = (files: Readonly<Record<string, string | undefined>>, situation: Sync = {}): Sync => ({
  ...situation,
  api: reporting(Object.keys(files), ({ path }) =>
    files[path.split("/")[2] ?? ""] === undefined ? denied : undefined,
  ),
  config: { startDate: "2026-06-01", numWorkers: 1 },
  file: (url: string) => {
    const file = files[url.split(" ")[0] ?? ""] ?? "{}";
    if (file === "unsafe") new LinkPolicy("https://api.test/v5").parse("https://169.254.169.254/?SECRET");
    return file;
  },
});
const rowsOf = (...spends: readonly number[]) =>
  JSON.stringify({ "626": spends.map((spend) => ({ DATE: "2026-06-02", SPEND_IN_DOLLAR: spend })) });
const many = Array.from({ length: 700 }, (_, index) => index);

describe("a file of issues", () => {
  itSyncs(
    "has rows with their columns in one field, beside their list and place",
    "catalogs_reports_feed_ingestion_issues",
    {
      account: {
        "/catalogs/feeds": [{ id: "8", catalog_type: "RETAIL" }],
        "/catalogs/reports": ({ content }) => ({
          body: content ? { token: "t" } : { report_status: "FINISHED", url: "u" },
        }),
      },
      file: () => JSON.stringify({ errors: [{ item: "a", code: 7 }, { item: "b" }], warnings: [{ item: "c" }] }),
      writes: 3,
      also: ({ records }) =>
        assert.deepEqual(
          records.map(({ feed_id: feed, report_row: place, report_list: list, report_columns: columns }) => [
            feed,
            place,
            list,
            columns,
          ]),
          [
            ["8", 1, "errors", { item: "a", code: 7 }],
            ["8", 2, "errors", { item: "b" }],
            ["8", 3, "warnings", { item: "c" }],
          ],
        ),
    },
  );
});

describe("a report", () => {
  itSyncs("is requested once per ad account, and each ad account is done after its last row", name, {
    ...reports({ "549": rowsOf(...many), "550": "{}" }, { mode: "incremental" }),
    writes: 700,
    warnings: "any",
    also: (read) => {
      assert.deepEqual(valuesOf(read.records, "SPEND_IN_DOLLAR"), many.map(String));
      assert.deepEqual(valuesOf(read.records, "AD_ACCOUNT_ID"), ["549"]);
      assert.ok(read.states.length <= 3, "none within a file, where no read can resume");
      assert.deepEqual(
        bodiesOf(read).map(({ start_date: from, end_date: through, level, ad_account_id: id }) => [
          from,
          through,
          level,
          id,
        ]),
        ["549", "550"].map(() => ["2026-06-01", "2026-06-30", "CAMPAIGN", undefined]),
      );
    },
  });

  const warning = /^campaign_analytics_report: 2 rows of a report for ad account 549 had the key of an earlier row/u;
  itSyncs("warns of rows with the key of an earlier row and other metrics", name, {
    ...reports({ "549": rowsOf(1, 2, 3) }),
    writes: 3,
    warnings: [warning],
  });
  const swapped = [
    { CTR: 1, ECTR: 2 },
    { CTR: 2, ECTR: 1 },
  ].map((each) => ({ DATE: "2026-06-02", ...each }));
  itSyncs("warns of rows whose metrics have changed places", name, {
    ...reports({ "549": JSON.stringify({ "626": swapped }) }),
    writes: 2,
    warnings: [/^campaign_analytics_report: 1 row of a report for ad account 549 had the key of an earlier row/u],
  });
  itSyncs("doesn't warn of equal rows", name, { ...reports({ "549": rowsOf(1, 1) }), writes: 2 });

  itSyncs("of an ad account with an unsafe link ends with an error, without a retry, once the others are read", name, {
    ...reports({ "549": "unsafe", "550": rowsOf(1) }),
    writes: 1,
    error: ["config_error", /leads to 169\.254\.169\.254, .* \(ad account 549\)\./u],
    requests: { "/ad_accounts/549/reports": 2 },
    also: ({ lines }) => assert.doesNotMatch(JSON.stringify(lines), /SECRET/u),
  });
});
