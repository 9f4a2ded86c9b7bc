import type { Clock } from "../../src/clock.ts";
import type { Config } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { isObject, type JsonObject } from "../../src/json.ts";
import { fixedToken } from "../../src/pinterest/access-token.ts";
import { PinterestClient } from "../../src/pinterest/client.ts";
import { RateLimiter } from "../../src/pinterest/limits/rate-limiter.ts";
import type { HttpRequest, HttpResponse } from "../../src/pinterest/network/transport.ts";
import { StoppedError } from "../../src/signals.ts";

const baseUrl = "https://api.test/v5";

/** A request as a script sees it. */
export interface Asked {
  /** The path behind the version, e.g. `/boards/1/pins`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The JSON of a POST; undefined: none. */
  readonly content: JsonObject | undefined;
}

/** What a script answers: a body with status 200, or a whole response. */
export type Answer = { readonly body: unknown } | { readonly response: HttpResponse };

/** An API that answers as a function says, behind the real client. */
export class ScriptedApi {
  readonly client: PinterestClient;
  /** Path and query of every request, in order. */
  readonly asked: string[] = [];

  constructor(clock: Clock, script: (asked: Asked, signal: AbortSignal) => Answer | Promise<Answer>) {
    const transport = {
      send: async ({ url, body }: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
        if (signal.aborted) throw new StoppedError();
        const { pathname, search, searchParams } = new URL(url);
        const path = pathname.slice("/v5".length);
        this.asked.push(decodeURIComponent(`${path}${search}`));
        const content: unknown = body === undefined ? undefined : JSON.parse(body);
        const asked = { path, query: searchParams, content: isObject(content) ? content : undefined };
        const answer = await script(asked, signal);
        if (signal.aborted) throw new StoppedError();
        return "response" in answer ? answer.response : { status: 200, headers: {}, body: JSON.stringify(answer.body) };
      },
    };
    this.client = new PinterestClient(
      { baseUrl, transport, limiter: new RateLimiter(clock), clock, random: () => 0.5 },
      fixedToken("token"),
    );
  }

  /** How many requests went to a path. */
  calls(path: string): number {
    return this.asked.filter((request) => request.split("?")[0] === path).length;
  }
}

/** A list's page. */
export function page(items: readonly unknown[], bookmark: string | null = null): Answer {
  return { body: { items, bookmark } };
}

/** An error of the API. */
export function refusal(status: number, code: number, message: string, headers: HttpResponse["headers"] = {}): Answer {
  return { response: { status, headers, body: JSON.stringify({ code, message }) } };
}

/** Of a list that is cut into pages of `size`: the page that the request is about. */
export function pageOfAll(items: readonly unknown[], { query }: Asked, size: number): Answer {
  const start = Number(query.get("bookmark")?.slice("at ".length) ?? 0);
  const end = start + size;
  return page(items.slice(start, end), end < items.length ? `at ${end}` : null);
}

/** What parseConfig makes of a configuration that says no more than it must. */
const defaults: Config = {
  ...parseConfig({ credentials: { auth_method: "access_token", access_token: "token" } }, {}),
  pinMetrics: false,
  numWorkers: 4,
  baseUrl,
};

/** A configuration with some fields other than usual. */
export function configWith(fields: Partial<Config> = {}): Config {
  return { ...defaults, ...fields };
}
