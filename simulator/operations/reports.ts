import { reportText } from "../reports/file.ts";
import { type Job, showJob } from "../reports/jobs.ts";
import { readReport } from "../reports/request.ts";
import type { Simulation } from "../simulation.ts";
import { advertiserOf } from "./advertiser.ts";
import { get, type Operation, post } from "./operation.ts";

const path = "/ad_accounts/{ad_account_id}/reports";

/** Reports that take their time: asked for, polled, and downloaded from elsewhere. */
export const reportOperations: readonly Operation[] = [
  post(path, "analytics/create_report", (call) => {
    const { body, simulation } = call;
    const adAccount = advertiserOf(call);
    const { jobs, clock, overload } = simulation;
    overload.meet();
    const job = jobs.create(adAccount, readReport(body, clock.today()));
    return showJob(job, jobs.statusOf(job));
  }),
  get(path, "analytics/get_report", (call) => {
    const { parameters, simulation, origin } = call;
    const { jobs } = simulation;
    const adAccount = advertiserOf(call);
    const job = jobs.find(parameters.requiredText("token"));
    if (job === undefined || job.adAccount !== adAccount)
      return { report_status: "DOES_NOT_EXIST", url: null, size: null };
    const status = jobs.poll(job);
    if (status !== "FINISHED") return { report_status: status, url: null, size: null };
    return { report_status: status, url: origin + jobs.linkOf(job), size: sizeOf(simulation, job) };
  }),
];

/** So many bytes are counted before they are sent: the size of a larger report is not told, to save the time. */
const countedBytes = 4_000_000;

function sizeOf(simulation: Simulation, job: Job): number | null {
  if (job.size !== undefined) return job.size;
  let size = 0;
  for (const piece of textOf(simulation, job)) {
    size += Buffer.byteLength(piece);
    if (size > countedBytes) break;
  }
  job.size = size > countedBytes ? null : size;
  return job.size;
}

/** The text of a job's report, as of the time at which it was asked for. */
export function textOf({ seed }: Simulation, job: Job): Generator<string> {
  return reportText(job, { seed, now: job.createdAt, extraEntities: job.extraEntities }, job.withIds);
}
