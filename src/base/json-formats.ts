import { isDay } from "./dates.ts";

export { isDeepStrictEqual as isEqual } from "node:util";

const dateTime =
  /^(\d{4}-\d{2}-\d{2})[t\s](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)$/iu;

/** The format `date`. */
export const dateFormat = { validate: isDay };

/** The format `date-time`: a date and a time with a zone (RFC 3339). Leap seconds are invalid, since JavaScript can't read them. */
export const dateTimeFormat = { validate: (text: string) => isDay(dateTime.exec(text)?.[1] ?? "") };

/** Returns the length of a text in characters (code points), as `minLength` counts it. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
