import { addDays, type Day, daysFrom } from "../../src/base/dates.ts";
import type { JsonObject } from "../../src/base/json.ts";
import type { ApiRequest, ApiResponse } from "../scripted-api.ts";

/** Returns Pins with consecutive IDs. */
export function pins(count: number, first = 1, more: JsonObject = {}): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({ id: String(first + index), ...more }));
}

/** Returns the Pins of a request for metrics. */
export function pinsIn({ path, query }: Pick<ApiRequest, "path" | "query">): readonly string[] {
  const [, one] = /^\/pins\/(\d+)\/analytics$/u.exec(path) ?? [];
  return one === undefined ? query.getAll("pin_ids").flatMap((ids) => ids.split(",")) : [one];
}

/** Returns the metrics of a Pin on some days. */
export function metricsOn(days: readonly Day[], statusOf: (day: Day) => string = () => "READY") {
  const metrics = { IMPRESSION: 1 };
  return { all: { daily_metrics: days.map((date) => ({ date, data_status: statusOf(date), metrics })) } };
}

/** Returns the requested days. */
export function daysIn({ query }: Pick<ApiRequest, "query">): readonly Day[] {
  const [from, through] = [query.get("start_date") ?? "", query.get("end_date") ?? ""];
  return Array.from({ length: daysFrom(from, through) + 1 }, (_, index) => addDays(from, index));
}

/** Responds with metrics on each requested day for each Pin. */
export function metricsOfAll(request: ApiRequest): ApiResponse {
  const metrics = metricsOn(daysIn(request));
  const isBatch = request.path === "/pins/analytics";
  return { body: isBatch ? Object.fromEntries(pinsIn(request).map((id) => [id, metrics])) : metrics };
}
