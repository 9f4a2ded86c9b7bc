import type { ServerResponse } from "node:http";
import { corrupted } from "./body-corruption.ts";
import type { Fault } from "./fault.ts";

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
  const isOpen = fault?.kind === "endless" || (fault?.kind === "cut" && fault.ending === "complete");
  response.writeHead(reply.status, {
    "content-type": "application/json",
    ...(isOpen ? {} : { "content-length": body.length }),
    ...reply.headers,
  });
  switch (fault?.kind) {
    case "cut": {
      const part = body.subarray(0, fault.bytes);
      if (fault.ending === "complete") response.end(part);
      else response.write(part, () => response.destroy());
      break;
    }
    case "reset":
      response.write(body.subarray(0, body.length >>> 1), () => response.socket?.resetAndDestroy());
      break;
    case "slow":
      inPieces(response, body, fault.bytes, fault.milliseconds);
      break;
    case "endless":
      response.write(body.subarray(0, body.length >>> 1));
      every(response, fault.milliseconds, () => response.write(" "));
      break;
    case "status":
    case "invalid_json":
    case "hang":
    case "delay":
    case "outage":
    case "content":
    case "event":
    case undefined:
      response.end(body);
  }
}

function textOf({ status, body }: Reply, fault: Fault | undefined, bookmark: string | null): string {
  if (fault?.kind === "invalid_json") return `${body.slice(0, -1)}, "`;
  return fault?.kind === "content" && status === 200 ? corrupted(body, fault.corruption, bookmark) : body;
}

function inPieces(response: ServerResponse, body: Buffer, bytes: number, milliseconds: number): void {
  let sent = 0;
  every(response, milliseconds, () => {
    response.write(body.subarray(sent, sent + bytes));
    sent += bytes;
    if (sent >= body.length) response.end();
  });
}

/** Repeats a task per interval until the response has ended. */
function every(response: ServerResponse, milliseconds: number, task: () => void): void {
  const timer = setInterval(() => {
    if (!response.writableEnded) task();
  }, milliseconds);
  response.once("close", () => clearInterval(timer));
}
