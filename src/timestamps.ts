import { trimEnd } from "./trim-end.ts";

const pattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?$/u;

/** Numbers above are milliseconds, others seconds: the API has both, and tells them apart by nothing else. */
const maxSeconds = 1e11;

/** A timestamp of the API in any form that it has, as `utcTimestamp` gives it: text, or seconds or milliseconds. */
export function timestampFrom(value: unknown): string | undefined {
  if (typeof value === "string") return /^\d+$/u.test(value) ? timestampFrom(Number(value)) : utcTimestamp(value);
  if (typeof value !== "number" || !(value >= 0) || value > 8.64e15) return undefined;
  return utcTimestamp(new Date(value > maxSeconds ? value : value * 1000).toISOString());
}

/**
 * A timestamp of the API as UTC without a zone, `2026-07-09T10:43:44` or `2026-07-09T14:29:02.456`, so that any two
 * compare as text. Live responses have no zone and mean UTC; older ones end in `Z` or an offset. Fractions keep their
 * digits, less the zeros at the end. Anything else gives undefined.
 */
export function utcTimestamp(text: string): string | undefined {
  const [, day, time, fraction = "", zone = "Z"] = pattern.exec(text) ?? [];
  if (day === undefined || time === undefined) return undefined;
  const moment = Date.parse(`${day}T${time}${zone === "-00:00" ? "Z" : zone}`);
  if (Number.isNaN(moment)) return undefined;
  const digits = trimEnd(fraction, "0");
  return new Date(moment).toISOString().slice(0, 19) + (digits === "" ? "" : `.${digits}`);
}
