import type { ServerResponse } from "node:http";
import type { Fault } from "./faults.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a response, complete or as the fault alters it. */
export function send(response: ServerResponse, reply: Reply, fault: Fault = {}): void {
  const { cut, short, reset } = fault;
  const body = Buffer.from(fault.invalid_json === true ? `${reply.body.slice(0, -1)}, "` : reply.body);
  response.writeHead(reply.status, {
    "content-type": "application/json",
    ...(short === undefined ? { "content-length": body.length } : {}),
    ...reply.headers,
  });
  if (cut !== undefined) response.write(body.subarray(0, cut), () => response.destroy());
  else if (short !== undefined) response.end(body.subarray(0, short));
  else if (reset !== undefined)
    response.write(body.subarray(0, body.length >>> 1), () => response.socket?.resetAndDestroy());
  else response.end(body);
}
