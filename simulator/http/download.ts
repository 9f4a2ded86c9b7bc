import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { textOf } from "../reports/jobs.ts";
import type { Simulation } from "../simulation.ts";
import type { Fault } from "./faults.ts";
import { send } from "./send.ts";

/** What faults and the journal call a download, which is no operation of the API. */
export const downloadOperation = "reports/download";

/**
 * Sends the file of a report as the store does that it lies in: to whoever has the link, as long as that is good, and to
 * nobody who sends a token along. Tells the status.
 */
export async function download(
  simulation: Simulation,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<number> {
  const refuse = (status: number, code: string, message: string) => {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
    send(response, { status, headers: { "content-type": "application/xml" }, body }, fault);
    return status;
  };
  if (request.headers.authorization !== undefined) {
    return refuse(400, "InvalidArgument", "Only one auth mechanism allowed");
  }
  const job = simulation.jobs.jobOfLink(query);
  if (job === undefined) return refuse(403, "AccessDenied", "Request has expired");
  response.writeHead(200, { "content-type": "text/plain", "x-amz-request-id": String(job.ordinal) });
  const text = textOf(job);
  if (fault?.kind !== "cut" && fault?.kind !== "reset") {
    // A client may go away in the middle, as from any server.
    await pipeline(Readable.from(text), response).catch(() => response.destroy());
    return 200;
  }
  const bytes = fault.kind === "cut" ? fault.bytes : 20_000;
  await pipeline(Readable.from(firstOf(text, bytes)), response, { end: false }).catch(() => undefined);
  response.socket?.resetAndDestroy();
  return 200;
}

/** The first so many bytes of a text. */
function* firstOf(pieces: Iterable<string>, bytes: number): Generator<Buffer> {
  let left = bytes;
  for (const piece of pieces) {
    const part = Buffer.from(piece).subarray(0, left);
    left -= part.length;
    yield part;
    if (left === 0) return;
  }
}
