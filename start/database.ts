import { chmod, lstat, rm, writeFile } from "node:fs/promises";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { asText, isObject, type JsonObject } from "../src/base/json.ts";
import type { CatalogStream } from "../src/protocol/messages.ts";
import { profileId } from "../src/streams/profiles.ts";
import { deletedAt } from "../src/streams/tracking.ts";
import { type Load, loadOf, messagesIn } from "./load.ts";
import {
  columnsOf,
  literal,
  quoted,
  recipeViews,
  selectComments,
  selectEarlierViews,
  tableStatements,
} from "./tables.ts";

/** The tables for the times of reads, and for the state, last outcome, and job of each stream (`jobs.ts`). */
const syncTables = `SET TimeZone = 'UTC';
CREATE SCHEMA IF NOT EXISTS _sync;
CREATE TABLE IF NOT EXISTS _sync.account (id VARCHAR);
CREATE TABLE IF NOT EXISTS _sync.reads (read_at TIMESTAMP, is_simulated BOOLEAN);
CREATE TABLE IF NOT EXISTS _sync.streams (stream VARCHAR PRIMARY KEY, state JSON, status VARCHAR, problem VARCHAR, records BIGINT,
  job VARCHAR, began TIMESTAMP, is_open BOOLEAN);
CREATE TABLE IF NOT EXISTS _sync.profiles (id VARCHAR PRIMARY KEY, username VARCHAR, is_main BOOLEAN, is_gone BOOLEAN, problem VARCHAR);
CREATE TABLE IF NOT EXISTS _sync.profile_streams (profile_id VARCHAR, stream VARCHAR, problem VARCHAR, PRIMARY KEY (profile_id, stream));
CREATE TABLE IF NOT EXISTS _sync.owners (ad_account_id VARCHAR PRIMARY KEY, profile_id VARCHAR);
CREATE TABLE IF NOT EXISTS _sync.skipped_ad_accounts (ad_account_id VARCHAR PRIMARY KEY, reason VARCHAR);
CREATE TABLE IF NOT EXISTS _sync.ad_weeks (read_on DATE, week DATE, currency VARCHAR, conversions DOUBLE, PRIMARY KEY (read_on, week, currency));
CREATE OR REPLACE VIEW _sync.problems AS SELECT string_agg(stream, ', ' ORDER BY stream) AS streams, problem
  FROM _sync.streams WHERE problem IS NOT NULL GROUP BY problem ORDER BY streams;
COMMENT ON TABLE _sync.account IS 'The account of this database.';
COMMENT ON COLUMN _sync.account.id IS 'ID of the user account.';
COMMENT ON TABLE _sync.reads IS 'Reads of the account, one row per read.';
COMMENT ON COLUMN _sync.reads.read_at IS 'When the read started, in UTC. An interrupted read and the next one that continues it are one.';
COMMENT ON COLUMN _sync.reads.is_simulated IS 'Whether the account is simulated.';
COMMENT ON TABLE _sync.streams IS 'Streams that were read at least once, one row per stream.';
COMMENT ON COLUMN _sync.streams.stream IS 'Name of the stream and of its table.';
COMMENT ON COLUMN _sync.streams.state IS 'State that the next read resumes from.';
COMMENT ON COLUMN _sync.streams.status IS 'COMPLETE if the last read of the stream was complete.';
COMMENT ON COLUMN _sync.streams.problem IS 'Why the last read of the account did not complete the stream.';
COMMENT ON COLUMN _sync.streams.records IS 'Number of records in the last read of the account. Null if it left the stream out.';
COMMENT ON COLUMN _sync.streams.job IS 'The last job of the stream: the read in which it began, and those that continue it.';
COMMENT ON COLUMN _sync.streams.began IS 'When the full refresh of the stream began in this job, in UTC. Null for incremental streams.';
COMMENT ON COLUMN _sync.streams.is_open IS 'Whether the next read of the stream continues the job.';
COMMENT ON TABLE _sync.profiles IS 'Profiles, one row per profile. Empty without all_profiles.';
COMMENT ON COLUMN _sync.profiles.id IS 'ID of the user account; profile_id elsewhere.';
COMMENT ON COLUMN _sync.profiles.username IS 'Username, or the ID if there is none.';
COMMENT ON COLUMN _sync.profiles.is_main IS 'Whether it is the profile that is read without all_profiles.';
COMMENT ON COLUMN _sync.profiles.is_gone IS 'Whether it owned no ad account any more in the last read.';
COMMENT ON COLUMN _sync.profiles.problem IS 'Why the last read could not read the profile.';
COMMENT ON TABLE _sync.profile_streams IS 'What was read of each profile, one row per profile and stream.';
COMMENT ON COLUMN _sync.profile_streams.profile_id IS 'ID of the profile.';
COMMENT ON COLUMN _sync.profile_streams.stream IS 'Name of the stream and of its table.';
COMMENT ON COLUMN _sync.profile_streams.problem IS 'Why the last read of the stream did not complete it for the profile.';
COMMENT ON TABLE _sync.owners IS 'Owners of ad accounts, one row per ad account. Empty without all_profiles.';
COMMENT ON COLUMN _sync.owners.ad_account_id IS 'ID of the ad account.';
COMMENT ON COLUMN _sync.owners.profile_id IS 'ID of the profile that owns the ad account.';
COMMENT ON TABLE _sync.skipped_ad_accounts IS 'Ad accounts that the last read of ads was without, one row per ad account.';
COMMENT ON COLUMN _sync.skipped_ad_accounts.ad_account_id IS 'ID of the ad account; ad_accounts.id.';
COMMENT ON COLUMN _sync.skipped_ad_accounts.reason IS 'Why it was skipped.';
COMMENT ON TABLE _sync.ad_weeks IS 'Conversions of weeks of ads as they were when read, since later reads replace them. One row per day of a read, week, and currency.';
COMMENT ON COLUMN _sync.ad_weeks.read_on IS 'The day of the read.';
COMMENT ON COLUMN _sync.ad_weeks.week IS 'The Monday of the week.';
COMMENT ON COLUMN _sync.ad_weeks.currency IS 'Currency of the ad accounts.';
COMMENT ON COLUMN _sync.ad_weeks.conversions IS 'Conversions of all kinds.'`;

