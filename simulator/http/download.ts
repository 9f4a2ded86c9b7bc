import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { textOf } from "../reports/jobs.ts";
import type { Simulation } from "../simulation.ts";
import type { Fault } from "./faults.ts";
import { send } from "./send.ts";

/** The operation ID of a download in faults and the journal; the API has none. */
export const downloadOperation = "reports/download";

/** Sends a report file like the file storage: needs a valid link, rejects tokens. Returns the status. */
export async function download(
  simulation: Simulation,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<number> {
  const reject = (status: number, code: string) => {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`;
    send(response, { status, headers: { "content-type": "application/xml" }, body }, fault);
    return status;
  };
  if (request.headers.authorization !== undefined) return reject(400, "InvalidArgument");
  const job = simulation.jobs.jobOfLink(query);
  if (job === undefined) return reject(403, "AccessDenied");
  const text = textOf(job);
  const headers = { "content-type": "text/plain", "x-amz-request-id": String(job.ordinal) };
  // Faults apply to text, so the file isn't compressed.
  if (fault !== undefined) {
    send(response, { status: 200, headers, body: [...text].join("") }, fault);
    return 200;
  }
  response.writeHead(200, headers);
  // Clients may disconnect during the download.
  await pipeline(Readable.from(text), response).catch(() => response.destroy());
  return 200;
}
