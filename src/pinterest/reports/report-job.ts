import type { Clock } from "../../clock.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import type { ApiClient, Caller } from "../client.ts";
import { ApiError } from "../errors/api-error.ts";
import { numberIn } from "../limits/rate-limit-headers.ts";
import { retryDelay } from "../limits/retry-policy.ts";
import type { OpenDownload } from "../network/download.ts";
import { UnsafeLinkError } from "../network/link-policy.ts";
import { TransportError } from "../network/transport.ts";
import { operationNamed, type Parameters } from "../operations/operations.ts";
import { type FileForm, fileRows } from "./report-file.ts";

/** A report to be made: which operations make and find it, and what is asked for. */
export interface ReportRequest {
  /** The operation that starts the job. */
  readonly create: string;
  /** The operation that tells how the job stands, by its token. */
  readonly poll: string;
  /** What the address of the first one says, in its path and query. The other one takes of it what it declares. */
  readonly parameters: Parameters;
  /** Empty: the request has none. */
  readonly body: JsonObject;
  /** What the file is known to look like. */
  readonly form: FileForm;
  /** The field that a row gets the key of its list in, if it has none: in reports on ads, the id of its entity. */
  readonly id: string;
  /** The field that a row gets its place in the file in, from 1; none where the rows have keys of their own. */
  readonly place?: string;
}

/** What reports need from outside. */
export interface ReportDependencies {
  readonly client: ApiClient;
  readonly download: OpenDownload;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

/** Rows that are handed on together. */
const batchSize = 100;
/** Waits between polls, in seconds; the last one repeats. */
const pollDelays = [1, 2, 4, 8, 10] as const;
/** A job that has not finished by then never will, in milliseconds. Asked for another, the API gives the same. */
const maxJobMs = 60 * 60_000;
/** The code for a report's token that is not valid or has expired, with status 400 (Pinterest's document, reports/get). */
const tokenExpired = 1104;

/**
 * The rows of a report, in batches, as they arrive. An identical job that is already running or finished is taken over:
 * the API hands out its token instead of starting another. Its link lives five minutes and the report an hour; an
 * expired link is asked for anew, an expired or failed job started anew, as often and as late as a request that failed is
 * sent again.
 * @throws ApiError when the report cannot be had
 */
export async function* reportRows(
  dependencies: ReportDependencies,
  request: ReportRequest,
  caller: Caller,
): AsyncGenerator<readonly JsonObject[]> {
  let handedOn = 0;
  let token: string | undefined;
  for (let retries = 0; ; retries += 1) {
    try {
      token ??= await startJob(dependencies, request, caller);
      const file = await finishedJob(dependencies, request, token, caller);
      // The same job gives the same rows in the same order: those that were handed on are passed over.
      let passed = 0;
      for await (const rows of downloadRows(dependencies, request, file, caller)) {
        const fresh = rows.slice(Math.max(0, handedOn - passed));
        passed += rows.length;
        if (fresh.length === 0) continue;
        handedOn = passed;
        yield fresh;
      }
      return;
    } catch (error) {
      if (!(error instanceof RetryableReportError)) throw error;
      const { clock, random } = dependencies;
      const delay = retryDelay(error.error, retries, random(), clock.now());
      if (delay === undefined) throw error.error;
      caller.onRetry?.(error.error, delay);
      await clock.sleep(delay, caller.signal);
      if (error.jobIsLost) {
        // Another job may order its rows differently.
        handedOn = 0;
        token = undefined;
      }
    }
  }
}

/** A setback that a new link or a new job may mend. */
class RetryableReportError extends Error {
  readonly error: ApiError;
  readonly jobIsLost: boolean;

  constructor(
    request: ReportRequest,
    reason: string,
    {
      jobIsLost,
      status,
      kind = "server_fault",
    }: { jobIsLost: boolean; status?: number | undefined; kind?: "server_fault" | "invalid_body" },
  ) {
    super(reason);
    this.error = new ApiError({ kind, operation: request.poll, reason, status });
    this.jobIsLost = jobIsLost;
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
    (answer) => {
      const { token } = jobIn(answer);
      if (typeof token !== "string" || token === "") throw new Error("no token");
      return token;
    },
    Object.keys(body).length === 0 ? undefined : body,
  );
}

/** What an answer says of the job. Some operations put it into an envelope. */
function jobIn(answer: unknown): JsonObject {
  if (!isObject(answer)) return {};
  return isObject(answer.data) ? answer.data : answer;
}

/** What of a request's parameters the operation that finds the report takes. */
function pollParameters({ poll, parameters }: ReportRequest): Parameters {
  const { path, query } = operationNamed(poll);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => path.includes(`{${name}}`) || name in query));
}

