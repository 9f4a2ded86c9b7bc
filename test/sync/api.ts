import { asText } from "../../src/base/json.ts";
import type { HttpResponse } from "../../src/pinterest/network/transport.ts";
import { type ApiRequest, type ApiResponse, apiError, page } from "../scripted-api.ts";
import type { Script } from "./scripted-read.ts";

/** Errors of the API. */
export const denied = apiError(403, 29, "You are not permitted to access that resource.");
export const unauthorized = apiError(401, 2, "Authentication failed.");
export const restricted = apiError(401, 3, "Your application does not have access to this restricted feature.");
export const gone = apiError(404, 50, "Not found.");
export const fault = apiError(500, 12, "Something went wrong on our end.");
export const rejected = (message: string) => apiError(400, 1, message);
/** @param seconds until the rate limit resets */
export const busy = (seconds: string | number) =>
  apiError(429, 8, "You have exceeded your rate limit.", { "x-ratelimit-reset": String(seconds) });

/** Returns rows with these IDs. */
export const rows = (...ids: readonly string[]) => ids.map((id) => ({ id }));

/** Returns the numbers from the first on, as IDs. */
export const idsOf = (count: number, first = 1) => Array.from({ length: count }, (_, index) => String(first + index));

/**
 * Returns an API with parents and the list below each: the IDs of its rows, or a response.
 * @param parents the path of the list of parents, such as `/boards`
 * @param children the name of the lists below them, such as `sections`
 */
export function below(
  parents: string,
  children: string,
  lists: Readonly<Record<string, readonly (string | null)[] | ApiResponse | undefined>>,
): Script {
  return ({ path }) => {
    if (path === parents) return page(rows(...Object.keys(lists)));
    const [id = "", name] = path.startsWith(`${parents}/`) ? path.slice(parents.length + 1).split("/") : [];
    const list = name === children && path.endsWith(`/${children}`) ? lists[id] : undefined;
    return isRows(list) ? page(list.map((each) => ({ id: each }))) : list;
  };
}

function isRows(list: readonly (string | null)[] | ApiResponse | undefined): list is readonly (string | null)[] {
  return Array.isArray(list);
}

/** Returns boards with these sections, each with one Pin of ten times its ID, or with a response in place of its Pins. */
export function sectioned(boards: Readonly<Record<string, Readonly<Record<string, ApiResponse | undefined>>>>): Script {
  const changed = "2026-01-03T00:00:00";
  return ({ path }) => {
    const [, board = "", section] = /^\/boards\/(\d+)\/sections(?:\/(\d+)\/pins)?$/u.exec(path) ?? [];
    if (path === "/boards")
      return page(rows(...Object.keys(boards)).map((row) => ({ ...row, board_pins_modified_at: changed })));
    if (board === "") return undefined;
    if (section === undefined) return page(rows(...Object.keys(boards[board] ?? {})));
    return boards[board]?.[section] ?? page([{ id: `${section}0`, created_at: changed }]);
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
