import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { isDay } from "../../base/dates.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import { ApiError } from "../errors/api-error.ts";
import type { OpenDownload } from "../network/download.ts";
import { UnsafeLinkError } from "../network/link-policy.ts";
import { TransportError } from "../network/transport.ts";
import type { Caller } from "../send-request.ts";
import { type FileFormat, fileRows } from "./report-file.ts";
import { type ReportRequest, RetryableReportError } from "./report-request.ts";

/** Number of rows per chunk. */
const chunkSize = 100;
/** The file of a finished job. */
export interface ReportFile {
  readonly url: string;
  /** In bytes; undefined if unknown. */
  readonly size: number | undefined;
}

/** A position in a file: the rows before it, and the length in characters and the digest of the text that was read. */
export interface FilePosition {
  readonly rows: number;
  readonly length: number;
  readonly digest: string;
}

/**
 * Downloads the rows of a file, in chunks with the position after them.
 * @param from a position in an earlier download, whose text this file must repeat
 * @throws RetryableReportError or ApiError
 */
export async function* downloadRows(
  { download }: { readonly download: OpenDownload },
  request: ReportRequest,
  { url, size }: ReportFile,
  from: FilePosition | undefined,
  { signal, onInvalidText }: Caller,
): AsyncGenerator<{ readonly rows: readonly JsonObject[]; readonly at: FilePosition }> {
  const { format, keyField, positionField } = request;
  let rows: JsonObject[] = [];
  let count = 0;
  try {
    const { status, chunks, bytes } = await download(url, signal);
    if (status !== 200) {
      throw new RetryableReportError(request, "the report's link was rejected", { jobIsLost: status === 404, status });
    }
    const text = new FileText(chunks, request, from);
    const checkSize = () => {
      // The OpenAPI document doesn't say whether the size is before or after compression.
      const received = { sent: 0, content: text.bytes + byteOrderMark, hasInvalidText: false, ...bytes?.() };
      const most = Math.max(received.sent, received.content);
      if (size !== undefined && most < size) {
        throw new SyntaxError(`the report has ${most} bytes of the ${size} that it should have`);
      }
      if (received.hasInvalidText) onInvalidText?.(request.poll);
    };
    const file = positionField === undefined ? text : await validFile(text, format, size, checkSize);
    for await (const found of fileRows(format, file, size)) {
      for (const { key, row } of found) {
        count += 1;
        if (from !== undefined && count <= from.rows) continue;
        const isKey = key !== undefined && !(format === "lists" && isDay(key)) && !isGiven(row[keyField]);
        rows.push({
          ...row,
          ...(isKey ? { [keyField]: key } : {}),
          ...(positionField === undefined ? {} : { [positionField]: count }),
        });
        if (rows.length < chunkSize) continue;
        yield { rows, at: text.position(count) };
        rows = [];
      }
    }
    if (file === text) checkSize();
    const at = text.position(count);
    if (rows.length > 0) yield { rows, at };
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
}

/** Returns the text of a file that is complete and valid, since positions in another file would be other keys. */
async function validFile(
  text: FileText,
  format: FileFormat,
  size: number | undefined,
  checkSize: () => void,
): Promise<AsyncIterable<string>> {
  const chunks: string[] = [];
  for await (const chunk of text) chunks.push(chunk);
  checkSize();
  for await (const found of fileRows(format, Readable.from(chunks), size)) for (const _ of found);
  return Readable.from(chunks);
}

/** The length of a byte order mark, which decoders remove. */
const byteOrderMark = 3;

/** The text of a file while it is read. Compares its beginning with that of an earlier download. */
class FileText implements AsyncIterable<string> {
  bytes = 0;
  readonly #chunks: AsyncIterable<string>;
  readonly #request: ReportRequest;
  readonly #hash = createHash("sha256");
  #length = 0;
  /** The position up to which the text is not yet compared. */
  #expected: FilePosition | undefined;

  constructor(chunks: AsyncIterable<string>, request: ReportRequest, expected: FilePosition | undefined) {
    this.#chunks = chunks;
    this.#request = request;
    this.#expected = expected;
  }

  /**
   * Returns the position after the given number of rows.
   * @throws RetryableReportError if the text did not begin like that of the earlier download
   */
  position(rows: number): FilePosition {
    if (this.#expected === undefined) return { rows, length: this.#length, digest: this.#digest };
    const reason = "a second download of the report differs from the first";
    throw new RetryableReportError(this.#request, reason, { jobIsLost: true });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for await (const chunk of this.#chunks) {
      this.bytes += Buffer.byteLength(chunk);
      const left = this.#expected === undefined ? 0 : Math.min(chunk.length, this.#expected.length - this.#length);
      this.#take(chunk.slice(0, left));
      if (this.#expected?.length === this.#length && this.#expected.digest === this.#digest) this.#expected = undefined;
      this.#take(chunk.slice(left));
      yield chunk;
    }
  }

  get #digest(): string {
    return this.#hash.copy().digest("base64url");
  }

  #take(text: string): void {
    this.#hash.update(text);
    this.#length += text.length;
  }
}

function isGiven(id: Json | undefined): boolean {
  return id !== undefined && id !== null && id !== "";
}
