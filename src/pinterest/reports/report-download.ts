import { isDay } from "../../base/dates.ts";
import { isEmpty, type JsonObject } from "../../base/json.ts";
import type { Caller } from "../caller.ts";
import { ApiError } from "../errors/api-error.ts";
import type { OpenDownload } from "../network/download.ts";
import { UnsafeLinkError } from "../network/link-policy.ts";
import { TransportError } from "../network/transport.ts";
import { OtherFileError } from "./file-proof.ts";
import { type FileText, fileRows } from "./report-file.ts";
import { type ReportRequest, RetryableReportError } from "./report-request.ts";

/** Number of rows per chunk. */
const chunkSize = 100;
/** The length of text in characters after which a chunk of long rows ends. */
const chunkLength = 2 ** 18;

/** The link of a finished job. */
export interface ReportLink {
  readonly url: string;
  /** The size of the file in bytes; undefined if unknown. */
  readonly size: number | undefined;
}

/**
 * Opens the file of a report, and yields its text.
 * @throws RetryableReportError if the link was rejected; SyntaxError if the file is too short; errors of the download
 */
export async function* textOf(
  download: OpenDownload,
  request: ReportRequest,
  { url, size }: ReportLink,
  { signal }: Caller,
): AsyncGenerator<string> {
  const { status, chunks, bytes } = await download(url, signal);
  if (status !== 200)
    throw new RetryableReportError(request, "the report's link was rejected", { jobIsLost: status === 404, status });
  yield* chunks;
  const received = bytes?.();
  if (received === undefined) return;
  // The OpenAPI document doesn't say whether the size is before or after compression.
  const most = Math.max(received.sent, received.content);
  if (size !== undefined && most < size)
    throw new SyntaxError(`the report has ${most} bytes of the ${size} that it should have`);
}

/**
 * Yields the rows of a file in chunks.
 * @param passed the number of rows to leave out at the beginning
 * @throws SyntaxError if the file isn't a report; errors of its text
 */
export async function* rowsOf(
  { nameColumns, keyField, positionField }: ReportRequest,
  { text, size }: FileText,
  passed: number,
): AsyncGenerator<readonly JsonObject[]> {
  let rows: JsonObject[] = [];
  let count = 0;
  let length = 0;
  const measured = async function* () {
    for await (const chunk of text) {
      length += chunk.length;
      yield chunk;
    }
  };
  for await (const found of fileRows({ text: measured(), size }, nameColumns))
    for (const { key, row } of found) {
      count += 1;
      if (count <= passed) continue;
      // Ads reports can group their rows by date instead of by entity.
      const isKey = key !== undefined && !(positionField === undefined && isDay(key)) && isEmpty(row[keyField]);
      rows.push({
        ...row,
        ...(isKey ? { [keyField]: key } : {}),
        ...(positionField === undefined ? {} : { [positionField]: count }),
      });
      if (rows.length < chunkSize && length < chunkLength) continue;
      yield rows;
      rows = [];
      length = 0;
    }
  if (rows.length > 0) yield rows;
}

/** Returns the report's error for an error of its file. */
export function reportError(error: unknown, request: ReportRequest): unknown {
  if (error instanceof TransportError) return new RetryableReportError(request, error.message, { jobIsLost: false });
  if (error instanceof OtherFileError) return new RetryableReportError(request, error.message, { jobIsLost: true });
  if (error instanceof SyntaxError)
    return new RetryableReportError(request, error.message, { jobIsLost: false, kind: "invalid_body" });
  // A retry would return the same link.
  if (error instanceof UnsafeLinkError)
    return new ApiError({ kind: "unsafe_link", operation: request.poll, reason: error.message });
  return error;
}
