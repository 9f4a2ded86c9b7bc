const pattern = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?$/u;

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
  const digits = fraction.replace(/0+$/u, "");
  return new Date(moment).toISOString().slice(0, 19) + (digits === "" ? "" : `.${digits}`);
}
