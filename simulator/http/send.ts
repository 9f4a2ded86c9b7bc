import type { ServerResponse } from "node:http";
import { corrupted } from "./faults/body-corruption.ts";
import type { Fault } from "./faults/fault.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a response, complete or as the fault alters it. @param bookmark the bookmark of the request */
export function send(
  response: ServerResponse,
  reply: Reply,
  fault: Fault | undefined,
  bookmark: string | null = null,
): void {
  const body = Buffer.from(textOf(reply, fault, bookmark));
  const { cut, short, reset, slow, endless_ms: interval } = fault ?? {};
  response.writeHead(reply.status, {
    "content-type": "application/json",
    ...(short === undefined && interval === undefined ? { "content-length": body.length } : {}),
    ...reply.headers,
  });
  const half = body.subarray(0, body.length >>> 1);
  if (cut !== undefined) response.write(body.subarray(0, cut), () => response.destroy());
  else if (short !== undefined) response.end(body.subarray(0, short));
  else if (reset !== undefined) response.write(half, () => response.socket?.resetAndDestroy());
  else if (slow !== undefined) inPieces(response, body, slow.bytes, slow.ms);
  else if (interval !== undefined) {
    response.write(half);
    every(response, interval, () => response.write(" "));
  } else response.end(body);
}

function textOf({ status, body }: Reply, fault: Fault | undefined, bookmark: string | null): string {
  if (fault?.invalid_json === true) return `${body.slice(0, -1)}, "`;
  return fault === undefined || status !== 200 ? body : corrupted(body, fault, bookmark);
}

function inPieces(response: ServerResponse, body: Buffer, bytes: number, milliseconds: number): void {
  let sent = 0;
  every(response, milliseconds, () => {
    response.write(body.subarray(sent, sent + bytes));
    sent += bytes;
    if (sent >= body.length) response.end();
  });
}

function every(response: ServerResponse, milliseconds: number, task: () => void): void {
  const timer = setInterval(() => {
    if (!response.writableEnded) task();
  }, milliseconds);
  response.once("close", () => clearInterval(timer));
}
