import { systemClock } from "../src/base/clock.ts";
import { asText } from "../src/base/json.ts";
import { anySignal } from "../src/base/signals.ts";
import { catalogEntry } from "../src/commands/catalog.ts";
import { chooseStreams } from "../src/commands/choose-streams.ts";
import type { TextOutput } from "../src/commands/command-line/command.ts";
import { prepareConfig } from "../src/commands/configuration.ts";
import { planRead } from "../src/commands/plan/plan.ts";
import { planTable } from "../src/commands/plan/plan-table.ts";
import { readConfigured } from "../src/commands/read.ts";
import { systemContext } from "../src/commands/system-context.ts";
import { parseInputState } from "../src/protocol/input-state.ts";
import { enabledStreams } from "../src/streams/all.ts";
import type { Account } from "./account.ts";
import { limited, showProgress, storingOutput } from "./connector.ts";
import type { Database } from "./database.ts";
import { jobOf, joinJob } from "./jobs.ts";
import type { Command } from "./options.ts";
import { audienceOf } from "./own-account.ts";
import { ProfilesOfRead } from "./profiles.ts";
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
  /** The requests of the budget that are used already. */
  readonly made?: number;
  /** Called with a plan of the read, as text; undefined: no plan. */
  readonly onPlan?: ((text: string) => void) | undefined;
  /** Collects the lines of the log. */
  readonly log?: Set<string>;
  /** Returns the command line for another read. */
  readonly command?: Command;
  /** Shows the progress; undefined: nothing does. */
  readonly progress?: TextOutput;
  /** Stops the read. */
  readonly signal?: AbortSignal;
}

const nowhere: TextOutput = { write: () => undefined, writeUnchanged: () => undefined };

/**
 * Reads an account into the database.
 * @returns for each stream, the number of `rows` in the database and of `records` read now, and the `problem`, if any
 */
export async function readAccount(database: Database, account: Account, options: ReadOptions) {
  const { budget = Number.POSITIVE_INFINITY, made = 0, onPlan, signal } = options;
  const { log = new Set<string>(), command = () => "npm start" } = options;
  const { clock = systemClock } = account;
  const now = clock.now();
  const usedUp = new AbortController();
  const stop = anySignal(usedUp.signal, ...(signal === undefined ? [] : [signal]));
  const system = systemContext(storingOutput(database, log), stop, audienceOf(account), { clock });
  // The terminal shows the progress, not the messages.
  const outside = { ...system, environment: account.environment, stdout: nowhere, stderr: options.progress ?? nowhere };
  const load = async () => prepareConfig(await account.config(), account.path, outside);
  const { config } = await load();
  const offered = enabledStreams(config);
  const usual = offered.map(({ name }) => name).filter((name) => account.isSimulated || ownStreams.includes(name));
  const configured = chooseStreams((options.streams ?? usual).join(), offered, undefined);
  const names = configured.map(({ descriptor }) => descriptor.name);
  for (const stream of offered)
    if ([...names, ...ownStreams].includes(stream.name)) await database.addTable(await catalogEntry(stream));
  const { job, open } = await jobOf(database, names, now);
  const context = { ...outside, environment: { ...account.environment, WORKER_JOB_ID: job } };
  const [day, time] = new Date(Number(job)).toISOString().split(/[T.]/u);
  if (open.length > 0)
    outside.stderr.write(
      `Continuing the read that began on ${day} at ${time} UTC, without the streams that it completed\n`,
    );

  const states = await statesIn(database);
  const { plan, responses } =
    (onPlan && (await planRead(await load(), { configured, states }, context, budget - made))) ?? {};
  if (plan !== undefined && !stop.aborted) onPlan?.(context.redactor.redact(planTable(plan)));
  const costs = new Map(plan?.streams.map(({ name, requests }) => [name, requests]));
  const limit = budget - made - (plan?.made ?? 0);
  // An estimate, hence the tenth more.
  const enough = 10 * Math.ceil(0.11 * (made + (plan?.made ?? 0) + (plan?.requests ?? 0)));
  const tooSmall = `The budget of ${budget} API calls is not enough. To read the rest: ${command("--budget", String(Math.max(budget, enough)))}`;
  await database.rows(`UPDATE _sync.streams SET records = NULL, problem = if(is_open, coalesce(problem, 'The read was interrupted.'), NULL);
    INSERT INTO _sync.streams (stream, status, records) VALUES ${names.map((name) => `('${name}', 'PLANNED', 0)`).join()}
    ON CONFLICT DO UPDATE SET status = excluded.status, problem = NULL, records = 0`);
  const profileObserver = new ProfilesOfRead();
  await profileObserver.begin(database, config.allProfiles, names);
  let left = limit;
  const affordable = configured.filter(({ descriptor: { name } }) => {
    const cost = costs.get(name) ?? 0;
    // What was begun goes on, however much is left of it, or its job would never end.
    const isAffordable = cost <= left || open.includes(name);
    if (isAffordable) left = Math.max(0, left - cost);
    return isAffordable;
  });
  for (const each of affordable) await joinJob(database, each, job, now);

  const network = async (baseUrl: string) =>
    limited(await context.network(baseUrl), responses ?? new Map(), limit, () => usedUp.abort());
  const request = { configured: affordable, states: await statesIn(database), profileObserver };
  await readConfigured(await load(), request, { ...context, network }, showProgress);
  await context.writer.flush();
  if (context.writer.outputError !== undefined) throw context.writer.outputError;
  await profileObserver.store(database);
  const end = signal?.aborted === true ? `The read was interrupted. To continue: ${command()}` : tooSmall;
  await database.rows(`UPDATE _sync.streams SET problem = coalesce(problem, ${literal(end)}) WHERE status <> 'COMPLETE' AND records IS NOT NULL;
    INSERT INTO _sync.reads FROM (SELECT make_timestamp(${job} * 1000) AS read_at, ${account.isSimulated}) ANTI JOIN _sync.reads USING (read_at)`);
  const outcomes = [];
  for (const stream of names) {
    const [known] = await database.rows(`SELECT (SELECT count(*) FROM "${stream}") AS rows, records, problem
      FROM _sync.streams WHERE stream = '${stream}'`);
    const { rows, records, problem } = known ?? {};
    outcomes.push({ stream, rows: Number(rows), records: Number(records), problem: asText(problem) });
  }
  return outcomes;
}

async function statesIn(database: Database) {
  const known = await database.rows("SELECT state::VARCHAR AS state FROM _sync.streams WHERE state IS NOT NULL");
  return parseInputState(known.map((row): unknown => JSON.parse(asText(row.state))));
}
