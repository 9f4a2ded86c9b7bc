import { addDays, dayOf } from "../src/base/dates.ts";
import { simulatedAccount } from "./account.ts";
import type { Database } from "./database.ts";
import { earlierReads } from "./jobs.ts";
import { readAccount } from "./read.ts";

/** The number of days before today on which the simulated account was read. */
const pastDays = 30;

/**
 * If the simulated account wasn't read before, reads its number of followers at noon of each of the last days, since
 * Pinterest has only the current one.
 * @returns the times of all reads, epoch milliseconds
 */
export async function readPast(database: Database): Promise<readonly number[]> {
  const reads = await earlierReads(database);
  if (reads.length > 0) return reads;
  const today = dayOf(Date.now());
  for (let days = pastDays; days > 0; days -= 1) {
    const noon = Date.parse(`${addDays(today, -days)}T12:00Z`);
    const account = await simulatedAccount(reads, () => noon);
    await readAccount(database, account, { streams: ["account_snapshots"] });
    await account.close();
    reads.push(noon);
  }
  return reads;
}
