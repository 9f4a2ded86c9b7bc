import type { ServerResponse } from "node:http";
import type { Fault } from "./faults.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a reply, whole or broken in the way that the fault says. */
export function send(response: ServerResponse, reply: Reply, fault: Fault | undefined): void {
  const text = fault?.kind === "invalid_json" ? `${reply.body.slice(0, -1)}, "` : reply.body;
  const body = Buffer.from(text);
  response.writeHead(reply.status, {
    "content-type": "application/json",
    "content-length": body.length,
    ...reply.headers,
  });
  switch (fault?.kind) {
    case "cut":
      response.write(body.subarray(0, fault.bytes), () => response.destroy());
      break;
    case "reset":
      response.write(body.subarray(0, body.length >>> 1), () => response.socket?.resetAndDestroy());
      break;
    case "status":
    case "invalid_json":
    case "hang":
    case "delay":
    case "change":
    case undefined:
      response.end(body);
  }
}
