import { invalidParameter } from "../errors.ts";

/** The attribution windows in days, and the date that conversions are reported on. */
export interface Attribution {
  readonly click: number;
  readonly engagement: number;
  readonly view: number;
  readonly reportTime: "TIME_OF_AD_ACTION" | "TIME_OF_CONVERSION";
}

/** The defaults of Pinterest's document. */
export const defaultAttribution: Attribution = {
  click: 30,
  engagement: 30,
  view: 1,
  reportTime: "TIME_OF_AD_ACTION",
};

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

/** Throws for an unsupported combination of windows. That the API rejects them is known; the message is a guess. */
export function checkAttribution({ click, engagement, view }: Attribution): void {
  if (combinations[`${click},${engagement}`]?.includes(view) === true) return;
  throw invalidParameter(
    `Attribution windows click=${click}, engagement=${engagement}, view=${view} are not a valid combination.`,
  );
}

/** Returns the report time; an unknown value means the default. */
export function reportTimeOf(text: unknown): Attribution["reportTime"] {
  return text === "TIME_OF_CONVERSION" ? text : "TIME_OF_AD_ACTION";
}
