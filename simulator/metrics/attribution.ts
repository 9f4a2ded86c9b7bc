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

/** The supported view windows per click and engagement window, from another connector's documentation. */
const combinations: Readonly<Record<string, readonly number[]>> = {
  "60,60": [60, 30, 7, 1],
  "60,30": [30, 7, 1],
  "60,7": [7, 1],
  "60,1": [1],
  "30,60": [1],
  "30,30": [30, 7, 1],
  "30,7": [7, 1],
  "30,1": [1],
  "7,7": [7, 1],
  "7,1": [1],
  "1,1": [1],
};

/** Throws for an unsupported combination of windows. */
function checkAttribution({ click, engagement, view }: Attribution): void {
  if (combinations[`${click},${engagement}`]?.includes(view) === true) return;
  throw invalidParameter(
    `Attribution windows click=${click}, engagement=${engagement}, view=${view} are not a valid combination.`,
  );
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
  checkAttribution(attribution);
  return attribution;
}