/** Returns the statement that stores states, statuses, and errors of streams from a file of messages. */
const storeOutcomes = (path: string) => `INSERT INTO _sync.streams (stream, state, status, problem, records)
SELECT descriptor->>'name', arg_max(state, line),
  arg_max(coalesce(trace->>'$.stream_status.reasons[0].type', trace->>'$.stream_status.status'), line),
  arg_max(trace->>'$.error.message', line), 0
FROM (SELECT *, row_number() OVER () AS line, coalesce(state->'$.stream.stream_descriptor',
  trace->'$.stream_status.stream_descriptor', trace->'$.error.stream_descriptor') AS descriptor
  FROM ${messagesIn(path, "state: 'JSON', trace: 'JSON'")})
WHERE descriptor IS NOT NULL GROUP BY 1
ON CONFLICT DO UPDATE SET state = coalesce(excluded.state, state), status = coalesce(excluded.status, status),
  problem = coalesce(excluded.problem, problem)`;

const completed = "SELECT stream FROM _sync.streams WHERE is_open AND status = 'COMPLETE'";
const closeEnded = `UPDATE _sync.streams SET is_open = false
  WHERE is_open AND records IS NOT NULL AND (status = 'COMPLETE' OR (status = 'INCOMPLETE' AND problem IS NOT NULL))`;

/** Returns one line about why a database can't be opened. */
function openingError(file: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, holder] = /lock is held in (.*? \(PID \d+\))/u.exec(message) ?? [];
  if (holder !== undefined || /used by another process/u.test(message))
    return `The database ${file} is in use by ${holder ?? "another program"}. Wait for it to end, or close it.`;
  return `The database ${file} can't be opened: ${message.split("\n")[0]}`;
}

/** @throws Error if the file, or the one with its latest changes, is a symbolic link, which can lead to anybody's file */
async function expectNoLink(file: string): Promise<void> {
  for (const path of [file, `${file}.wal`]) {
    const found = await lstat(path).catch(() => undefined);
    if (found?.isSymbolicLink() === true)
      throw new Error(
        `The database ${path} is a symbolic link. Move the file itself there, or name a folder with --data.`,
      );
  }
}

/** An embedded database with one table per stream. */
export type Database = Awaited<ReturnType<typeof openDatabase>>;

/** @param keepsDeleted whether to keep rows marked as deleted, an option of Airbyte's destinations */
export async function openDatabase(file: string, { keepsDeleted = false } = {}) {
  await expectNoLink(file);
  const instance = await DuckDBInstance.create(file).catch((error: unknown) => {
    throw new Error(openingError(file, error), { cause: error });
  });
  await chmod(file, 0o600);
  const connection = await instance.connect();
  await connection.run(syncTables);
  for (const { name } of await rowsOf(connection, selectEarlierViews))
    await connection.run(`DROP VIEW ${quoted(asText(name))}`);
  const found = await rowsOf(connection, selectComments);
  const comments = new Map(found.map(({ target, comment }) => [asText(target), asText(comment)]));
  const path = `${file}.ndjson`;
  const opened: Opened = { connection, path, keepsDeleted, views: await recipeViews(), comments, loads: new Map() };
  return {
    /** Returns the rows of a query. Types that JSON lacks must be cast to text in the query. */
    rows: (sql: string) => rowsOf(connection, sql),
    /** Creates the table of a stream and its views, or adds what they lack. */
    addTable: (stream: TableOf) => addTable(opened, stream),
    /**
     * Stores messages of a read, one per line. A record replaces an earlier one with the same key, and the end of a full
     * refresh removes rows from before its beginning. Records and the state that covers them are stored in one transaction,
     * so that the next read resumes exactly where the rows end. A value that is not of the type of its column becomes null.
     * After an error, the database can only be closed.
     * @returns a sentence for each column with such values
     */
    store: (lines: string) => storeMessages(opened, lines),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
      await rm(path, { force: true });
    },
  };
}

