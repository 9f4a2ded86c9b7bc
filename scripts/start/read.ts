import { catalogEntry } from "../../src/catalog.ts";
import { chooseStreams } from "../../src/commands/choose-streams.ts";
import { prepareConfig } from "../../src/commands/configuration.ts";
import { planRead } from "../../src/commands/plan/plan.ts";
import { planTable } from "../../src/commands/plan/plan-table.ts";
import { readConfigured } from "../../src/commands/read.ts";
import { asText } from "../../src/json.ts";
import { parseInputState } from "../../src/protocol/input-state.ts";
import { enabledStreams } from "../../src/streams/all.ts";
import type { Account } from "./account.ts";
import { Connector } from "./connector.ts";
import { type Database, literal } from "./database.ts";

/** The streams to read from a real account: those of the page, and the lists that every account has. */
const ownStreams =
  `account account_snapshots user_account_analytics user_account_top_pins ad_accounts campaigns campaign_analytics_report
  boards pins following_interests following_boards following_users followers likes board_pins search_boards search_pins`.split(
    /\s+/u,
  );
/** Messages are stored together from this many characters on. */
const chunkLength = 20_000_000;

/** What to read, and the limits of the read. */
export interface ReadOptions {
  /** Names of streams. Default: all of a simulated account, `ownStreams` of a real one. */
  readonly streams?: readonly string[] | undefined;
  /** Maximum number of API requests; undefined: unlimited. */
  readonly budget?: number | undefined;
  /** Called with a plan of the read, as text; undefined: no plan. */
  readonly onPlan?: (text: string) => void;
}

/**
 * Reads an account into the database.
 * @returns for each stream, the number of `rows` in the database and of `records` read now, and the `problem`, if any
 */
export async function readAccount(database: Database, account: Account, options: ReadOptions) {
  const { budget = Number.POSITIVE_INFINITY, onPlan } = options;
  const startedAt = `make_timestamp(${Date.now()} * 1000)`;
  let lines = "";
  const connector = new Connector(account.environment, budget, async (more) => {
    lines += more;
    if (lines.length > chunkLength) await store();
  });
  const store = async () => {
    const chunk = lines;
    lines = "";
    await database.store(chunk);
  };
  const { context } = connector;
  const load = async () => prepareConfig(await account.config(), account.path, context);
  const offered = enabledStreams((await load()).config);
  const usual = offered.map(({ name }) => name).filter((name) => account.isSimulated || ownStreams.includes(name));
  const configured = chooseStreams((options.streams ?? usual).join(), offered, undefined);
  const names = configured.map(({ descriptor }) => descriptor.name);
  for (const stream of offered)
    if ([...names, ...ownStreams].includes(stream.name)) await database.addTable(await catalogEntry(stream));
  const known = await database.rows("SELECT state::VARCHAR AS state FROM _sync.streams WHERE state IS NOT NULL");
  const states = parseInputState(known.map((row): unknown => JSON.parse(asText(row.state))));

  const plan = onPlan && (await connector.plan(async () => planRead(await load(), configured, states, context)));
  if (plan !== undefined) onPlan?.(planTable(plan));
  const costs = new Map(plan?.streams.map(({ name, requests }) => [name, requests]));
  let left = budget - (plan?.made ?? 0);
  const wanted = new Set<string>();
  await database.rows("UPDATE _sync.streams SET status = NULL, problem = NULL, records = 0");
  for (const name of names) {
    const cost = costs.get(name) ?? 0;
    const problem = `It needs about ${cost} requests, but only ${left} of the budget of ${budget} are left. To read it: npm start -- --budget ${budget + cost}.`;
    await database.rows(`INSERT INTO _sync.streams VALUES ('${name}', NULL, 'PLANNED', ${cost <= left ? "NULL" : literal(problem)}, 0)
      ON CONFLICT DO UPDATE SET status = excluded.status, problem = excluded.problem`);
    if (cost > left) continue;
    left -= cost;
    wanted.add(name);
  }

  const within = configured.filter(({ descriptor }) => wanted.has(descriptor.name));
  await connector.run(async () => readConfigured(await load(), within, states, context));
  await store();
  await database.rows(`UPDATE _sync.streams SET problem = coalesce(problem, 'The budget of ${budget} requests is used up. The next run resumes here.')
      WHERE status <> 'COMPLETE';
    INSERT INTO _sync.reads VALUES (${startedAt}, ${account.isSimulated})`);
  const ends = await database.rows("SELECT * EXCLUDE state FROM _sync.streams WHERE status IS NOT NULL");
  const outcomes = ends.map(async ({ stream: name, status, problem, records }) => {
    const stream = asText(name);
    // A full refresh contains all existing rows.
    if (
      status === "COMPLETE" &&
      configured.some(({ descriptor, syncMode }) => descriptor.name === stream && syncMode === "full_refresh")
    )
      await database.rows(`DELETE FROM "${stream}" WHERE _read_at < ${startedAt}`);
    const [count] = await database.rows(`SELECT count(*) AS rows FROM "${stream}"`);
    return { stream, rows: Number(count?.rows), records: Number(records), problem: asText(problem) };
  });
  return Promise.all(outcomes);
}
