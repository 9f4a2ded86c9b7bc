import { asText, type JsonObject } from "../../src/base/json.ts";
import type { HttpResponse } from "../../src/pinterest/network/transport.ts";
import { type ApiRequest, type ApiResponse, apiError, page, pageOfAll } from "../scripted-api.ts";
import type { Script } from "./scripted-read.ts";

/** Errors of the API. */
export const denied = apiError(403, 29, "You are not permitted to access that resource.");
export const unauthorized = apiError(401, 2, "Authentication failed.");
export const restricted = apiError(401, 3, "Your application does not have access to this restricted feature.");
export const notFound = apiError(404, 50, "Not found.");
export const fault = apiError(500, 12, "Something went wrong on our end.");
export const rejected = (message: string) => apiError(400, 1, message);
/** @param seconds until the rate limit resets */
export const busy = (seconds: string | number) =>
  apiError(429, 8, "You have exceeded your rate limit.", { "x-ratelimit-reset": String(seconds) });

/** Returns rows with these IDs. */
export const rows = (...ids: readonly string[]) => ids.map((id) => ({ id }));

/** Returns the numbers from the first on, as IDs. */
export const idsOf = (count: number, first = 1) => Array.from({ length: count }, (_, index) => String(first + index));

type List = string | readonly (JsonObject | null)[];

/**
 * What Pinterest has at a path: the IDs of a list, separated by spaces; rows; a response; or what a function of the request returns.
 * Undefined: an empty list.
 */
export type ScriptedResponse =
  | List
  | ApiResponse
  | ((
      request: ApiRequest,
      signal?: AbortSignal,
    ) => ScriptedResponse | undefined | Promise<ScriptedResponse | undefined>);

/** What Pinterest has, by path. In a path, `*` stands for any segment; of several that fit, the last one counts. */
export type Account = Readonly<Record<string, ScriptedResponse>>;

/** Returns the API of an account. A request for a path that it lacks is a bug. */
export function accountApi(account: Account): Script {
  const patterns = Object.keys(account)
    .filter((path) => path.includes("*"))
    .map((path) => [new RegExp(`^${path.replaceAll("*", "[^/]+")}$`, "u"), account[path]] as const);
  return async (request, signal) => {
    const response = account[request.path] ?? patterns.findLast(([pattern]) => pattern.test(request.path))?.[1];
    if (response === undefined && request.path !== "/user_account")
      return new TypeError(`the account of the test has no ${request.path}`);
    return responseOf(response, request, signal);
  };
}

async function responseOf(
  response: ScriptedResponse | undefined,
  request: ApiRequest,
  signal?: AbortSignal,
): Promise<ApiResponse> {
  const given = await resolved(response, request, signal);
  return isList(given) ? pageOfAll(rowsIn(given), request, 250) : given;
}

async function resolved(
  response: ScriptedResponse | undefined,
  request: ApiRequest,
  signal?: AbortSignal,
): Promise<List | ApiResponse> {
  if (typeof response === "function") return resolved(await response(request, signal), request, signal);
  return response ?? [];
}

const isList = (response: List | ApiResponse): response is List =>
  typeof response === "string" || Array.isArray(response);

const rowsIn = (list: List) => (typeof list === "string" ? rows(...list.split(" ").filter((id) => id !== "")) : list);

/** Responds with these pages of a list, whose bookmarks are their numbers from 0. A response in place of one ends the list. */
export const pages =
  (...all: readonly ScriptedResponse[]): ScriptedResponse =>
  async (request) => {
    const index = Number(request.query.get("bookmark")?.slice("at ".length) ?? 0);
    const response = await resolved(all[index], request);
    return isList(response) ? page(rowsIn(response), index + 1 < all.length ? `at ${index + 1}` : null) : response;
  };

/** Responds with a list in pages of so many rows. */
export const paged =
  (size: number, list: List): ScriptedResponse =>
  (request) =>
    pageOfAll(rowsIn(list), request, size);

/**
 * Returns parents and the list below each.
 * @param parents the path of the list of parents, such as `/boards`
 * @param children the name of the lists below them, such as `sections`
 */
export const listsBelow = (
  parents: string,
  children: string,
  lists: Readonly<Record<string, ScriptedResponse>>,
): Account => ({
  [parents]: Object.keys(lists).join(" "),
  ...Object.fromEntries(Object.entries(lists).map(([id, list]) => [`${parents}/${id}/${children}`, list])),
});

/** Returns boards whose Pins changed long ago, with their sections and the Pins in these. */
export const inSections = (boards: Readonly<Record<string, Readonly<Record<string, ScriptedResponse>>>>): Account => ({
  "/boards": Object.keys(boards).map((id) => ({ id, board_pins_modified_at: "2026-01-03T00:00:00" })),
  ...Object.fromEntries(
    Object.entries(boards).flatMap(([board, sections]) =>
      Object.entries(listsBelow(`/boards/${board}/sections`, "pins", sections)),
    ),
  ),
});

/** Responds so often with one, and then with another. */
export function times(count: number, first: ScriptedResponse, then: ScriptedResponse = ""): ScriptedResponse {
  let left = count;
  return () => {
    left -= 1;
    return left >= 0 ? first : then;
  };
}

/**
 * Returns an API with ad accounts whose reports are ready at once, at a link of the ad account, the level, and the first date.
 * @param create responds to requests for reports first
 */
export function reporting(
  adAccounts: readonly string[],
  create: (request: ApiRequest) => ApiResponse | undefined = () => undefined,
): Script {
  return async (request) => {
    const { path, query, content } = request;
    if (path === "/ad_accounts") return page(rows(...adAccounts));
    const [, account] = /^\/ad_accounts\/(\d+)\/reports$/u.exec(path) ?? [];
    if (account === undefined) return undefined;
    if (content === undefined) return { body: { report_status: "FINISHED", url: query.get("token") } };
    // Requests of all partitions are in flight before the first response.
    await new Promise(setImmediate);
    const token = `${account} ${asText(content.level)} ${asText(content.start_date)}`;
    return create(request) ?? { body: { token, report_status: "IN_PROGRESS" } };
  };
}

/** Adds headers to the responses of an API. */
export function withHeaders(headers: NonNullable<HttpResponse["headers"]>, script: Script): Script {
  return async (request, signal) => {
    const response = (await script(request, signal)) ?? page([]);
    return response instanceof Error ? response : { ...response, headers };
  };
}

/** Lets an API respond only when several requests are in flight. */
export const slowly =
  (script: Script): Script =>
  async (request, signal) => {
    await new Promise(setImmediate);
    return script(request, signal);
  };

/** Lets an API say that its daily quota isn't used up. */
export const underQuota = (script: Script): Script =>
  withHeaders({ "x-ratelimit-limit": "1000, 1000;w=86400", "x-ratelimit-remaining": "900" }, script);

/** Limits an API to a daily quota of requests, with Pinterest's headers. */
export function withQuota(quota: number, script: Script): Script {
  let used = 0;
  return (request, signal) => {
    used += 1;
    const headers = {
      "x-ratelimit-limit": `${quota}, ${quota};w=86400;name="trial_app_id"`,
      "x-ratelimit-remaining": String(Math.max(0, quota - used)),
      "x-ratelimit-reset": "43200",
    };
    if (used > quota) return apiError(429, 8, "You have exceeded your rate limit.", headers);
    return withHeaders(headers, script)(request, signal);
  };
}
