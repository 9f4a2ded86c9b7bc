import { asText, type Json } from "../src/base/json.ts";
import type { Profiles } from "../src/profiles/find-profiles.ts";
import type { ProfileObserver } from "../src/profiles/profile-stream.ts";
import { profileId } from "../src/streams/profiles.ts";
import type { Database } from "./database.ts";
import { literal, quoted } from "./tables.ts";

/** A profile whose rows a database has. */
export interface StoredProfile {
  /** The user ID. */
  readonly id: string;
  readonly username: string;
  /** The name of the business, or else the username. */
  readonly name: string;
  /** Whether streams that are not read by profile have its rows. */
  readonly isMain: boolean;
  /** Whether it owned none of the ad accounts in the last read. */
  readonly isGone: boolean;
}

type ShownProfile = Pick<StoredProfile, "id" | "isMain">;

/** The streams of the page that are read only for the main profile. */
const ofMainProfile = ["following_interests"];
const denied = "Pinterest denied access to this profile through each of its ad accounts.";

/** The name of a database in memory with what a page shows. */
const shown = quoted("_shown");

/** Collects what a read learns about profiles, to store it after the read. */
export class ProfilesOfRead implements ProfileObserver {
  #profiles: Profiles | undefined;
  readonly #parts = new Map<string, readonly (string | undefined)[]>();
  readonly found: ProfileObserver["found"] = (profiles) => {
    this.#profiles = profiles;
  };
  readonly ended: ProfileObserver["ended"] = (stream, { id }, problem) => {
    this.#parts.set(`${id} ${stream}`, [id, stream, problem]);
  };

  /**
   * Removes what a read finds out anew.
   * @param isOn whether the setting `all_profiles` is on
   * @param streams the names of the streams to read
   */
  async begin(database: Database, isOn: boolean, streams: readonly string[]): Promise<void> {
    await database.rows(
      isOn
        ? `DELETE FROM _sync.profile_streams WHERE stream IN (${streams.map(literal).join()})`
        : "DELETE FROM _sync.profiles; DELETE FROM _sync.profile_streams; DELETE FROM _sync.owners",
    );
  }