/** A file that is there. */
interface File {
  readonly url: string;
  /** In bytes; undefined: not told. */
  readonly size: number | undefined;
}

async function finishedJob(
  { client, clock }: ReportDependencies,
  request: ReportRequest,
  token: string,
  caller: Caller,
): Promise<File> {
  const begun = clock.now();
  for (let polls = 0; ; polls += 1) {
    const { status, url, size } = await jobOf(client, request, token, caller);
    if (status === "FINISHED" && url !== undefined) return { url, size };
    if (status !== "IN_PROGRESS" && status !== "FINISHED") {
      throw new RetryableReportError(request, `the report's job ended as ${status}`, { jobIsLost: true });
    }
    if (clock.now() - begun > maxJobMs) {
      throw new ApiError({
        kind: "server_fault",
        operation: request.poll,
        reason: "the report's job did not finish within an hour",
      });
    }
    await clock.sleep((pollDelays[polls] ?? pollDelays[4]) * 1000, caller.signal);
  }
}

/** How a job stands. One whose token the API no longer takes, which it gave itself, has expired. */
async function jobOf(client: ApiClient, request: ReportRequest, token: string, caller: Caller) {
  try {
    return await client.call(request.poll, { ...pollParameters(request), token }, caller, (answer) => {
      const job = jobIn(answer);
      if (typeof job.report_status !== "string") throw new Error("no report_status");
      return {
        status: job.report_status,
        url: typeof job.url === "string" && job.url !== "" ? job.url : undefined,
        size: typeof job.size === "number" || typeof job.size === "string" ? numberIn(String(job.size)) : undefined,
      };
    });
  } catch (error) {
    if (error instanceof ApiError && error.code === tokenExpired) {
      throw new RetryableReportError(request, error.reason, { jobIsLost: true, status: error.status });
    }
    throw error;
  }
}

async function* downloadRows(
  { download }: ReportDependencies,
  request: ReportRequest,
  { url, size }: File,
  { signal }: Caller,
): AsyncGenerator<readonly JsonObject[]> {
  let rows: JsonObject[] = [];
  let place = 0;
  try {
    const { status, chunks, bytes } = await download(url, signal);
    if (status !== 200) {
      throw new RetryableReportError(request, "the report's link was refused", { jobIsLost: status === 404, status });
    }
    const file = new Measured(chunks);
    for await (const found of fileRows(request.form, file, size)) {
      for (const { key, row } of found) {
        place += 1;
        rows.push({
          ...row,
          ...(key === undefined || isGiven(row[request.id]) ? {} : { [request.id]: key }),
          ...(request.place === undefined ? {} : { [request.place]: place }),
        });
        if (rows.length < batchSize) continue;
        yield rows;
        rows = [];
      }
    }
    // The document does not say whether it is the size before or after compression.
    const { sent, content } = bytes?.() ?? { sent: 0, content: file.bytes + byteOrderMark };
    if (size !== undefined && Math.max(sent, content) < size) {
      throw new SyntaxError(`the report has ${Math.max(sent, content)} bytes of the ${size} that it should have`);
    }
  } catch (error) {
    if (error instanceof TransportError) throw new RetryableReportError(request, error.message, { jobIsLost: false });
    if (error instanceof SyntaxError) {
      throw new RetryableReportError(request, error.message, { jobIsLost: false, kind: "invalid_body" });
    }
    // The same job has the same link.
    if (error instanceof UnsafeLinkError) {
      throw new ApiError({ kind: "unsafe_link", operation: request.poll, reason: error.message });
    }
    throw error;
  }
  if (rows.length > 0) yield rows;
}

/** The bytes of a mark that decoders take away from the beginning of a text. */
const byteOrderMark = 3;

/** A text that counts the bytes it is made of while it is read. */
class Measured implements AsyncIterable<string> {
  readonly #chunks: AsyncIterable<string>;
  bytes = 0;

  constructor(chunks: AsyncIterable<string>) {
    this.#chunks = chunks;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for await (const chunk of this.#chunks) {
      this.bytes += Buffer.byteLength(chunk);
      yield chunk;
    }
  }
}

function isGiven(id: Json | undefined): boolean {
  return id !== undefined && id !== null && id !== "";
}
