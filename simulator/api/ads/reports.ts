import { ApiError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { granularityOf } from "../../metrics/periods.ts";
import { reportText } from "../../reports/file.ts";
import { type ReportWork, sizeOf } from "../../reports/jobs.ts";
import { type ReportRequest, readReport, templateRequest } from "../../reports/request.ts";
import type { Simulation } from "../../simulation.ts";
import { reportTemplatesOf } from "../../world/ads/tables.ts";
import type { AdAccount } from "../../world/world.ts";
import { adAccountOf } from "../areas.ts";
import { requiredRange } from "../check-range.ts";
import { type Call, computed, type Operations } from "../operation.ts";

/** Asynchronous reports: create, poll, and download. */
export const reportOperations: Operations = {
  "analytics/create_report": computed((call) => {
    const { body, simulation } = call;
    const adAccount = adAccountOf(call);
    const request = readReport(body, simulation.clock.today(), simulation.settings);
    return create(simulation, workOf(simulation, adAccount, request));
  }),
  "analytics/get_report": computed((call) => poll(call, adAccountOf(call).id)),
  "analytics/create_template_report": computed((call) => {
    const { parameters, simulation } = call;
    const adAccount = adAccountOf(call);
    const id = parameters.requiredText("template_id");
    const template = reportTemplatesOf(adAccount).find((one) => one.id === id);
    if (template === undefined || template.is_deleted === true) throw new ApiError(404, 404, "Template not found.");
    // "Cannot be more than 2.5 years back from today"; the same maximum for the length.
    const { template_dates: dates, template_files: files } = simulation.settings;
    const today = simulation.clock.today();
    const requested = requiredRange(parameters, today, { back: 914, days: 914 });
    const days = dates === "requested" ? requested : { start: today - 6, end: today };
    const granularity = granularityOf(parameters.text("granularity") ?? template.granularity);
    const request = templateRequest(template, days, granularity, files);
    return { ...create(simulation, workOf(simulation, adAccount, request)), template_id: id };
  }),
};

/** Returns the job definition of an ads report. */
export function workOf({ seed, settings }: Simulation, adAccount: AdAccount, request: ReportRequest): ReportWork {
  const asCreated = { ...settings };
  return {
    owner: adAccount.id,
    key: JSON.stringify([asCreated, request]),
    write: (now) => reportText(adAccount, request, { seed, settings: asCreated, now }),
  };
}

/** Creates a report job. */
export function create({ jobs }: Simulation, work: ReportWork): JsonObject {
  const job = jobs.create(work);
  return { report_status: jobs.statusOf(job), token: job.token, message: "" };
}

/** Returns the status of a report and, once finished, its URL. */
export function poll({ parameters, simulation, origin }: Call, owner: string): JsonObject {
  const { jobs } = simulation;
  const job = jobs.poll(parameters.requiredText("token"), owner);
  const status = job === undefined ? "DOES_NOT_EXIST" : jobs.statusOf(job);
  if (job === undefined || status !== "FINISHED") return { report_status: status, url: null, size: null };
  return { report_status: status, url: origin + jobs.linkOf(job), size: sizeOf(job) };
}
