import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type List, Prepared } from "./prepared.ts";
import type { World } from "./world.ts";

/*
 * The API of a world, as a program that is forked: it answers from buffers that are made once, so that what is measured is
 * its client. It tells its address, and on request what it was asked.
 */

/** What the server is started with. */
export interface ServerOptions {
  readonly world: World;
  /** How long each answer takes, in milliseconds. */
  readonly latencyMs: number;
  /** Rows of each report's file. */
  readonly reportRows: number;
}

/** What the server was asked since the last time. */
export interface Journal {
  /** Every request: its method, and the address below the server's. */
  readonly requests: readonly string[];
  /** How many were under way at once at the most. */
  readonly maxInFlight: number;
}

/** Answers that are kept, in bytes. More of them are made anew each time. */
const maxKept = 256 * 2 ** 20;
/** Far out of reach, so that nobody waits. */
const limits = {
  "x-ratelimit-limit": '100000, 100000;w=60;name="benchmark"',
  "x-ratelimit-remaining": "99999",
  "x-ratelimit-reset": "60",
};

function serve({ world, latencyMs, reportRows }: ServerOptions): void {
  const prepared = new Prepared(world, Date.now());
  const kept = new Map<string, Buffer>();
  let bytes = 0;
  let requests: string[] = [];
  let inFlight = 0;
  let maxInFlight = 0;
  let columns: readonly string[] = [];

  const bodyOf = (url: URL): Buffer | undefined => {
    const key = `${url.pathname}${url.search}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const path = url.pathname.replace(/^\/v5/u, "");
    const body = textOf(path, url.searchParams);
    if (body === undefined) return undefined;
    const buffer = Buffer.from(body);
    if (bytes + buffer.length <= maxKept) {
      kept.set(key, buffer);
      bytes += buffer.length;
    }
    return buffer;
  };

  const textOf = (path: string, query: URLSearchParams): string | undefined => {
    if (path === "/user_account") return '{"id":"1","username":"shop","account_type":"BUSINESS"}';
    if (path === "/user_account/analytics") return prepared.accountDays(query);
    if (path.endsWith("/analytics")) return `[${[...prepared.metrics(path, query)].join()}]`;
    if (path.endsWith("/reports")) return `{"report_status":"FINISHED","url":"${address}/file","size":1000}`;
    const list = prepared.list(path, query);
    return list && pageOf(list, query);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", address);
    let sent = "";
    for await (const chunk of request) sent += String(chunk);
    if (latencyMs > 0) await sleep(latencyMs);
    if (url.pathname === "/file") {
      response.writeHead(200, { "content-type": "application/json" });
      for (const piece of prepared.report(columns, reportRows)) {
        if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
      }
      response.end();
      return;
    }
    let body: Buffer | undefined;
    if (request.method === "POST") {
      columns = columnsIn(sent);
      body = Buffer.from('{"report_status":"IN_PROGRESS","token":"1","message":""}');
    } else {
      body = bodyOf(url);
    }
    const status = body === undefined ? 404 : 200;
    const content = body ?? Buffer.from('{"code":50,"message":"Not found"}');
    response.writeHead(status, { ...limits, "content-type": "application/json", "content-length": content.length });
    response.end(content);
  };

  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    inFlight += 1;
    maxInFlight = Math.max(maxInFlight, inFlight);
    response.once("close", () => {
      inFlight -= 1;
    });
    answer(request, response).catch(() => response.destroy());
  });
  let address = "";
  server.listen(0, "localhost", () => {
    address = `http://localhost:${portOf(server.address())}`;
    process.send?.(address);
  });
  process.on("message", () => {
    const journal: Journal = { requests, maxInFlight };
    process.send?.(journal);
    requests = [];
    maxInFlight = 0;
  });
  process.on("disconnect", () => process.exit());
}

/** A page of 25, or as many as are asked for. A bookmark is the index of the next object. */
function pageOf({ count, at }: List, query: URLSearchParams): string {
  const start = Number(query.get("bookmark") ?? 0);
  const end = Math.min(count, start + Number(query.get("page_size") ?? 25));
  const items = Array.from({ length: Math.max(0, end - start) }, (_, index) => at(start + index));
  return `{"items":[${items.join()}],"bookmark":${end < count ? `"${end}"` : "null"}}`;
}

function columnsIn(sent: string): readonly string[] {
  const body: unknown = JSON.parse(sent);
  const named = typeof body === "object" && body !== null && "columns" in body ? body.columns : [];
  return Array.isArray(named) ? named.map(String) : [];
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}

process.once("message", (options: ServerOptions) => serve(options));
