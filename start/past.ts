import { addDays, dayOf } from "../src/base/dates.ts";
import { asText } from "../src/base/json.ts";
import { catalogEntry, schemaOf } from "../src/commands/catalog.ts";
import { recordMaker } from "../src/records/records.ts";
import { streams } from "../src/streams/all.ts";
import { streamNamed } from "../src/streams/partitions.ts";
import { type Snapshot, simulatedAccount } from "./account.ts";
import { storeAdWeeks } from "./ad-weeks.ts";
import type { Database } from "./database.ts";
import { earlierReads } from "./jobs.ts";
import { readAccount } from "./read.ts";
import { literal } from "./tables.ts";

/** The number of days before today on which the simulated account was read. */
const pastDays = 30;

/**
 * If the simulated account wasn't read before, stores what reads at noon of each of the last days would have left, and
 * Pinterest no longer has: the numbers of followers, and the conversions so far. Reads only
 * yesterday's followers: 30 reads would take seconds.
 * @returns the times of all reads, epoch milliseconds
 */
export async function readPast(database: Database): Promise<readonly number[]> {
  const reads = await earlierReads(database);
  if (reads.length > 0) return reads;
  const today = dayOf(Date.now());
  const noons = Array.from({ length: pastDays }, (_, day) => Date.parse(`${addDays(today, day - pastDays)}T12:00Z`));
  const yesterday = noons.pop() ?? 0;
  const snapshots: Snapshot[] = [];
  const account = await simulatedAccount(
    noons,
    () => yesterday,
    (snapshot) => snapshots.push(snapshot),
  );
  await readAccount(database, account, { streams: ["account_snapshots"] });
  await account.close();
  await storeRecords(database, snapshots);
  await database.rows(`INSERT INTO _sync.reads SELECT make_timestamp(unnest([${noons.join()}]) * 1000), true`);
  return [...noons, yesterday];
}

/** Stores the records that reads at those times would have. */
async function storeRecords(database: Database, snapshots: readonly Snapshot[]): Promise<void> {
  const byName = new Map(streams.map((each) => [each.name, each]));
  const lines: string[] = [];
  for (const { readAt, stream: name, rows } of snapshots) {
    if (name === "campaign_analytics_report") {
      const values = rows.map(
        ({ DATE: date, currency, TOTAL_CONVERSIONS: n }) =>
          `(DATE ${literal(asText(date))}, ${literal(asText(currency))}, ${Number(n ?? 0)})`,
      );
      if (values.length > 0)
        await storeAdWeeks(database, dayOf(readAt), `(VALUES ${values.join()}) t (DATE, currency, TOTAL_CONVERSIONS)`);
      continue;
    }
    const stream = streamNamed(name, byName);
    await database.addTable(await catalogEntry(stream));
    for (const data of recordMaker(stream, await schemaOf(stream))(rows, {}))
      lines.push(JSON.stringify({ type: "RECORD", record: { stream: name, data, emitted_at: readAt } }));
  }
  await database.store(lines.join("\n"));
}
