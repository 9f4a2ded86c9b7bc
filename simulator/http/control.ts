import type { Json, JsonObject } from "../../src/json.ts";
import { changeWorld } from "../changes.ts";
import { expectedRecords, expectedStreams } from "../expected/expected-records.ts";
import type { ReadOptions } from "../expected/read-options.ts";
import { granularities } from "../metrics/periods.ts";
import { entryOf, flag, integer, numberFrom, object, objectOf, oneOf, type Reader, text, texts } from "../readers.ts";
import { changeSettings } from "../settings.ts";
import type { Simulation } from "../simulation.ts";

export interface ControlResponse {
  readonly status: number;
  readonly body: Json;
}

/** Handles control requests below `/_simulator`. They need no token. */
export function control(simulation: Simulation, method: string, address: string, body: string): ControlResponse {
  try {
    const [, name = "", rest] = address.split("/");
    const result = route(simulation, `${method} ${name}`, rest, body);
    return result === undefined
      ? { status: 404, body: { message: `Unknown control request ${method} ${address}` } }
      : { status: 200, body: result };
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError)
      return { status: 400, body: { message: error.message } };
    throw error;
  }
}

function route(simulation: Simulation, what: string, rest: string | undefined, body: string): Json | undefined {
  const { settings, tokens, faults, journal, clock, limits } = simulation;
  switch (what) {
    case "GET state":
      return { now: new Date(clock.now()).toISOString(), settings: { ...settings } };
    case "POST change":
      return changeWorld(simulation, objectOf(body));
    case "POST settings":
      changeSettings(settings, objectOf(body));
      return { ...settings };
    case "POST tokens":
      return issue(simulation, objectOf(body));
    case "DELETE tokens":
      tokens.revokeAll();
      return {};
    case "DELETE limits":
      limits.clear();
      return {};
    case "POST faults":
      faults.set(JSON.parse(body));
      return {};
    case "DELETE faults":
      faults.clear();
      return {};
    case "GET journal":
      return journal.entries.map((entry) => ({ ...entry }));
    case "DELETE journal":
      journal.clear();
      return {};
    case "POST expected":
      if (!expectedStreams.includes(rest ?? "")) return undefined;
      return { records: expectedRecords(simulation, rest ?? "", readOptions(body)) };
    default:
      return undefined;
  }
}

/** Reads the options of a read; an empty body has none. */
function readOptions(body: string): ReadOptions {
  const options = body === "" ? {} : objectOf(body);
  const entries = Object.entries(options).map(([name, value]) => [
    name,
    entryOf(optionReaders, name, "option")(value, name),
  ]);
  return Object.fromEntries(entries);
}

const optionReaders: { readonly [Name in keyof Required<ReadOptions>]: Reader<Required<ReadOptions>[Name]> } = {
  adAccountId: text,
  queries: texts,
  terms: texts,
  countries: texts,
  trendRegions: texts,
  boardIds: texts,
  likesBoard: text,
  startDate: text,
  endDate: text,
  pinMetrics: flag,
  silent: flag,
  scopes: texts,
  adAccountIds: texts,
  statuses: texts,
  columns: texts,
  granularity: oneOf(...granularities),
  reportStatuses: (value, name) =>
    Object.fromEntries(Object.entries(object(value, name)).map(([one, statuses]) => [one, texts(statuses, one)])),
  attribution: (value, name) => {
    const { reportTime = "TIME_OF_AD_ACTION", ...windows } = object(value, name);
    return {
      ...Object.fromEntries(Object.entries(windows).map(([window, days]) => [window, integer(days, window)])),
      reportTime: oneOf("TIME_OF_AD_ACTION", "TIME_OF_CONVERSION")(reportTime, "reportTime"),
    };
  },
  targetingTypes: texts,
};

/** Body: `{"scopes": [...], "expires_in": seconds, "kind": "user" | "client"}`, all optional. */
function issue({ tokens }: Simulation, { scopes, expires_in: seconds, kind }: JsonObject): JsonObject {
  const life = seconds === undefined ? undefined : numberFrom(0)(seconds, "expires_in");
  const granted = scopes === undefined ? "granted" : texts(scopes, "scopes");
  const { token } = tokens.issue(granted, kind === "client" ? "client" : "user", life);
  return { access_token: token };
}
