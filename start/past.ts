import { millisecondsOfDay } from "../simulator/clock.ts";
import { addDays, dayOf } from "../src/base/dates.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { simulatedAccount } from "./account.ts";
import { keptDays, storeAdWeeks } from "./ad-weeks.ts";
import type { Database } from "./database.ts";
import { earlierReads } from "./jobs.ts";
import { readAccount } from "./read.ts";
import { literal } from "./tables.ts";

/** The number of days before today on which the simulated account was read. */
const pastDays = 30;

/**
 * If the simulated account wasn't read before, stores what reads at noon of each of the last days would have left, and
 * Pinterest no longer has: the numbers of followers, the metrics of Pins that were deleted since, and conversions as
 * they were. Reads only yesterday's followers: 30 reads would take seconds.
 * @returns the times of all reads, epoch milliseconds
 */
export async function readPast(database: Database): Promise<readonly number[]> {
  const reads = await earlierReads(database);
  if (reads.length > 0) return reads;
  const today = dayOf(Date.now());
  const noons = Array.from({ length: pastDays }, (_, day) => Date.parse(`${addDays(today, day - pastDays)}T12:00Z`));
  const yesterday = noons.pop() ?? 0;
  const records: string[] = [];
  const weeks = new Map<string, readonly JsonObject[]>();
  const account = await simulatedAccount(
    noons,
    () => yesterday,
    (readAt, simulator, gone) => {
      const isOfPin = ({ pin_id: id }: JsonObject) => id === gone;
      const days = gone === undefined ? [] : simulator.expectedRecords("pin_analytics").filter(isOfPin);
      const read = { account_snapshots: simulator.expectedRecords("account_snapshots"), pin_analytics: days };
      for (const [stream, rows] of Object.entries(read))
        for (const data of rows)
          records.push(JSON.stringify({ type: "RECORD", record: { stream, data, emitted_at: readAt } }));
      // Reads on the weekday of the first real read tell how weeks of ads grow.
      const isWeekday = Math.round((yesterday - readAt) / millisecondsOfDay + 1) % 7 === 0;
      const options = { startDate: addDays(dayOf(readAt), -keptDays) };
      if (isWeekday) weeks.set(dayOf(readAt), simulator.expectedRecords("campaign_analytics_report", options));
    },
  );
  await readAccount(database, account, { streams: ["account_snapshots"] });
  await account.close();
  await database.store(records.join("\n"));
  for (const [readOn, rows] of weeks) {
    const values = rows.map(
      ({ DATE: date, currency, TOTAL_CONVERSIONS: n }) =>
        `(DATE ${literal(asText(date))}, ${literal(asText(currency))}, ${Number(n ?? 0)})`,
    );
    if (values.length > 0)
      await storeAdWeeks(database, readOn, `(VALUES ${values.join()}) t (DATE, currency, TOTAL_CONVERSIONS)`);
  }
  await database.rows(`INSERT INTO _sync.reads SELECT make_timestamp(unnest([${noons.join()}]) * 1000), true`);
  return [...noons, yesterday];
}
