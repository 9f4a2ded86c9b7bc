import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { ResponseTimeout } from "./response-timeout.ts";

/** How a response is read. */
interface Reading {
  readonly timeout: ResponseTimeout;
  /** The maximum size of the content in bytes. */
  readonly maxBytes: number;
  /** Counts the bytes so far, as sent and after decompression. */
  readonly received?: { sent: number; content: number };
}

/** Compressed once, the emptiest reports have 411 times their size, and no text more than 1,032 times. */
const maxRatio = 1_100;

/**
 * Yields the content of a response while it arrives. Decompresses gzip by its signature, whatever the headers say, twice if
 * a compressed file was compressed again. The timeout excludes the time that the consumer takes.
 * @param encoding the Content-Encoding header
 * @throws SyntaxError if the content is larger, or is compressed otherwise; rethrows errors of the connection
 */
export async function* contentOf(
  data: Readable,
  encoding: unknown,
  { timeout, maxBytes, received = { sent: 0, content: 0 } }: Reading,
): AsyncGenerator<Uint8Array> {
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of data) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError("a chunk is no buffer");
      received.sent += chunk.length;
      yield chunk;
    }
  };
  try {
    if (typeof encoding === "string" && !/^(?:|identity|(?:x-)?gzip)$/iu.test(encoding))
      throw new SyntaxError("the content is compressed, but not by gzip");
    timeout.begin();
    for await (const chunk of unzipped(unzipped(counted()))) {
      timeout.end();
      received.content += chunk.length;
      if (received.content > maxBytes) throw new SyntaxError(`the content has more than ${maxBytes / 2 ** 20} MiB`);
      if (received.content > received.sent * maxRatio)
        throw new SyntaxError(`the content has more than ${maxRatio} times the bytes that were sent`);
      yield chunk;
      timeout.begin();
    }
  } finally {
    timeout.end();
    data.destroy();
  }
}

const gzipSignature = Buffer.from([0x1f, 0x8b]);

/** Decompresses what begins like gzip. Yields anything else unchanged. */
async function* unzipped(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < gzipSignature.length) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  const all = async function* () {
    yield head;
    yield* chunks;
  };
  const isGzip = gzipSignature.equals(head.subarray(0, gzipSignature.length));
  yield* isGzip ? pipeline(Readable.from(all()), createGunzip(), () => undefined) : all();
}
