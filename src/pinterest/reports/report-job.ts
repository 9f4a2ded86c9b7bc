import type { Clock } from "../../clock.ts";
import { isDay } from "../../dates.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import type { ApiClient } from "../client.ts";
import { ApiError, type ApiErrorKind } from "../errors/api-error.ts";
import { numberIn } from "../limits/rate-limit-headers.ts";
import { retryDelay } from "../limits/retry-policy.ts";
import type { OpenDownload } from "../network/download.ts";
import { UnsafeLinkError } from "../network/link-policy.ts";
import { TransportError } from "../network/transport.ts";
import { operationNamed, type Parameters } from "../operations/operations.ts";
import type { Caller } from "../send-request.ts";
import { type FileFormat, fileRows } from "./report-file.ts";

/** A report to request: the operations that create and poll it, and their parameters. */
export interface ReportRequest {
  /** The operation that creates the report's job. */
  readonly create: string;
  /** The operation that returns the status of the job by its token. */
  readonly poll: string;
  /** The parameters in the path and query of `create`. `poll` gets those that it declares. */
  readonly parameters: Parameters;
  /** The body of `create`. Empty: none. */
  readonly body: JsonObject;
  readonly format: FileFormat;
  /** The field for the key of a row's list, if the row lacks it: in ads reports, the ID of its entity. */
  readonly keyField: string;
  /** The field for a row's position in the file, from 1; absent if rows have keys. */
  readonly positionField?: string;
}

/** The dependencies of reports. */
export interface ReportDependencies {
  readonly client: ApiClient;
  readonly download: OpenDownload;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

/** Number of rows per chunk. */
const chunkSize = 100;
/** Delays between polls, in seconds. The last one repeats. */
const pollDelays = [1, 2, 4, 8, 10] as const;
/** Maximum duration of a job. After that, a new request would return the same job. */
const maxJobMs = 60 * 60_000;
/**
 * The errors of a poll that mean that the API has lost the job: it accepted the other parameters when it created the job. Of
 * an expired token, the OpenAPI document has only one (reports/get, status 400, code 1104).
 */
const lostJob: ReadonlySet<ApiErrorKind> = new Set(["invalid_request", "not_found"]);

/**
 * Reads the rows of a report, in chunks, while they arrive. For an identical job that is running or finished, the API
 * returns the token of that job. The link expires after five minutes, the report after an hour. Requests an expired link
 * again, and creates an expired or failed job again, by the retry policy of requests.
 * @throws ApiError if the report fails after retries
 */
export async function* reportRows(
  dependencies: ReportDependencies,
  request: ReportRequest,
  caller: Caller,
): AsyncGenerator<readonly JsonObject[]> {
  let emitted = 0;
  let token: string | undefined;
  for (let retries = 0; ; retries += 1) {
    try {
      token ??= await startJob(dependencies, request, caller);
      const file = await finishedJob(dependencies, request, token, caller);
      // The same job returns the same rows in the same order. Skips those that were emitted before a retry.
      let received = 0;
      for await (const rows of downloadRows(dependencies, request, file, caller)) {
        const fresh = rows.slice(Math.max(0, emitted - received));
        received += rows.length;
        if (fresh.length === 0) continue;
        emitted = received;
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
        // A new job might order its rows differently.
        emitted = 0;
        token = undefined;
      }
    }
  }
}

/** An error for which a new link or a new job is worth a retry. */
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

/** Returns the parameters that `poll` declares. */
function pollParameters({ poll, parameters }: ReportRequest): Parameters {
  const { path, query } = operationNamed(poll);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => path.includes(`{${name}}`) || name in query));
}

/** The file of a finished job. */
interface File {
  readonly url: string;
  /** In bytes; undefined if unknown. */
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
    if (status !== "IN_PROGRESS") {
      const isFinished = status === "FINISHED";
      const reason = `the report's job ended as ${status}${isFinished ? ", but without a link" : ""}`;
      throw new RetryableReportError(request, reason, { jobIsLost: !isFinished });
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

/** Returns the status of a job. Access to its creation was not denied, so a denial means that the report is missing. */
async function jobOf(client: ApiClient, request: ReportRequest, token: string, caller: Caller) {
  try {
    return await client.call(request.poll, { ...pollParameters(request), token }, caller, (response) => {
      const job = jobIn(response);
      if (typeof job.report_status !== "string") throw new Error("no report_status");
      return {
        status: job.report_status,
        url: typeof job.url === "string" && job.url !== "" ? job.url : undefined,
        size: typeof job.size === "number" || typeof job.size === "string" ? numberIn(String(job.size)) : undefined,
      };
    });
  } catch (error) {
    if (error instanceof ApiError && lostJob.has(error.kind)) {
      throw new RetryableReportError(request, error.reason, { jobIsLost: true, status: error.status });
    }
    throw error instanceof ApiError && error.kind === "permission_denied" ? error.as("access_lost") : error;
  }
}

async function* downloadRows(
  { download }: ReportDependencies,
  request: ReportRequest,
  { url, size }: File,
  { signal, onInvalidText }: Caller,
): AsyncGenerator<readonly JsonObject[]> {
  let rows: JsonObject[] = [];
  let position = 0;
  try {
    const { status, chunks, bytes } = await download(url, signal);
    if (status !== 200) {
      throw new RetryableReportError(request, "the report's link was rejected", { jobIsLost: status === 404, status });
    }
    const file = new ByteCounter(chunks);
    for await (const found of fileRows(request.format, file, size)) {
      for (const { key, row } of found) {
        position += 1;
        rows.push({
          ...row,
          ...(key === undefined || (request.format === "lists" && isDay(key)) || isGiven(row[request.keyField])
            ? {}
            : { [request.keyField]: key }),
          ...(request.positionField === undefined ? {} : { [request.positionField]: position }),
        });
        if (rows.length < chunkSize) continue;
        yield rows;
        rows = [];
      }
    }
    // The OpenAPI document doesn't say whether the size is before or after compression.
    const received = { sent: 0, content: file.bytes + byteOrderMark, hasInvalidText: false, ...bytes?.() };
    const { sent, content } = received;
    if (received.hasInvalidText) onInvalidText?.(request.poll);
    if (size !== undefined && Math.max(sent, content) < size) {
      throw new SyntaxError(`the report has ${Math.max(sent, content)} bytes of the ${size} that it should have`);
    }
  } catch (error) {
    if (error instanceof TransportError) throw new RetryableReportError(request, error.message, { jobIsLost: false });
    if (error instanceof SyntaxError) {
      throw new RetryableReportError(request, error.message, { jobIsLost: false, kind: "invalid_body" });
    }
    // A retry would return the same link.
    if (error instanceof UnsafeLinkError) {
      throw new ApiError({ kind: "unsafe_link", operation: request.poll, reason: error.message });
    }
    throw error;
  }
  if (rows.length > 0) yield rows;
}

/** The length of a byte order mark, which decoders remove. */
const byteOrderMark = 3;

/** Counts the bytes of a text while it is read. */
class ByteCounter implements AsyncIterable<string> {
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
