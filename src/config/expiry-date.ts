import type { Json } from "../base/json.ts";

/**
 * Parses the expiration of an access token in all formats of configurations: an ISO timestamp (UTC if it has no zone, as
 * Python writes it), or epoch seconds as a number or a string. Numbers too large for seconds are milliseconds.
 * @returns epoch milliseconds; undefined if the value has no known format
 */
export function expiryMoment(value: Json | undefined): number | undefined {
  const moment = parse(value);
  return moment === undefined || Number.isNaN(new Date(moment).getTime()) ? undefined : moment;
}

function parse(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value > 1e11 ? value : value * 1000;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (/^\d+(?:\.\d+)?$/u.test(text)) return parse(Number(text));
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/u.test(text)) return undefined;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/iu.test(text);
  return Date.parse(hasZone ? text : `${text}Z`);
}
