import type { StreamRead } from "../read-context.ts";

/**
 * Clocks of the connector and of the API may differ by so much, in milliseconds: one that was set without its time zone
 * is an hour off or two.
 */
export const clockDifference = 2 * 60 * 60_000;

/**
 * Warns of a cursor that is later than a difference of clocks explains. It is read as the present.
 * @param cursor a day, or a timestamp in UTC without a zone
 * @param now epoch milliseconds
 */
export function warnOfFuture(session: Pick<StreamRead, "log">, field: string, cursor: string, now: number): void {
  const soon = new Date(now + clockDifference).toISOString().slice(0, cursor.length);
  if (cursor <= soon) return;
  session.log(
    "WARN",
    `read the state's ${field} (${cursor}) as the present, since it is in the future: what exists now counts as read. Reset the stream's state if that is wrong`,
  );
}
