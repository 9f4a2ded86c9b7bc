import assert from "node:assert/strict";
import { asText, isStringArray } from "../../src/base/json.ts";
import type { CustomReport } from "../../src/config/config.ts";
import { apiError, customReportWith } from "../scripted-api.ts";
import { readOne, reporting } from "./scripted-read.ts";

const columns = ["CTR", "CTR_2", "LEADS", "ECTR"];
const targeting = { level: "CAMPAIGN_TARGETING", targetingTypes: ["GENDER", "COUNTRY"] } as const;

/**
 * Reads a custom report. Returns the columns of each request, and those and the targeting types that were accepted.
 * @param refuse returns the message of the error for a request with some values; undefined: it is accepted
 */
async function readReport(
  refuse: (values: readonly string[], attempt: number) => string | undefined,
  report: Partial<CustomReport> = {},
) {
  let requests = 0;
  let accepted: readonly string[] = [];
  const script = reporting(["549"], ({ content = {} }) => {
    const lists = [content.columns ?? [], content.targeting_types ?? []];
    const values = lists.flatMap((list) => (isStringArray(list) ? list : assert.fail()));
    requests += 1;
    const message = refuse(values, requests);
    if (message !== undefined) return apiError(400, 1, message);
    accepted = values.filter((value) => !["AD_ACCOUNT_ID", "CAMPAIGN_ID"].includes(value));
    return undefined;
  });
  const customReports = [customReportWith({ startDate: "2026-06-01", columns, ...report })];
  const read = await readOne("custom_mine", script, { config: { startDate: "2026-06-01", customReports } });
  return { ...read, requests, accepted };
}

describe("a rejection", () => {
  for (const [message, ...named] of [
    ["Columns CTR_2, LEADS are not available.", "CTR_2", "LEADS"],
    ["CTR_2, LEADS are wrong, or one of them.", "CTR_2", "LEADS"],
    ["Invalid columns: ['CTR']", "CTR"],
    ["Columns are not allowed: LEADS", "LEADS"],
    ["'CTR_2' is not one of ['CTR', 'LEADS']", "CTR_2"],
  ] as const) {
    it(`that names ${named.join(" and ")} twice removes no other column: ${message}`, async () => {
      const isNamed = (value: string) => named.some((each) => each === value);
      const read = await readReport((values) => (values.some(isNamed) ? message : undefined));
      const left = columns.filter((column) => !isNamed(column));
      assert.deepEqual([read.accepted, read.requests], [left, 3]);
      assert.match(read.warnings, new RegExp(`rejected the columns? ${named.join(", ")} for ad account 549, and`, "u"));
      assert.match(read.messageOf("config_error"), /Custom reports, item 1: Columns/u);
    });
  }

  for (const message of [
    "Supported columns are CTR, LEADS",
    "PRECTR and LEADS_2 are wrong",
    "Invalid request.",
    // A message that names all values is unspecific.
    "Wrong: CTR, CTR_2, LEADS, ECTR, CAMPAIGN_ID, AD_ACCOUNT_ID",
  ]) {
    it(`that names no column in particular is the error, after one request: ${message}`, async () => {
      const { complete, requests, messageOf, warnings } = await readReport(() => message);
      assert.deepEqual([complete, requests], [false, 1]);
      assert.ok(messageOf("config_error").includes(message));
      assert.doesNotMatch(warnings, /rejected the/u);
    });
  }

  it("that the repetition doesn't confirm removes nothing", async () => {
    const read = await readReport((_, attempt) => (attempt === 1 ? "Columns CTR, CTR_2 are invalid." : undefined));
    assert.deepEqual([read.errors, read.warnings, read.accepted], [[], "", columns]);
  });

  it("that names another column after each removal removes them all", async () => {
    const rejected = ["CTR", "CTR_2", "ECTR"];
    const read = await readReport((values) => rejected.find((each) => values.includes(each)));
    assert.deepEqual([read.accepted, read.requests], [["LEADS"], 2 + rejected.length]);
  });

  it("removes a targeting type, and never the only one", async () => {
    const refuse = (values: readonly string[]) => (values.includes("GENDER") ? "GENDER is not one of AGE" : undefined);
    const read = await readReport(refuse, { ...targeting });
    assert.deepEqual(
      read.accepted.filter((value) => !columns.includes(value)),
      ["COUNTRY"],
    );
    const only = await readReport(refuse, { ...targeting, targetingTypes: ["GENDER"] });
    assert.deepEqual([only.accepted, only.requests], [[], 1]);
    assert.match(asText(only.messageOf("config_error")), /GENDER is not one of AGE/u);
  });
});
