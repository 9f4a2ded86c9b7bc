import type { Json } from "../json.ts";

/**
 * The end of an access token, as configurations have held it: an ISO timestamp (UTC where it names no zone, as Python
 * writes it) or seconds since 1970, as a number or in quotes; numbers too large for seconds are milliseconds.
 * @returns the moment in epoch milliseconds; undefined when it cannot be understood.
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
