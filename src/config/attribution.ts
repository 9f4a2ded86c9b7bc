import type { JsonObject } from "../base/json.ts";
import { countOf } from "../base/text/count-of.ts";
import { listOf } from "../base/text/list-of.ts";
import type { Attribution } from "./config.ts";
import { fieldsOf, number, text } from "./values.ts";

/** Attribution windows in days after a click, an engagement, and a view. */
interface Windows {
  readonly click: number;
  readonly engagement: number;
  readonly view: number;
}

/** The windows in a configuration. All are optional. */
type GivenWindows = { readonly [Name in keyof Windows]: number | undefined };

/** The API's defaults. */
const defaults: Windows = { click: 30, engagement: 30, view: 1 };

/** Combinations of click and engagement windows that the API supports, each with its view windows; larger ones first. */
export const attributionWindows: readonly (readonly [click: number, engagement: number, views: readonly number[]])[] = [
  [60, 60, [60, 30, 7, 1]],
  [60, 30, [30, 7, 1]],
  [60, 7, [7, 1]],
  [60, 1, [1]],
  [30, 60, [1]],
  [30, 30, [30, 7, 1]],
  [30, 7, [7, 1]],
  [30, 1, [1]],
  [7, 7, [7, 1]],
  [7, 1, [1]],
  [1, 1, [1]],
];

/** Windows that the OpenAPI document lists, but in none of the documented combinations. */
const unlisted: readonly (number | undefined)[] = [0, 14];

/**
 * Returns the attribution of an object with the fields `click_window_days`, `engagement_window_days`, `view_window_days`,
 * and `conversion_report_time`, for which `windowsProblem` found no problem. A missing window gets the API's default. If
 * the API doesn't support this default with the given windows, it gets the largest supported one.
 */
export function attributionOf(fields: JsonObject, schema: JsonObject): Attribution {
  const { click, engagement, view } = complete(givenIn(fields)) ?? defaults;
  return Object.freeze({
    clickWindowDays: click,
    engagementWindowDays: engagement,
    viewWindowDays: view,
    conversionReportTime: text(fieldsOf(fields, schema)("conversion_report_time")) ?? "",
  });
}

/**
 * Returns an error message if the API doesn't support the combination of windows. Each field must be valid. Accepts all
 * combinations with windows of 0 or 14 days, because Pinterest doesn't document which of them the API supports.
 */
export function windowsProblem(fields: JsonObject): string | undefined {
  const given = givenIn(fields);
  if (complete(given) !== undefined) return undefined;
  const { click = defaults.click } = given;
  const choices = attributionWindows
    .filter(([listedClick]) => listedClick === click)
    .map(([, engagement, views]) => `${engagement} with ${listOf(views.map(String), "or")}`);
  return `Pinterest doesn't support this combination of windows. With a click window of ${countOf(click, "day")}, it allows these engagement and view windows: ${choices.join("; ")}.`;
}

function givenIn(fields: JsonObject): GivenWindows {
  return {
    click: number(fields.click_window_days),
    engagement: number(fields.engagement_window_days),
    view: number(fields.view_window_days),
  };
}

/** Fills in missing windows. Returns undefined if the API doesn't support the given windows together. */
function complete(given: GivenWindows): Windows | undefined {
  if ([given.click, given.engagement, given.view].some((days) => unlisted.includes(days))) return cautious(given);
  const fitting = attributionWindows
    .flatMap(([click, engagement, views]) => views.map((view) => ({ click, engagement, view })))
    .filter((windows) => names.every((name) => given[name] === undefined || given[name] === windows[name]));
  const [best] = names.reduce<readonly Windows[]>((left, name) => {
    const usual = left.filter((windows) => windows[name] === defaults[name]);
    return usual.length === 0 ? left : usual;
  }, fitting);
  return best;
}

/** Fills in defaults no longer than the click window, and for views, no longer than the engagement window. */
function cautious(given: GivenWindows): Windows {
  const { click = defaults.click } = given;
  const { engagement = Math.min(defaults.engagement, click) } = given;
  return { click, engagement, view: given.view ?? Math.min(defaults.view, engagement) };
}

const names = ["click", "engagement", "view"] as const;
