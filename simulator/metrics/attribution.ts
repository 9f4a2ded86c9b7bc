import { invalidParameter } from "../errors.ts";

/** The attribution windows in days, and the date that conversions are reported on. */
export interface Attribution {
  readonly click: number;
  readonly engagement: number;
  readonly view: number;
  readonly reportTime: "TIME_OF_AD_ACTION" | "TIME_OF_CONVERSION";
}

/** The defaults of Pinterest's document. */
export const defaultAttribution: Attribution = { click: 30, engagement: 30, view: 1, reportTime: "TIME_OF_AD_ACTION" };

const windows: readonly number[] = [60, 30, 7, 1];

/** Whether windows can be combined: each at most as long as the one before, with one exception (another connector's documentation). */
function isSupported({ click, engagement, view }: Attribution): boolean {
  if (click === 30 && engagement === 60) return view === 1;
  return [click, engagement, view].every((days) => windows.includes(days)) && click >= engagement && engagement >= view;
}

/** Returns the attribution of a request. @throws ApiError for an unsupported combination of windows */
export function attributionOf(value: (name: string) => unknown): Attribution {
  const days = (name: string, byDefault: number) => {
    const given = value(`${name}_window_days`);
    return typeof given === "number" ? given : byDefault;
  };
  const attribution: Attribution = {
    click: days("click", defaultAttribution.click),
    engagement: days("engagement", defaultAttribution.engagement),
    view: days("view", defaultAttribution.view),
    reportTime: value("conversion_report_time") === "TIME_OF_CONVERSION" ? "TIME_OF_CONVERSION" : "TIME_OF_AD_ACTION",
  };
  if (isSupported(attribution)) return attribution;
  const { click, engagement, view } = attribution;
  throw invalidParameter(
    `Attribution windows click=${click}, engagement=${engagement}, view=${view} are not a valid combination.`,
  );
}
