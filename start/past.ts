import { addDays, dayOf } from "../src/base/dates.ts";
import { schemaOf } from "../src/commands/catalog.ts";
import { streams } from "../src/streams/all.ts";
import { streamNamed } from "../src/streams/partitions.ts";
import { recordMaker } from "../src/sync/output/records.ts";
import { type Snapshot, simulatedAccount } from "./account.ts";
import type { Database } from "./database.ts";
import { earlierReads } from "./jobs.ts";
import { readAccount } from "./read.ts";

/** The number of days before today on which the simulated account was read. */
const pastDays = 30;

const name = "account_snapshots";

/**
 * If the simulated account wasn't read before, stores its number of followers at noon of each of the last days, since
 * Pinterest has only the current one. Reads only yesterday's: 30 reads would take seconds.
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
  await readAccount(database, account, { streams: [name] });
  await account.close();
  await storeRecords(database, snapshots);
  await database.rows(`INSERT INTO _sync.reads SELECT make_timestamp(unnest([${noons.join()}]) * 1000), true`);
  return [...noons, yesterday];
}

/** Stores the records that reads at those times would have. */
async function storeRecords(database: Database, snapshots: readonly Snapshot[]): Promise<void> {
  const stream = streamNamed(name, new Map(streams.map((each) => [each.name, each])));
  const toRecords = recordMaker(stream, await schemaOf(stream));
  const messages = snapshots.flatMap(({ readAt, row }) =>
    toRecords([row], {}).map((data) => ({ type: "RECORD", record: { stream: name, data, emitted_at: readAt } })),
  );
  await database.store(messages.map((message) => JSON.stringify(message)).join("\n"));
}