type TableOf = Pick<CatalogStream, "name" | "json_schema" | "source_defined_primary_key">;

interface Opened {
  readonly connection: DuckDBConnection;
  /** Of the file of messages. */
  readonly path: string;
  readonly keepsDeleted: boolean;
  readonly views: readonly string[];
  /** Of tables and columns. */
  readonly comments: Map<string, string>;
  /** By stream. */
  readonly loads: Map<string, Load>;
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<readonly JsonObject[]> {
  const found: readonly unknown[] = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  const toJson = (_key: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);
  return found.map((row): unknown => JSON.parse(JSON.stringify(row, toJson))).filter(isObject);
}

async function addTable({ connection, path, keepsDeleted, views, comments, loads }: Opened, stream: TableOf) {
  const own = views.filter((view) => view.split(/\s/u).includes(stream.name));
  const table = quoted(stream.name);
  const columns = columnsOf(stream.json_schema);
  const statements = tableStatements(stream, comments);
  const hasProfiles = comments.has(`COLUMN ${table}.${quoted(profileId)}`);
  const isDivided = columns.some(({ name }) => name === quoted(profileId));
  // What is read without all_profiles is the account's own, before and after a time with the setting.
  const isOfAccount = hasProfiles && !isDivided;
  if (isDivided) statements.push(`UPDATE ${table} SET ${profileId} = (FROM _sync.account) WHERE ${profileId} IS NULL`);
  await connection.run(["BEGIN", ...statements, ...own, "COMMIT"].join("; "));
  const key = stream.source_defined_primary_key.flat();
  const removesDeleted = !keepsDeleted && columns.some(({ name }) => name === quoted(deletedAt));
  loads.set(
    stream.name,
    loadOf({
      stream: stream.name,
      path,
      columns,
      key: isOfAccount ? [profileId, ...key] : key,
      further: isOfAccount ? `(FROM _sync.account) AS ${profileId}, ` : "",
      unwanted: removesDeleted ? `${deletedAt} IS NOT NULL` : "false",
    }),
  );
}

async function storeMessages({ connection, path, loads }: Opened, lines: string): Promise<readonly string[]> {
  const byStream = linesByStream(lines);
  const remarks: string[] = [];
  const merges: string[] = [];
  // Before the transaction, which a value of another type would abort.
  for (const [stream, own] of byStream) {
    const load = loads.get(stream);
    if (load === undefined) continue;
    await writeMessages(path, own);
    const mistyped = await readRecords(connection, load);
    remarks.push(
      ...mistyped.map((name) => `${stream}: values of ${name} with an unexpected type are null in the database`),
    );
    merges.push(load.merge);
  }
  await writeMessages(path, byStream.get("") ?? "");
  await connection.run(["BEGIN", ...merges, storeOutcomes(path)].join("; "));
  for (const { stream } of await rowsOf(connection, completed)) {
    const began = `(SELECT began FROM _sync.streams WHERE stream = ${literal(asText(stream))})`;
    await connection.run(`DELETE FROM ${quoted(asText(stream))} WHERE _read_at < ${began}`);
  }
  await connection.run(`${closeEnded}; COMMIT`);
  return remarks;
}

/** Returns the lines of messages by the stream of their record, those of others under no name. */
function linesByStream(lines: string): ReadonlyMap<string, string> {
  const byStream = new Map<string, string>();
  for (const line of lines.split("\n")) {
    const [, stream = ""] = /^\{"type":"RECORD","record":\{"stream":"([^"]+)"/u.exec(line) ?? [];
    byStream.set(stream, `${byStream.get(stream) ?? ""}${line}\n`);
  }
  return byStream;
}

/** Writes the file of messages. Follows no file that somebody else has put there. */
async function writeMessages(path: string, lines: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, lines, { flag: "wx", mode: 0o600 });
}

/** Reads records from the file of messages. Returns the columns with values of another type. */
async function readRecords(connection: DuckDBConnection, load: Load): Promise<readonly string[]> {
  try {
    await connection.run(load.read);
    return [];
  } catch {
    // An error of another kind occurs again.
    await connection.run(load.readMistyped);
    return (await rowsOf(connection, load.mistyped)).map(({ name }) => asText(name));
  }
}
