import assert from "node:assert/strict";
import { asText, isStringArray } from "../../../src/base/json.ts";
import type { CustomReport } from "../../../src/config/config.ts";
import { apiError, customReportWith, page } from "../../scripted-api.ts";
import { readOne, reporting, rows } from "../scripted-read.ts";

const keyColumns = ["AD_ACCOUNT_ID", "CAMPAIGN_ID"];

/**
 * Reads a custom report, or without one that of campaigns, which has all columns. Returns the columns of each request.
 * @param refuse returns the message of the error for a request with some columns; undefined: it is accepted
 */
async function readReport(
  report: Partial<CustomReport> | undefined,
  refuse: (columns: readonly string[], attempt: number) => string | undefined,
) {
  const requests: (readonly string[])[] = [];
  let accepted: readonly string[] = [];
  const read = await readOne(
    report === undefined ? "campaign_analytics_report" : "custom_mine",
    reporting(["549"], ({ content }) => {
      const wanted = content?.columns;
      assert.ok(isStringArray(wanted) && wanted.length > 0);
      requests.push(wanted);
      const message = refuse(wanted, requests.length);
      if (message !== undefined) return apiError(400, 1, message);
      accepted = wanted;
      return undefined;
    }),
    { config: { startDate: "2026-06-01", customReports: [customReportWith({ startDate: "2026-06-01", ...report })] } },
  );
  const used = accepted.filter((column) => !keyColumns.includes(column));
  return { ...read, requests, used };
}

/** Refuses these columns with a message. */
const refusing = (rejected: readonly string[], message: string) => (wanted: readonly string[]) =>
  wanted.some((column) => rejected.includes(column)) ? message : undefined;
const without = (all: readonly string[], rejected: readonly string[]) =>
  all.filter((column) => !rejected.includes(column));

describe("a message about rejected columns", () => {
  const columns = ["CTR", "CTR_2", "LEADS", "ECTR"];

  for (const [message, rejected, most] of [
    ["Columns CTR_2, LEADS are not available.", ["CTR_2", "LEADS"], 4],
    ["CTR_2, LEADS are wrong, or one of them.", ["CTR_2"], 4],
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
      const { used, requests, errors, warnings } = await readReport({ columns }, refusing(rejected, message));
      assert.deepEqual(used, without(columns, rejected));
      assert.ok(requests.length <= most, `${requests.length} requests`);
      assert.equal(errors.length, 1, "the report names them");
      for (const column of rejected)
        assert.match(warnings + asText(errors[0]?.body.message), new RegExp(`\\b${column}\\b`, "u"));
    });
  }

  for (const message of ["Invalid request", "Shard 3 is PAUSED, try again", "CTR, CTR_2"]) {
    it(`removes none if the same request is accepted later: ${message}`, async () => {
      for (const refusals of [1, 2, 3, 6]) {
        const read = await readReport({ columns }, (_, attempt) => (attempt <= refusals ? message : undefined));
        assert.deepEqual([read.errors, read.used], [[], columns], `after ${refusals}`);
      }
    });
  }

  it("removes the later one of two that are refused together", async () => {
    const both = (wanted: readonly string[]) => wanted.includes("CTR") && wanted.includes("ECTR");
    const { used } = await readReport({ columns }, (wanted) => (both(wanted) ? "Invalid request" : undefined));
    assert.deepEqual(used, ["CTR", "CTR_2", "LEADS"]);
  });

  it("removes all columns that are named one after the other", async () => {
    const rejected = ["CTR", "CTR_2", "ECTR"];
    const { used, requests } = await readReport({ columns }, (wanted) =>
      rejected.find((each) => wanted.includes(each)),
    );
    assert.deepEqual([used, requests.length], [["LEADS"], 3 * 2 + 1]);
  });

  for (const [what, report, refuse, most] of [
    [
      "names the only value of a parameter",
      { level: "CAMPAIGN_TARGETING", targetingTypes: ["GENDER"] },
      () => "GENDER is not one of COUNTRY",
      2,
    ],
    ["is about any values", undefined, () => "The time range is too large.", 50],
    [
      "is about too many of them",
      undefined,
      (wanted: readonly string[]) => (wanted.some((each) => /[DLNY]$/u.test(each)) ? "Invalid request" : undefined),
      130,
    ],
  ] as const) {
    it(`ends the stream with the error after few requests if it ${what}`, async () => {
      const { complete, requests, messageOf, warnings } = await readReport(report && { columns, ...report }, refuse);
      assert.match(messageOf("config_error"), /in the source settings.*(?:GENDER|too large|Invalid request)/u);
      assert.equal(complete, false);
      assert.doesNotMatch(warnings, /rejected the/u);
      assert.ok(requests.length <= most, `${requests.length} requests`);
    });
  }
});

describe("a message about one of several rejected columns, or about none", () => {
  for (const [what, positions, isNamed] of [
    ["one of them", [1, 5, 90], true],
    ["none", [0], false],
    ["none", [84], false],
    ["none", [-1], false],
    ["none", [3, 120], false],
    ["none", [0, 1, -2, -1], false],
  ] as const) {
    it(`leads to all of them within few requests: ${what} of number ${positions.join(", ")}`, async () => {
      const { used: all } = await readReport(undefined, () => undefined);
      assert.ok(all.length > 150, String(all.length));
      const wrong = positions.map((position) => asText(all.at(position)));
      const message = isNamed ? `Columns ${asText(wrong[0])} are not available.` : "Invalid request.";
      const { used, requests, errors } = await readReport(undefined, refusing(wrong, message));
      assert.deepEqual([errors, used], [[], without(all, wrong)]);
      assert.ok(requests.length <= 20 * positions.length + 16, `${requests.length} requests`);
    });
  }

  it("is not taken to name a search term, which can be any word", async () => {
    const terms = ["request", "is", "spam"];
    const used: string[] = [];
    const { messageOf } = await readOne(
      "keyword_metrics",
      ({ path, query }) => {
        if (path === "/ad_accounts") return page(rows("549"));
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
