import type { Clock } from "../../base/clock.ts";
import { isObject, type JsonObject } from "../../base/json.ts";
import type { Caller } from "../caller.ts";
import type { ApiClient } from "../client.ts";
import { ApiError, type ApiErrorKind } from "../errors/api-error.ts";
import { numberIn } from "../limits/rate-limit-headers.ts";
import { retryDelay } from "../limits/retry-policy.ts";
import type { OpenDownload } from "../network/download.ts";
import { addressAndBody, type Parameters } from "../operations/operations.ts";
import { FileProof } from "./file-proof.ts";
import { type ReportLink, reportError, rowsOf, textOf } from "./report-download.ts";
import { type ReportRequest, RetryableReportError } from "./report-request.ts";

/** The dependencies of reports. */
export interface ReportDependencies {
  readonly client: ApiClient;
  readonly download: OpenDownload;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

/** Delays between polls, in seconds. The last one repeats. */
const pollDelays = [1, 2, 4, 8, 10] as const;
/** Maximum duration of a job, or of several if the API ends them without a report. */
const maxJobMs = 60 * 60_000;
/**
 * The errors of a poll that mean that the API has lost the job: it accepted the other parameters when it created the job. Of
 * an expired token, the OpenAPI document has only one (reports/get, status 400, code 1104).
 */
const lostJob: ReadonlySet<ApiErrorKind> = new Set(["invalid_request", "not_found"]);
/** "Your job is still processing" (clients in production, which name no status). */
const stillProcessing = 1105;

/**
 * Reads the rows of a report, in chunks. For an identical job that is running or finished, the API returns the token of that job.
 * The link expires after five minutes, the report after an hour. Requests an expired link again, and creates an expired or
 * failed job again, by the retry policy of requests.
 *
 * Rows with a key arrive while the file does. If its download breaks off, all of them arrive again. The key of other rows is their
 * position in the file. These, and rows to verify, arrive when it is complete, each once unless another job has another file; a long
 * file is then downloaded again.
 * @throws ApiError if the report fails after retries
 */
export async function* reportRows(
  dependencies: ReportDependencies,
  request: ReportRequest,
  caller: Caller,
): AsyncGenerator<readonly JsonObject[]> {
  const isProvenFirst = request.positionField !== undefined || request.verify !== undefined;
  let token: string | undefined;
  let proof: FileProof | undefined;
  /** The number of rows in the proven file that were yielded. */
  let passed = 0;
  /** How long the jobs took that ended without a report, in milliseconds, since the last link. */
  let spentMs = 0;
  for (let retries = 0; ; retries += 1)
    try {
      token ??= await startJob(dependencies, request, caller);
      const job = token;
      const open = async () => {
        const begun = dependencies.clock.now() - spentMs;
        const link = await finishedJob(dependencies, request, job, caller, begun).catch((error: unknown) => {
          spentMs = dependencies.clock.now() - begun;
          throw error;
        });
        spentMs = 0;
        return { text: textOf(dependencies.download, request, link, caller), size: link.size };
      };
      if (isProvenFirst) proof ??= await FileProof.of(request, await open());
      const file = proof === undefined ? await open() : await proof.again(open);
      for await (const rows of rowsOf(request, file, passed)) {
        if (proof !== undefined) passed += rows.length;
        yield rows;
      }
      return;
    } catch (thrown) {
      const error = reportError(thrown, request);
      if (!(error instanceof RetryableReportError)) throw error;
      const { clock, random } = dependencies;
      const delay = retryDelay(error.error, retries, random(), clock.now());
      if (delay === undefined) throw error.error;
      caller.onRetry?.(error.error, delay);
      await clock.sleep(delay, caller.signal);
      if (error.jobIsLost) {
        // A new job might order its rows differently.
        token = undefined;
        proof = undefined;
        passed = 0;
      }
    }
}

function startJob(
  { client }: ReportDependencies,
  { create, parameters, body }: ReportRequest,
  caller: Caller,
): Promise<string> {
  return client.call(
    create,
    parameters,
    caller,
    (response) => {
      const { token } = jobIn(response);
      if (typeof token !== "string" || token === "") throw new Error("no token");
      return token;
    },
    Object.keys(body).length === 0 ? undefined : body,
  );
}

/** Returns the job in a response. Some operations wrap it in an envelope. */
function jobIn(response: unknown): JsonObject {
  if (!isObject(response)) return {};
  return isObject(response.data) ? response.data : response;
}

async function finishedJob(
  { client, clock }: ReportDependencies,
  request: ReportRequest,
  token: string,
  caller: Caller,
  begun: number,
): Promise<ReportLink> {
  const { inAddress } = addressAndBody(request.poll, { ...request.parameters, token });
  for (let polls = 0; ; polls += 1) {
    const { status, url, size } = await jobOf(client, request, inAddress, caller);
    if (status === "FINISHED" && url !== undefined) return { url, size };
    if (status !== "IN_PROGRESS") {
      const isFinished = status === "FINISHED";
      const reason = `the report's job ended as ${status}${isFinished ? ", but without a link" : ""}`;
      throw new RetryableReportError(request, reason, { jobIsLost: !isFinished });
    }
    const reason = "the report's job did not finish within an hour";
    if (clock.now() - begun > maxJobMs) throw new ApiError({ kind: "server_fault", operation: request.poll, reason });
    await clock.sleep((pollDelays[polls] ?? pollDelays[4]) * 1000, caller.signal);
  }
}

/** Returns the status of a job. Access to its creation was not denied, so a denial means that the report is missing. */
async function jobOf(client: ApiClient, request: ReportRequest, parameters: Parameters, caller: Caller) {
  try {
    return await client.call(request.poll, parameters, caller, (response) => {
      const job = jobIn(response);
      if (typeof job.report_status !== "string") throw new Error("no report_status");
      // A message quotes it, and another text might be a link that grants access.
      if (!/^[A-Z_]{1,40}$/u.test(job.report_status)) throw new Error("an invalid report_status");
      return {
        status: job.report_status,
        url: typeof job.url === "string" && job.url !== "" ? job.url : undefined,
        size: typeof job.size === "number" || typeof job.size === "string" ? numberIn(String(job.size)) : undefined,
      };
    });
  } catch (error) {
    if (error instanceof ApiError && error.code === stillProcessing)
      return { status: "IN_PROGRESS", url: undefined, size: undefined };
    if (error instanceof ApiError && lostJob.has(error.kind))
      throw new RetryableReportError(request, error.reason, { jobIsLost: true, status: error.status });
    throw error instanceof ApiError && error.kind === "permission_denied" ? error.as("access_lost") : error;
  }
}
