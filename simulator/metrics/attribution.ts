import { invalidParameter } from "../errors.ts";

/** Within how many days of a click, an engagement or a view a conversion counts, and on which day. */
export interface Attribution {
  readonly click: number;
  readonly engagement: number;
  readonly view: number;
  readonly reportTime: "TIME_OF_AD_ACTION" | "TIME_OF_CONVERSION";
}

/** What holds when nothing else is asked for, by Pinterest's document. */
export const defaultAttribution: Attribution = {
  click: 30,
  engagement: 30,
  view: 1,
  reportTime: "TIME_OF_AD_ACTION",
};

/** Which view windows go with a click and an engagement window, as another connector's documentation lists them. */
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

/** Throws for windows that do not go together. That they are refused is known, the text is a guess. */
export function checkAttribution({ click, engagement, view }: Attribution): void {
  if (combinations[`${click},${engagement}`]?.includes(view) === true) return;
  throw invalidParameter(
    `Attribution windows click=${click}, engagement=${engagement}, view=${view} are not a valid combination.`,
  );
}

/** The day on which conversions count: another text than the two of the document stands for the default. */
export function reportTimeOf(text: unknown): Attribution["reportTime"] {
  return text === "TIME_OF_CONVERSION" ? text : "TIME_OF_AD_ACTION";
}
