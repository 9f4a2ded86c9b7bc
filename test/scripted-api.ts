import type { Clock } from "../src/base/clock.ts";
import { isObject, type JsonObject } from "../src/base/json.ts";
import { StoppedError } from "../src/base/signals.ts";
import type { Config, CustomReport } from "../src/config/config.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { fixedToken } from "../src/pinterest/access-token.ts";
import { PinterestClient } from "../src/pinterest/client.ts";
import { RateLimiter } from "../src/pinterest/limits/rate-limiter.ts";
import type { HeaderCallback, HttpRequest, HttpResponse, Transport } from "../src/pinterest/network/transport.ts";

const baseUrl = "https://api.test/v5";

/** A request to the scripted API. */
export interface ApiRequest extends HttpRequest {
  readonly address: URL;
  /** The path after the version, such as `/boards/1/pins`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The JSON body; undefined if there is none. */
  readonly content: JsonObject | undefined;
}

/** A response, by default with status 200 and the body as JSON unless it is a string; or an error of the transport. */
export type ApiResponse = (Partial<Omit<HttpResponse, "body">> & { readonly body?: unknown }) | Error;

/** Returns the response to a request; undefined for an empty list. */
export type Script = (
  request: ApiRequest,
  signal: AbortSignal,
) => ApiResponse | undefined | Promise<ApiResponse | undefined>;

/** An API with scripted responses that records its requests: a transport, and a client for it. */
export class ScriptedApi implements Transport {
  readonly client: PinterestClient;
  readonly httpRequests: HttpRequest[] = [];
  /** Path and query of every request, in order. */
  readonly requests: string[] = [];
  readonly #script: Script;

  constructor(clock: Clock, script: Script) {
    this.#script = script;
    const dependencies = { baseUrl, transport: this, limiter: new RateLimiter(clock), clock, random: () => 0.5 };
    this.client = new PinterestClient(dependencies, fixedToken("SECRET access token"));
  }

  async send(request: HttpRequest, signal: AbortSignal, onHeaders?: HeaderCallback): Promise<HttpResponse> {
    if (signal.aborted) throw new StoppedError();
    const received = parseRequest(request);
    this.httpRequests.push(request);
    this.requests.push(decodeURIComponent(`${received.path}${received.address.search}`));
    const response = (await this.#script(received, signal)) ?? page([]);
    if (signal.aborted) throw new StoppedError();
    if (response instanceof Error) throw response;
    const { status = 200, headers = {}, body, ...others } = response;
    onHeaders?.(headers);
    return { ...others, status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
  }

  /** Returns the number of requests to a path. */
  calls(path: string): number {
    return this.requests.filter((request) => request.split("?")[0] === path).length;
  }
}

function parseRequest(request: HttpRequest): ApiRequest {
  const address = new URL(request.url);
  const { pathname, searchParams: query } = address;
  const content: unknown = request.body?.startsWith("{") === true ? JSON.parse(request.body) : undefined;
  return {
    ...request,
    address,
    path: pathname.replace(/^\/v5/u, ""),
    query,
    content: isObject(content) ? content : undefined,
  };
}

/** Returns the values of a list in a query, which commas join. */
export function listIn(query: URLSearchParams, name: string): readonly string[] {
  return query.get(name)?.split(",") ?? [];
}

/** Returns these responses in order, for any request. */
export function inOrder(responses: readonly (ApiResponse | Script)[]): Script {
  const remaining = [...responses];
  return (request, signal) => {
    const response =
      remaining.shift() ?? new Error(`no scripted response remains for ${request.method} ${request.url}`);
    return typeof response === "function" ? response(request, signal) : response;
  };
}

/** Returns a response with a JSON body. */
export function respond(status: number, body: unknown, headers: HttpResponse["headers"] = {}): HttpResponse {
  return { status, headers, body: JSON.stringify(body) };
}

/** Returns an error response of the API. */
export function apiError(
  status: number,
  code: number,
  message: string,
  headers: HttpResponse["headers"] = {},
): HttpResponse {
  return respond(status, { code, message }, headers);
}

/** Returns one page of a list. */
export function page(items: readonly unknown[], bookmark: string | null = null): HttpResponse {
  return respond(200, { items, bookmark });
}

/** Returns the requested page of a list with the given page size. */
export function pageOfAll(items: readonly unknown[], { query }: Pick<ApiRequest, "query">, size: number): HttpResponse {
  const start = Number(query.get("bookmark")?.slice("at ".length) ?? 0);
  const end = start + size;
  return page(items.slice(start, end), end < items.length ? `at ${end}` : null);
}

const defaults: Config = {
  ...parseConfig({ credentials: { auth_method: "access_token", access_token: "token" } }, {}),
  pinMetrics: false,
  numWorkers: 4,
  baseUrl,
};

/** Returns a minimal configuration with some fields changed. */
export function configWith(fields: Partial<Config> = {}): Config {
  return { ...defaults, ...fields };
}

/** Returns a report of campaigns per day with some fields changed. */
export function customReportWith(fields: Partial<CustomReport> = {}): CustomReport {
  return {
    name: "mine",
    streamName: "custom_mine",
    level: "CAMPAIGN",
    granularity: "DAY",
    columns: ["SPEND_IN_DOLLAR"],
    attribution: defaults.attribution,
    attributionTypes: ["INDIVIDUAL"],
    targetingTypes: [],
    campaignStatuses: [],
    adGroupStatuses: [],
    adStatuses: [],
    startDate: undefined,
    ...fields,
  };
}
