import { catalogEntry } from "../../src/catalog.ts";
import { systemClock } from "../../src/clock.ts";
import { chooseStreams } from "../../src/commands/choose-streams.ts";
import { prepareConfig } from "../../src/commands/configuration.ts";
import { planRead } from "../../src/commands/plan/plan.ts";
import { planTable } from "../../src/commands/plan/plan-table.ts";
import { readConfigured } from "../../src/commands/read.ts";
import type { Reader } from "../../src/commands/reader.ts";
import { systemContext } from "../../src/commands/system-context.ts";
import { asText } from "../../src/json.ts";
import { parseInputState } from "../../src/protocol/input-state.ts";
import { namesInFile } from "../../src/setting-names.ts";
import { anySignal } from "../../src/signals.ts";
import { enabledStreams } from "../../src/streams/all.ts";
import type { Account } from "./account.ts";
import { limited, storingOutput } from "./connector.ts";
import type { Database } from "./database.ts";
import { literal } from "./tables.ts";

/** The streams to read from a real account: those of the page, and the lists that every account has. */
const ownStreams =
  `account account_snapshots user_account_analytics user_account_top_pins ad_accounts campaigns campaign_analytics_report
  boards pins following_interests following_boards following_users followers likes board_pins search_boards search_pins`.split(
    /\s+/u,
  );

/** What to read, and the limits of the read. */
export interface ReadOptions {
  /** Names of streams. Default: all of a simulated account, `ownStreams` of a real one. */
  readonly streams?: readonly string[] | undefined;
  /** Maximum number of API requests; undefined: unlimited. */
  readonly budget?: number | undefined;
  /** Called with a plan of the read, as text; undefined: no plan. */
  readonly onPlan?: (text: string) => void;
  /** Stops the read. */
  readonly signal?: AbortSignal;
  /** Whether to hide the progress. */
  readonly isQuiet?: boolean;
}

/** A person, who changes settings in the file of the account, and its token in the environment, if it comes from there. */
function readerOf({ environment }: Account): Reader {
  const tokenVariable = environment.PINTEREST_ACCESS_TOKEN ? "PINTEREST_ACCESS_TOKEN" : undefined;
  return { audience: "people", settingNames: (path) => namesInFile(path, tokenVariable) };
}

/**
 * Reads an account into the database.
 * @returns for each stream, the number of `rows` in the database and of `records` read now, and the `problem`, if any
 */
export async function readAccount(database: Database, account: Account, options: ReadOptions) {
  const { budget = Number.POSITIVE_INFINITY, onPlan, signal, isQuiet = false } = options;
  const { clock = systemClock } = account;
  const startedAt = `make_timestamp(${clock.now()} * 1000)`;
  const usedUp = new AbortController();
  const stop = anySignal(usedUp.signal, ...(signal === undefined ? [] : [signal]));
  const system = systemContext(storingOutput(database), stop, readerOf(account), { clock });
  // The terminal shows the progress, not the messages.
  const silent = { write: () => undefined };
  const stderr = isQuiet ? silent : system.stderr;
  const context = { ...system, environment: account.environment, stdout: silent, stderr };
  const load = async () => prepareConfig(await account.config(), account.path, context);
  const offered = enabledStreams((await load()).config);
  const usual = offered.map(({ name }) => name).filter((name) => account.isSimulated || ownStreams.includes(name));
  const configured = chooseStreams((options.streams ?? usual).join(), offered, undefined);
  const names = configured.map(({ descriptor }) => descriptor.name);
  for (const stream of offered)
    if ([...names, ...ownStreams].includes(stream.name)) await database.addTable(await catalogEntry(stream));
  const known = await database.rows("SELECT state::VARCHAR AS state FROM _sync.streams WHERE state IS NOT NULL");
  const states = parseInputState(known.map((row): unknown => JSON.parse(asText(row.state))));

  const { plan, responses } = (onPlan && (await planRead(await load(), configured, states, context))) ?? {};
  if (plan !== undefined && !stop.aborted) onPlan?.(planTable(plan));
  const limit = budget - (plan?.made ?? 0);
  let left = limit;
  await database.rows("UPDATE _sync.streams SET problem = NULL, records = NULL");
  const affordable = [];
  for (const each of configured) {
    const { name } = each.descriptor;
    const cost = plan?.streams.find((stream) => stream.name === name)?.requests ?? 0;
    const problem = `It needs about ${cost} requests, but only ${left} of the budget of ${budget} are left. To read it: npm start -- --budget ${budget + cost}.`;
    await database.rows(`INSERT INTO _sync.streams VALUES ('${name}', NULL, 'PLANNED', ${cost <= left ? "NULL" : literal(problem)}, 0)
      ON CONFLICT DO UPDATE SET status = excluded.status, problem = excluded.problem, records = 0`);
    if (cost > left) continue;
    left -= cost;
    affordable.push(each);
  }

  const network = async (baseUrl: string) =>
    limited(await context.network(baseUrl), responses ?? new Map(), limit, () => usedUp.abort());
  await readConfigured(await load(), affordable, states, { ...context, network });
  await context.writer.flush();
  if (context.writer.outputError !== undefined) throw context.writer.outputError;
  const end = signal?.aborted === true ? "The read was interrupted." : `The budget of ${budget} requests is used up.`;
  await database.rows(`UPDATE _sync.streams SET problem = coalesce(problem, '${end} The next run resumes here.')
    WHERE status <> 'COMPLETE' AND records IS NOT NULL;
    INSERT INTO _sync.reads VALUES (${startedAt}, ${account.isSimulated})`);
  // A full refresh contains all existing rows.
  for (const { descriptor, syncMode } of affordable)
    if (syncMode === "full_refresh")
      await database.rows(`DELETE FROM "${descriptor.name}" WHERE _read_at < ${startedAt}
        AND (SELECT status FROM _sync.streams WHERE stream = '${descriptor.name}') = 'COMPLETE'`);
  const outcomes = [];
  for (const stream of names) {
    const [known] = await database.rows(`SELECT (SELECT count(*) FROM "${stream}") AS rows, records, problem
      FROM _sync.streams WHERE stream = '${stream}'`);
    const { rows, records, problem } = known ?? {};
    outcomes.push({ stream, rows: Number(rows), records: Number(records), problem: asText(problem) });
  }
  return outcomes;
}
