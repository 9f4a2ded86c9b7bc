const pattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/u;

/** Larger numbers are milliseconds. The API has both units and nothing else that distinguishes them. */
const maxSeconds = 1e11;

/** Normalizes a timestamp of the API (a string, or epoch seconds or milliseconds) like `utcTimestamp`. */
export function timestampFrom(value: unknown): string | undefined {
  if (typeof value === "string") return /^\d+$/u.test(value) ? timestampFrom(Number(value)) : utcTimestamp(value);
  if (typeof value !== "number" || !(value >= 0) || value > 8.64e15) return undefined;
  return utcTimestamp(new Date(value > maxSeconds ? value : value * 1000).toISOString());
}

/** Returns the timestamp of a time in epoch milliseconds, in the form of `utcTimestamp`. */
export function timestampAt(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/u, "");
}

/**
 * Normalizes a timestamp of the API to UTC without a zone, `2026-07-09T10:43:44` or `2026-07-09T14:29:02.456`, so that
 * timestamps compare as strings. Live responses have no zone and mean UTC; older ones end in `Z` or an offset.
 * Fractions keep their digits, except trailing zeros.
 * @returns undefined if the text is not a timestamp
 */
export function utcTimestamp(text: string): string | undefined {
  const [, day, time, fraction = "", zone = "Z"] = pattern.exec(text) ?? [];
  if (day === undefined || time === undefined) return undefined;
  const moment = Date.parse(`${day}T${time}${zone === "-00:00" ? "Z" : zone}`);
  if (Number.isNaN(moment)) return undefined;
  const digits = fraction.replace(/0+$/u, "");
  return new Date(moment).toISOString().slice(0, 19) + (digits === "" ? "" : `.${digits}`);
}
