import type { Database } from "./database.ts";

/** The days for which weeks are kept: longer than conversions are added to a day. */
export const keptDays = 70;

/**
 * Stores the conversions of the latest weeks as they are now, from which the page knows what weeks of an age still gain.
 * @param rows SQL for the rows of the report
 */
export async function storeAdWeeks(database: Database, readOn: string, rows: string): Promise<void> {
  await database.rows(`INSERT OR REPLACE INTO _sync.ad_weeks
    SELECT DATE '${readOn}', week, currency, sum(conversions)
    FROM (SELECT date_trunc('week', DATE)::DATE AS week, coalesce(currency, 'Unknown currency') AS currency, TOTAL_CONVERSIONS AS conversions
      FROM ${rows}) WHERE week > DATE '${readOn}' - ${keptDays} AND week + 6 < DATE '${readOn}' GROUP BY week, currency`);
}