  async store(database: Database): Promise<void> {
    if (this.#profiles === undefined) return;
    const { found, denied: closed, main, ownersByAdAccount } = this.#profiles;
    const insert = (table: string, rows: readonly (readonly (string | boolean | undefined)[])[]) =>
      rows.length === 0 ? "" : `INSERT OR REPLACE INTO _sync.${table} VALUES ${rows.map(tuple).join()};`;
    await database.rows(`UPDATE _sync.profiles SET is_main = false, is_gone = true;
      ${insert("profiles", [
        ...found.map(({ id, username }) => [id, username, id === main, false, undefined]),
        ...[...closed].map(([id, username]) => [id, username, false, false, denied]),
      ])} ${insert("owners", [...ownersByAdAccount])} ${insert("profile_streams", [...this.#parts.values()])}`);
  }
}

const tuple = (values: readonly (string | boolean | undefined)[]) =>
  `(${values.map((value) => (typeof value === "string" ? literal(value) : String(value ?? null))).join()})`;

/** Returns the profiles of the reads with `all_profiles`, in the order of their names; empty if the last read was without. */
export async function storedProfiles(database: Database): Promise<readonly StoredProfile[]> {
  // Without profiles, the table of the account has no column for them.
  if ((await database.rows("FROM _sync.profiles")).length === 0) return [];
  const rows =
    await database.rows(`SELECT p.id, p.username, coalesce(a.business_name, p.username) AS name, is_main, is_gone
    FROM _sync.profiles p LEFT JOIN account a ON a.${profileId} = p.id ORDER BY lower(name), p.id`);
  return rows.map(({ id, username, name, is_main, is_gone }) => ({
    id: asText(id),
    username: asText(username),
    name: asText(name),
    isMain: is_main === true,
    isGone: is_gone === true,
  }));
}

/** Runs queries that see the account's own rows in tables of several profiles. */
export async function asOwnProfile<Result>(database: Database, run: () => Promise<Result>): Promise<Result> {
  const [own] =
    await database.rows(`SELECT coalesce((SELECT any_value(id) FROM _sync.profiles HAVING count(*) = 1), id) AS id
    FROM _sync.account WHERE id <> '' AND EXISTS (FROM duckdb_columns() WHERE column_name = '${profileId}'
      AND database_name = current_database() AND schema_name = 'main')`);
  return own === undefined ? run() : asProfile(database, { id: asText(own.id), isMain: true }, run);
}

/**
 * Runs queries that see only the rows of a profile and only its problems, in views with the names of the tables. The rows of ad
 * accounts are those of their owner; rows of no known profile are those of the main one.
 */
export async function asProfile<Result>(
  database: Database,
  profile: ShownProfile,
  run: () => Promise<Result>,
): Promise<Result> {
  const [current] = await database.rows("SELECT current_database() AS name");
  const stored = quoted(asText(current?.name));
  const tables = await database.rows(`SELECT table_name AS name, list(lower(column_name)) AS columns
    FROM duckdb_tables() JOIN duckdb_columns() USING (database_name, schema_name, table_name)
    WHERE database_name = current_database() AND schema_name = 'main' GROUP BY ALL HAVING list_contains(columns, '_read_at')`);
  const views = tables.map(({ name, columns }) => {
    const table = quoted(asText(name));
    return `CREATE VIEW ${shown}.main.${table} AS FROM ${stored}.main.${table} t WHERE ${rowsOf(profile, asText(name), columns, stored)}`;
  });
  const withColumn = (column: string) =>
    tables.flatMap(({ name, columns }) => (has(columns, column) ? [asText(name)] : []));
  const sync = syncViews(profile, withColumn(profileId), withColumn("ad_account_id"), stored);
  await database.rows(`ATTACH ':memory:' AS ${shown}; CREATE SCHEMA ${shown}._sync`);
  try {
    await database.rows([...views, ...sync, `USE ${shown}`].join("; "));
    return await run();
  } finally {
    await database.rows(`USE ${stored}; DETACH ${shown}`);
  }
}

/** Returns the condition for the rows of a profile in a table. */
function rowsOf({ id, isMain }: ShownProfile, name: string, columns: Json | undefined, stored: string) {
  if (has(columns, profileId)) return `${profileId} = ${literal(id)}`;
  const adAccount = name === "ad_accounts" ? "id" : "ad_account_id";
  if (has(columns, adAccount))
    return `coalesce((SELECT o.profile_id = ${literal(id)} FROM ${stored}._sync.owners o WHERE o.ad_account_id = t.${adAccount}), ${isMain})`;
  return String(isMain || !ofMainProfile.includes(name));
}

const has = (columns: Json | undefined, column: string) => Array.isArray(columns) && columns.includes(column);

/**
 * Returns the statements for what the page says of reads.
 * @param divided the names of the streams that are read by profile
 * @param ofAdAccounts those that are read by ad account, which a profile that is denied denies as well
 */
function syncViews(
  { id, isMain }: ShownProfile,
  divided: readonly string[],
  ofAdAccounts: readonly string[],
  stored: string,
): readonly string[] {
  const listed = (names: readonly string[]) => `list_contains([${names.map(literal).join()}]::VARCHAR[], s.stream)`;
  const ofOther = listed(isMain ? [] : ofMainProfile);
  const ofProfile = listed([...divided, ...ofAdAccounts]);
  return [
    `CREATE VIEW ${shown}._sync.skipped_ad_accounts AS FROM ${stored}._sync.skipped_ad_accounts`,
    `CREATE VIEW ${shown}._sync.ad_weeks AS FROM ${stored}._sync.ad_weeks`,
    `CREATE VIEW ${shown}._sync.reads AS FROM ${stored}._sync.reads`,
    `CREATE VIEW ${shown}._sync.streams AS FROM ${stored}._sync.streams s WHERE NOT ${ofOther} AND NOT ${ofProfile}
      UNION ALL SELECT s.* REPLACE ('INCOMPLETE' AS status, format('The connector reads them only for the profile {}.',
        coalesce((SELECT any_value(username) FROM ${stored}._sync.profiles WHERE is_main), 'that signed in')) AS problem)
      FROM ${stored}._sync.streams s WHERE ${ofOther}
      UNION ALL SELECT s.* REPLACE (CASE WHEN own.stream IS NOT NULL AND own.problem IS NULL THEN 'COMPLETE'
          WHEN own.stream IS NULL AND p.problem IS NULL AND ${isMain ? "true" : listed(ofAdAccounts)} THEN s.status ELSE 'INCOMPLETE' END AS status,
        if(own.stream IS NULL, coalesce(p.problem, s.problem), own.problem) AS problem)
      FROM ${stored}._sync.streams s LEFT JOIN ${stored}._sync.profiles p ON p.id = ${literal(id)}
      LEFT JOIN ${stored}._sync.profile_streams own ON own.stream = s.stream AND own.profile_id = ${literal(id)} WHERE ${ofProfile}`,
    `CREATE VIEW ${shown}._sync.problems AS SELECT string_agg(stream, ', ' ORDER BY stream) AS streams, problem
      FROM ${shown}._sync.streams s WHERE problem IS NOT NULL AND NOT ${ofOther} GROUP BY problem ORDER BY streams`,
  ];
}
