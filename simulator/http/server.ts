import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { operations } from "../api/all.ts";
import { RawJson } from "../api/write-row.ts";
import { changeWorld } from "../changes.ts";
import { ApiError, unknownAddress } from "../errors.ts";
import { expectedRecords } from "../expected/expected-records.ts";
import { isObject, type Json } from "../json.ts";
import type { Settings } from "../settings.ts";
import type { Simulation } from "../simulation.ts";
import { download, downloadOperation } from "./download.ts";
import type { Fault } from "./faults.ts";
import { type ApiResponse, failure, respond } from "./respond.ts";
import { type Route, Routes } from "./routing.ts";
import { type Reply, send } from "./send.ts";
import { consent } from "./tokens/consent.ts";

const routes = new Routes(operations);
const controlPrefix = "/_simulator";
const serverFault = "Something went wrong on our end. Sorry about that.";

/** Creates the HTTP server: the API below `/v5` and at the root, and `/_simulator`. */
export function createApi(simulation: Simulation): Server {
  const server = createServer((request, response) => {
    handle(simulation, request, response).catch((error: unknown) => {
      // A bug of the simulator. Status 599 and the stack trace keep tests from taking it for an API response.
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (response.headersSent) response.destroy();
      else send(response, { status: 599, headers: {}, body: JSON.stringify({ simulator: message }) });
    });
  });
  // Longer than any client keeps a connection open, so that the server never closes one during a request.
  server.keepAliveTimeout = 600_000;
  return server;
}

async function handle(simulation: Simulation, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://simulator.invalid");
  const { searchParams: query } = url;
  const method = request.method ?? "GET";
  const body = await readBody(request);
  const address = url.pathname.startsWith("/v5/") ? url.pathname.slice(3) : url.pathname;
  const isDownload = method === "GET" && address.startsWith(`${controlPrefix}/downloads/`);
  if (address.startsWith(`${controlPrefix}/`) && !isDownload) {
    const reply = control(simulation, address.slice(controlPrefix.length), body);
    send(response, { ...reply, headers: {}, body: JSON.stringify(reply.body) });
    return;
  }
  const page = method === "GET" ? consent(simulation, url.pathname, query) : undefined;
  if (page !== undefined) {
    send(response, page);
    return;
  }
  const route = isDownload ? undefined : routes.find(method, address);
  const operation = route instanceof ApiError ? undefined : (route?.id ?? downloadOperation);
  const fault = simulation.faults.next(operation, url, body);
  const record = (status: number | null) =>
    simulation.journal.add({
      method,
      operation: operation ?? null,
      path: url.pathname,
      query: Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)])),
      body: body.startsWith("{") ? JSON.parse(body) : null,
      status,
    });
  if (fault?.hang === true || fault?.reset === "before") {
    record(null);
    if (fault.reset !== undefined) request.socket.resetAndDestroy();
    return;
  }
  if (fault?.change !== undefined) changeWorld(simulation, fault.change);
  if (fault?.delay_ms !== undefined) await sleep(fault.delay_ms);
  if (route === undefined && fault?.status === undefined) {
    record(await download(simulation, query, request, response, fault));
    return;
  }
  const requestId = simulation.journal.nextRequestId();
  const apiRequest = { address, requestId, query, headers: request.headers, body };
  const answer = (to: Route | ApiError) =>
    to instanceof ApiError ? failure(to, {}) : respond(simulation, to, apiRequest);
  const reply =
    fault?.status === undefined
      ? replyOf(answer(route ?? unknownAddress()), simulation.settings)
      : errorReply(fault.status, fault);
  record(reply.status);
  const date = new Date(simulation.clock.now()).toUTCString();
  const headers = { date, "x-pinterest-rid": requestId, ...reply.headers };
  send(response, { ...reply, headers }, fault);
}

function replyOf({ status, headers, body }: ApiResponse, { nulls }: Settings): Reply {
  const text = body instanceof RawJson ? body.text : JSON.stringify(body);
  return { status, headers, body: nulls === "sent" ? text : withoutNullFields(text) };
}

/** Returns JSON without the fields that are null. Items of lists stay. */
function withoutNullFields(json: string): string {
  return json.replaceAll(/"\w+":null,?/gu, "").replaceAll(/,(?=\})/gu, "");
}

function errorReply(status: number, { code = status, message = serverFault, headers = {}, html }: Fault): Reply {
  if (html !== true) return { status, headers, body: JSON.stringify({ code, message }) };
  const body = `<html><head><title>${status}</title></head><body><h1>${status} ${message}</h1></body></html>`;
  return { status, headers: { "content-type": "text/html", ...headers }, body };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** Handles control requests below `/_simulator`, for programs in other languages. They need no token. */
function control(simulation: Simulation, address: string, body: string): { status: number; body: Json } {
  try {
    const [, name, stream = ""] = address.split("/");
    const parsed: unknown = JSON.parse(body);
    if (!isObject(parsed)) throw new RangeError("The body is not an object");
    if (name === "change") return { status: 200, body: changeWorld(simulation, parsed) };
    if (name === "expected") return { status: 200, body: { records: expectedRecords(simulation, stream) } };
    return { status: 404, body: { message: `Unknown control request ${address}` } };
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError)
      return { status: 400, body: { message: error.message } };
    throw error;
  }
}
