import { catalogEntry } from "../../src/catalog.ts";
import { enabledStreams } from "../../src/commands/check/access.ts";
import { planTable } from "../../src/commands/plan/plan-table.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { asText } from "../../src/json.ts";
import type { Account } from "./account.ts";
import { Connector } from "./connector.ts";
import type { Database } from "./database.ts";

/** What the page shows, and the lists that every account has: what is read of an account with a token. */
const ownStreams =
  `account account_snapshots user_account_analytics user_account_top_pins ad_accounts campaigns campaign_analytics_report
  boards pins following_interests following_boards following_users followers likes board_pins search_boards search_pins`.split(
    /\s+/u,
  );
/** So many messages are stored at once. */
const chunkSize = 20_000;
/** A limit out of reach, as a simulator has, is none to tell of. */
const unlimited = 100_000;

/** What to read, and what to tell while it goes on. */
export interface ReadOptions {
  /** Names of streams; undefined: all of a simulated account, and what the page needs of any other. */
  readonly streams: readonly string[] | undefined;
  /** How many API requests may be made. */
  readonly budget: number;
  readonly onProgress: (text: string) => void;
  /** Told what the read will cost, in lines for people; undefined: nothing is planned. */
  readonly onPlan?: (text: string) => void;
}

/**
 * Reads an account into the database.
 * @returns of each stream, `rows` in the database, `records` of this read, and the `problem` that kept it from being complete, or nothing
 */
export async function readAccount(database: Database, account: Account, options: ReadOptions) {
  const { budget, onProgress, onPlan } = options;
  const startedAt = Date.now();
  const connector = new Connector(account.environment, budget);
  const enabled = enabledStreams(parseConfig(await account.config(), account.environment)).map(catalogEntry);
  const offered = new Map((await Promise.all(enabled)).map((stream) => [stream.name, stream]));
  const names =
    options.streams ?? (account.isSimulated ? [...offered.keys()] : ownStreams.filter((name) => offered.has(name)));
  const unknown = names.filter((name) => !offered.has(name));
  if (unknown.length > 0) throw new Error(`There is no stream ${unknown.join(", ")}.`);
  for (const [name, stream] of offered) if ([...names, ...ownStreams].includes(name)) await database.addTable(stream);
  const states = await database.rows("SELECT state::VARCHAR AS state FROM _sync.streams WHERE state IS NOT NULL");
  const state = await database.save(
    "state.json",
    states.map((row): unknown => JSON.parse(asText(row.state))),
  );
  const argumentsFor = async (some: readonly string[]) => {
    const config = await database.save("config.json", await account.config());
    return ["--config", config, "--streams", some.join(","), "--state", state];
  };

  const plan = onPlan === undefined ? undefined : await connector.plan(await argumentsFor(names));
  if (plan !== undefined) onPlan?.(planTable(plan));
  let left = budget - (plan?.made ?? 0);
  const wanted: string[] = [];
  await database.rows(
    "DELETE FROM _sync.streams WHERE stream = ''; UPDATE _sync.streams SET status = NULL, problem = NULL, records = 0",
  );
  for (const name of names) {
    const cost = plan?.streams.find((stream) => stream.name === name)?.requests ?? 0;
    const problem = `'It takes about ${cost} requests, and ${left} of the budget of ${budget} are left. To read it: npm start -- --budget ${budget + cost}.'`;
    const isWanted = cost <= left;
    if (isWanted) left -= cost;
    if (isWanted) wanted.push(name);
    await database.rows(`INSERT INTO _sync.streams VALUES ('${name}', NULL, 'PLANNED', ${isWanted ? "NULL" : problem}, 0)
      ON CONFLICT DO UPDATE SET status = excluded.status, problem = excluded.problem`);
  }

  const progress = { records: 0, complete: 0 };
  const lines: string[] = [];
  const store = async (line: string) => {
    lines.push(line);
    if (line.startsWith('{"type":"RECORD"')) progress.records += 1;
    else if (line.startsWith('{"type":"TRACE"') && line.includes('COMPLETE"')) progress.complete += 1;
    if (lines.length === chunkSize) await database.store(lines.splice(0));
    const ofMinute = (connector.left ?? unlimited) >= unlimited ? "" : ` (${connector.left} left this minute)`;
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
    onProgress(
      `${progress.complete} of ${wanted.length} streams, ${progress.records} rows, ${connector.requests} requests${ofMinute}, ${seconds} s`,
    );
  };
  if (wanted.length > 0) await connector.run(["read", ...(await argumentsFor(wanted))], store);
  await database.store(lines);
  const [failure] = await database.rows("SELECT problem FROM _sync.streams WHERE stream = ''");
  if (failure !== undefined) throw new Error(asText(failure.problem));
  await database.rows(`UPDATE _sync.streams SET problem = coalesce(problem, 'The budget of ${budget} requests is used up. The next run resumes here.')
      WHERE status <> 'COMPLETE';
    INSERT INTO _sync.reads VALUES (make_timestamp(${startedAt} * 1000), ${account.isSimulated})`);
  const ends = await database.rows(
    "SELECT stream, status, problem, records FROM _sync.streams WHERE status IS NOT NULL",
  );
  return Promise.all(
    ends.map(async ({ stream: name, status, problem, records }) => {
      const stream = asText(name);
      // A full read has found all that there is.
      if (status === "COMPLETE" && offered.get(stream)?.supported_sync_modes.includes("incremental") === false)
        await database.rows(`DELETE FROM "${stream}" WHERE _read_at < make_timestamp(${startedAt} * 1000)`);
      const [count] = await database.rows(`SELECT count(*) AS rows FROM "${stream}"`);
      return { stream, rows: Number(count?.rows), records: Number(records), problem: asText(problem) };
    }),
  );
}
