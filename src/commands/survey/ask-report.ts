import { addDays, dayOf } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { type ReportDependencies, reportRows } from "../../pinterest/reports/report-job.ts";
import type { Budget } from "./budget.ts";
import type { Page } from "./page.ts";

const operation = "analytics/create_report";
/** What was wrong, by kind of error. Others say nothing about reports. */
const problems: Readonly<Partial<Record<ApiError["kind"], string>>> = {
  invalid_body: "not_readable",
  unsafe_link: "unsafe_link",
  invalid_request: "rejected",
};
/** Rows that are kept of a file. */
const maxRows = 5_000;

/** The reports, by what they split. The document lacks the targeting type of the second one. */
const reports = { people: ["GENDER", "AGE_BUCKET"], feed_type: ["FEED_TYPE"] } as const;

/**
 * Creates a report of campaigns by gender and age, or by type of feed, for 30 days, and reads its file. A survey creates nothing else.
 * @returns the file as a page, with what was wrong with it; none if Pinterest created none
 */
export async function askReport(
  split: keyof typeof reports,
  adAccount: string,
  budget: Budget,
  dependencies: ReportDependencies,
): Promise<readonly Page[]> {
  if (budget.isSpent) return [];
  const yesterday = addDays(dayOf(dependencies.clock.now()), -1);
  const body: JsonObject = {
    start_date: addDays(yesterday, -29),
    end_date: yesterday,
    level: "CAMPAIGN_TARGETING",
    granularity: "DAY",
    columns: ["CAMPAIGN_ID", "SPEND_IN_MICRO_DOLLAR"],
    targeting_types: [...reports[split]],
  };
  const poll = "analytics/get_report";
  const request = {
    create: operation,
    poll,
    parameters: { ad_account_id: adAccount },
    body,
    keyField: "CAMPAIGN_ID",
  } as const;
  const rows: JsonObject[] = [];
  let problem = "";
  try {
    for await (const more of reportRows(dependencies, request, budget.caller))
      if (rows.length < maxRows) rows.push(...more);
  } catch (error) {
    if (budget.hasStopped(error)) return [];
    if (!(error instanceof ApiError)) throw error;
    if (!(error.kind in problems)) return [];
    problem = problems[error.kind] ?? "";
  }
  const parameters = { file: split, problem };
  const content = { rows, body: rows, bookmark: null, code: "", message: "" };
  return [{ operation, parameters, status: 200, headers: {}, ...content }];
}
