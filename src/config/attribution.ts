import type { JsonObject } from "../json.ts";
import type { Attribution } from "./config.ts";
import { fieldsOf, number, text } from "./values.ts";

/** Days within which a conversion counts after a click, an engagement and a view. */
interface Windows {
  readonly click: number;
  readonly engagement: number;
  readonly view: number;
}

/** Windows as somebody has given them: any of them may be left out. */
type GivenWindows = { readonly [Name in keyof Windows]: number | undefined };

/** The API's own. */
const usual: Windows = { click: 30, engagement: 30, view: 1 };

/** Click and engagement windows that the API takes together, each with its view windows; larger ones first. */
const combinations: readonly (readonly [click: number, engagement: number, views: readonly number[]])[] = [
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

/** Windows that the combinations tell nothing of, though the API's document names them. */
const unlisted: readonly (number | undefined)[] = [0, 14];

/**
 * How conversions are counted, by the fields `click_window_days`, `engagement_window_days`, `view_window_days` and
 * `conversion_report_time` of an object without problems (see `windowsProblem`). What is left out has the API's default or,
 * where that does not go with what is given, the largest window that does.
 */
export function attributionOf(fields: JsonObject, schema: JsonObject): Attribution {
  const { click, engagement, view } = complete(givenIn(fields)) ?? usual;
  return Object.freeze({
    clickWindowDays: click,
    engagementWindowDays: engagement,
    viewWindowDays: view,
    conversionReportTime: text(fieldsOf(fields, schema)("conversion_report_time")) ?? "",
  });
}

/**
 * What is wrong with the windows of an object whose fields are each right by themselves. Combinations with windows of 0
 * or 14 days are left to the API, since nobody tells which of them it takes.
 */
export function windowsProblem(fields: JsonObject): string | undefined {
  const given = givenIn(fields);
  if (complete(given) !== undefined) return undefined;
  const { click = usual.click } = given;
  const choices = combinations
    .filter(([listedClick]) => listedClick === click)
    .map(([, engagement, views]) => `${engagement} with ${orList.format(views.map(String))}`);
  return `Pinterest doesn't support this combination of windows. With a click window of ${click} day${click === 1 ? "" : "s"}, it allows these engagement and view windows: ${choices.join("; ")}.`;
}

const orList = new Intl.ListFormat("en-US", { type: "disjunction" });

function givenIn(fields: JsonObject): GivenWindows {
  return {
    click: number(fields.click_window_days),
    engagement: number(fields.engagement_window_days),
    view: number(fields.view_window_days),
  };
}

/** Undefined when the API does not take what is given together. */
function complete(given: GivenWindows): Windows | undefined {
  if ([given.click, given.engagement, given.view].some((days) => unlisted.includes(days))) return cautious(given);
  return combinations
    .flatMap(([click, engagement, views]) => views.map((view) => ({ click, engagement, view })))
    .filter((windows) => names.every((name) => given[name] === undefined || given[name] === windows[name]))
    .reduce<Windows | undefined>(
      (best, windows) => (best === undefined || isNearer(windows, best) ? windows : best),
      undefined,
    );
}

/** No default of an engagement or a view lasts longer than the window before it. */
function cautious(given: GivenWindows): Windows {
  const { click = usual.click } = given;
  const { engagement = Math.min(usual.engagement, click) } = given;
  return { click, engagement, view: given.view ?? Math.min(usual.view, engagement) };
}

const names = ["click", "engagement", "view"] as const;

/** Whether the first window that tells two combinations apart has its default in the one and not in the other. */
function isNearer(one: Windows, other: Windows): boolean {
  const name = names.find((each) => one[each] !== other[each]);
  return name !== undefined && one[name] === usual[name];
}
