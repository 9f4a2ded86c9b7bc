import { addDays, dayOf } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { type ReportDependencies, reportRows } from "../../pinterest/reports/report-job.ts";
import type { Page } from "./page.ts";

const operation = "analytics/create_report";
/** Rows that are kept of a file. */
const maxRows = 5_000;

/**
 * Creates a report of campaigns by gender and age for 30 days, the only object that a survey creates, and reads its file.
 * @returns the file as a page, with what was wrong with it; none if Pinterest created none
 */
export async function askReport(
  adAccount: string,
  dependencies: ReportDependencies & { readonly signal: AbortSignal },
): Promise<{ readonly pages: readonly Page[]; readonly requests: number }> {
  const { clock, signal } = dependencies;
  const yesterday = addDays(dayOf(clock.now()), -1);
  const body: JsonObject = {
    start_date: addDays(yesterday, -29),
    end_date: yesterday,
    level: "CAMPAIGN_TARGETING",
    granularity: "DAY",
    columns: ["CAMPAIGN_ID", "SPEND_IN_MICRO_DOLLAR"],
    targeting_types: ["GENDER", "AGE_BUCKET"],
  };
  const poll = "analytics/get_report";
  const request = {
    create: operation,
    poll,
    parameters: { ad_account_id: adAccount },
    body,
    format: "lists",
    keyField: "CAMPAIGN_ID",
  } as const;
  let requests = 0;
  const rows: JsonObject[] = [];
  let problem = "";
  const onCall = () => {
    requests += 1;
  };
  try {
    for await (const more of reportRows(dependencies, request, { signal, onCall }))
      if (rows.length < maxRows) rows.push(...more);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind !== "invalid_body" && error.kind !== "unsafe_link") return { pages: [], requests };
    problem = error.kind === "unsafe_link" ? error.kind : "not_readable";
  }
  const parameters = { file: "1", problem };
  const page = {
    operation,
    parameters,
    status: 200,
    rows,
    bookmark: null,
    code: "",
    message: "",
    body: rows,
    headers: {},
  } as const;
  return { pages: [page], requests };
}
