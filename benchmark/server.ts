import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { limited, unlimited } from "./limits.ts";
import { type List, Prepared } from "./prepared.ts";
import type { World } from "./world.ts";

/*
 * The API of a world in a separate process. It responds from prepared buffers, so that its client dominates the
 * measurement. It sends its URL and, on request, a journal.
 */

/** Options of the server. */
export interface ServerOptions {
  readonly world: World;
  /** Duration of each response, in milliseconds. */
  readonly latencyMs: number;
  /** Rows in each report's file. */
  readonly reportRows: number;
  /** Whether requests beyond Pinterest's limits are rejected. */
  readonly isLimited?: boolean;
}

/** The requests since the last journal. */
export interface Journal {
  /** Method and path of every request. */
  readonly requests: string[];
  /** Maximum number of concurrent requests. */
  maxInFlight: number;
  /** The number of requests beyond a limit. */
  rejected: number;
}

/** Maximum size of cached responses, in bytes. Others are prepared for each request. */
const maxKept = 256 * 2 ** 20;

function serve({ world, latencyMs, reportRows, isLimited = false }: ServerOptions): void {
  const prepared = new Prepared(world, Date.now());
  let journal = emptyJournal();
  let inFlight = 0;
  let columns: readonly string[] = [];
  let address = "";
  const count = isLimited ? limited() : unlimited;
  const bodyOf = cached((path, query) => textOf(prepared, address, path, query));

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", address);
    let sent = "";
    for await (const chunk of request) sent += String(chunk);
    const { headers, isWithin } = count(url.pathname, Date.now());
    if (latencyMs > 0) await sleep(latencyMs);
    if (!isWithin) {
      journal.rejected += 1;
      response.writeHead(429, headers).end('{"code":8,"message":"You have exceeded your rate limit."}');
      return;
    }
    if (url.pathname === "/file") {
      await sendFile(response, prepared.report(columns, reportRows));
      return;
    }
    if (request.method === "POST") columns = columnsIn(sent);
    const body = request.method === "POST" ? inProgress : bodyOf(url);
    const status = body === undefined ? 404 : 200;
    const content = body ?? Buffer.from('{"code":50,"message":"Not found"}');
    response.writeHead(status, { ...headers, "content-type": "application/json", "content-length": content.length });
    response.end(content);
  };

  const server = createServer((request, response) => {
    journal.requests.push(`${request.method} ${request.url}`);
    inFlight += 1;
    journal.maxInFlight = Math.max(journal.maxInFlight, inFlight);
    response.once("close", () => {
      inFlight -= 1;
    });
    respond(request, response).catch(() => response.destroy());
  });
  server.listen(0, "localhost", () => {
    address = `http://localhost:${portOf(server.address())}`;
    process.send?.(address);
  });
  process.on("message", () => {
    process.send?.(journal);
    journal = emptyJournal();
  });
  process.on("disconnect", () => process.exit());
}

const emptyJournal = (): Journal => ({ requests: [], maxInFlight: 0, rejected: 0 });
const inProgress = Buffer.from('{"report_status":"IN_PROGRESS","token":"1","message":""}');

/** Keeps bodies by URL, up to the maximum size of all. */
function cached(textOf: (path: string, query: URLSearchParams) => string | undefined) {
  const kept = new Map<string, Buffer>();
  let bytes = 0;
  return ({ pathname, search, searchParams }: URL): Buffer | undefined => {
    const known = kept.get(pathname + search);
    if (known !== undefined) return known;
    const body = textOf(pathname.replace(/^\/v5/u, ""), searchParams);
    if (body === undefined) return undefined;
    const buffer = Buffer.from(body);
    if (bytes + buffer.length <= maxKept) {
      kept.set(pathname + search, buffer);
      bytes += buffer.length;
    }
    return buffer;
  };
}

function textOf(prepared: Prepared, address: string, path: string, query: URLSearchParams): string | undefined {
  if (path === "/user_account") return '{"id":"1","username":"shop","account_type":"BUSINESS"}';
  if (path === "/user_account/analytics") return prepared.accountDays(query);
  if (path.endsWith("/analytics")) return `[${[...prepared.metrics(path, query)].join()}]`;
  if (path.endsWith("/reports")) return `{"report_status":"FINISHED","url":"${address}/file","size":1000}`;
  const list = prepared.list(path, query);
  return list && pageOf(list, query);
}

async function sendFile(response: ServerResponse, pieces: Iterable<string>): Promise<void> {
  response.writeHead(200, { "content-type": "application/json" });
  for (const piece of pieces)
    if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
  response.end();
}

/** Returns a page of 25 or the requested number of objects. A bookmark is the index of the next object. */
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
