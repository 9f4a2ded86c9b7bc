import { isObject, isStringArray, type Json, type JsonObject } from "../../src/json.ts";
import { changeWorld } from "../changes.ts";
import { ApiError } from "../errors.ts";
import { expectedRecords, expectedStreams } from "../expected/expected-records.ts";
import type { ReadOptions, ReportStatuses } from "../expected/read-options.ts";
import { defaultAttribution, reportTimeOf } from "../metrics/attribution.ts";
import { isGranularity } from "../metrics/periods.ts";
import { changeSettings } from "../settings.ts";
import type { Simulation } from "../simulation.ts";

export interface ControlAnswer {
  readonly status: number;
  readonly body: Json;
}

/** Answers below `/_simulator`: what a test asks of the simulator itself. These addresses need no token. */
export function control(
  simulation: Simulation,
  method: string,
  address: string,
  query: URLSearchParams,
  body: string,
): ControlAnswer {
  try {
    const [, name = "", rest] = address.split("/");
    const result = route(simulation, `${method} ${name}`, rest, query, body);
    return result === undefined
      ? { status: 404, body: { message: `There is nothing at ${method} ${address}` } }
      : { status: 200, body: result };
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: { code: error.code, message: error.message } };
    if (error instanceof RangeError || error instanceof SyntaxError)
      return { status: 400, body: { message: error.message } };
    throw error;
  }
}

function route(
  simulation: Simulation,
  what: string,
  rest: string | undefined,
  query: URLSearchParams,
  body: string,
): Json | undefined {
  const { settings, tokens, faults, journal, clock, limits } = simulation;
  switch (what) {
    case "GET state":
      return { now: new Date(clock.now()).toISOString(), settings: { ...settings } };
    case "POST change":
      return changeWorld(simulation, object(body));
    case "POST settings":
      changeSettings(settings, object(body));
      return { ...settings };
    case "POST tokens":
      return issue(simulation, object(body));
    case "DELETE tokens":
      tokens.revokeAll();
      return {};
    case "DELETE limits":
      limits.clear();
      return {};
    case "POST faults":
      faults.set(json(body));
      return {};
    case "DELETE faults":
      faults.clear();
      return {};
    case "GET journal":
      return journal.entries.map((entry) => ({ ...entry }));
    case "DELETE journal":
      journal.clear();
      return {};
    case "GET expected": {
      if (!expectedStreams.includes(rest ?? "")) return undefined;
      const records = expectedRecords(simulation, rest ?? "", {
        adAccountId: query.get("ad_account_id") ?? undefined,
        queries: query.getAll("query"),
        terms: query.getAll("term"),
        countries: query.getAll("country"),
        trendRegions: query.getAll("trend_region"),
        boardIds: query.getAll("board_id"),
        likesBoard: query.get("likes_board") ?? undefined,
        startDate: query.get("start_date") ?? undefined,
        endDate: query.get("end_date") ?? undefined,
        pinMetrics: query.get("pin_metrics") !== "false",
        silent: query.get("silent") === "true",
        adAccountIds: query.getAll("ad_account"),
        statuses: texts(query, "statuses"),
        columns: texts(query, "columns"),
        targetingTypes: texts(query, "targeting_types"),
        ...advertisingOptions(query),
        ...(query.has("scopes") ? { scopes: (query.get("scopes") ?? "").split(/[\s,]+/u) } : {}),
      });
      return { records };
    }
    default:
      return undefined;
  }
}

/** A list in an address: repeated, joined by commas, or both. */
function texts(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((text) => text.split(","));
}

function advertisingOptions(
  query: URLSearchParams,
): Pick<ReadOptions, "granularity" | "attribution" | "reportStatuses"> {
  const granularity = query.get("granularity") ?? "DAY";
  if (!isGranularity(granularity)) throw new RangeError(`There is no granularity ${granularity}`);
  const window = (name: string, days: number) => Number(query.get(`${name}_window_days`) ?? days);
  const filter = (name: keyof ReportStatuses, parameter: string) =>
    query.has(parameter) ? { [name]: texts(query, parameter) } : {};
  return {
    granularity,
    reportStatuses: {
      ...filter("campaignStatuses", "campaign_statuses"),
      ...filter("adGroupStatuses", "ad_group_statuses"),
      ...filter("adStatuses", "ad_statuses"),
      ...filter("productGroupStatuses", "product_group_statuses"),
    },
    attribution: {
      click: window("click", defaultAttribution.click),
      engagement: window("engagement", defaultAttribution.engagement),
      view: window("view", defaultAttribution.view),
      reportTime: reportTimeOf(query.get("conversion_report_time")),
    },
  };
}

/** `{"scopes": [...], "expires_in": seconds, "kind": "user" | "client"}`, all of it optional. */
function issue({ tokens }: Simulation, { scopes, expires_in: seconds, kind }: JsonObject): JsonObject {
  if (scopes !== undefined && !isStringArray(scopes)) throw new RangeError("scopes is not a list of texts");
  if (seconds !== undefined && typeof seconds !== "number") throw new RangeError("expires_in is not a number");
  const { token } = tokens.issue(scopes ?? "granted", kind === "client" ? "client" : "user", seconds);
  return { access_token: token };
}

function json(body: string): Json {
  const value: Json = JSON.parse(body);
  return value;
}

function object(body: string): JsonObject {
  const value = json(body);
  if (!isObject(value)) throw new RangeError("The body is not a JSON object");
  return value;
}
