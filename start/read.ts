import { systemClock } from "../src/base/clock.ts";
import { dayOf } from "../src/base/dates.ts";
import { asText } from "../src/base/json.ts";
import { anySignal } from "../src/base/signals.ts";
import { catalogEntry } from "../src/commands/catalog.ts";
import { chooseStreams } from "../src/commands/choose-streams.ts";
import type { TextOutput } from "../src/commands/command-line/command.ts";
import { prepareConfig } from "../src/commands/configuration.ts";
import { planRead } from "../src/commands/plan/plan.ts";
import { readConfigured } from "../src/commands/read.ts";
import { Recorder } from "../src/commands/survey/page.ts";
import { systemContext } from "../src/commands/system-context.ts";
import type { ConfiguredStream } from "../src/protocol/configured-catalog.ts";
import { parseInputState } from "../src/protocol/input-state.ts";
import { enabledStreams } from "../src/streams/all.ts";
import type { Stream } from "../src/streams/stream.ts";
import type { Account } from "./account.ts";
import { storeAdWeeks } from "./ad-weeks.ts";
import {
  affordableOf,
  callsOfPlan,
  endOfBudget,
  inPasses,
  type KnownResponses,
  ownStreams,
  planLine,
} from "./budget.ts";
import { limited, showProgress, storingOutput } from "./connector.ts";
import { storeCoverage } from "./coverage.ts";
import type { Database } from "./database.ts";
import { jobOf, joinJob } from "./jobs.ts";
import type { Command } from "./options.ts";
import { audienceOf } from "./own-account.ts";
import { ProfilesOfRead } from "./profiles.ts";
import { literal } from "./tables.ts";

/**
 * Lists whose rows have metrics of the moment, which incremental reads get only once per Pin. Read completely, they have
 * today's numbers, and what is gone goes.
 */
const lists = "pins board_pins board_section_pins likes search_pins".split(" ");

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
  /** Keeps pages of the read. */
  readonly recorder?: Recorder;
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
  const { log = new Set<string>(), command = () => "npm start", recorder = new Recorder() } = options;
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
  const configured = configuredOf(offered, account, options.streams);
  const names = configured.map(({ descriptor }) => descriptor.name);
  for (const stream of offered)
    if ([...names, ...ownStreams].includes(stream.name)) await database.addTable(await catalogEntry(stream));
  const { job, open } = await jobOf(database, names, now);
  const context = { ...outside, environment: { ...account.environment, WORKER_JOB_ID: job } };
  if (open.length > 0) outside.stderr.write(continuation(Number(job)));

  const states = await statesIn(database);
  const { plan, responses } =
    (onPlan && (await planRead(await load(), { configured, states }, context, callsOfPlan(budget - made)))) ?? {};
  if (plan !== undefined && !stop.aborted) onPlan?.(context.redactor.redact(planLine(plan, budget)));
  const costs = new Map(plan?.streams.map(({ name, requests }) => [name, requests]));
  const allowance = { left: budget - made - (plan?.made ?? 0) };
  await database.rows(planned(names));
  const profileObserver = new ProfilesOfRead();
  await profileObserver.begin(database, config.allProfiles, names);
  const affordable = affordableOf(configured, costs, open, allowance.left);
  const known: KnownResponses = responses ?? new Map();
  const network = async (baseUrl: string) => {
    const own = limited(await context.network(baseUrl), known, allowance, () => usedUp.abort());
    return { ...own, transport: recorder.watching(own.transport) };
  };
  for (const pass of Number.isFinite(budget) ? inPasses(affordable) : [affordable]) {
    if (stop.aborted) break;
    for (const each of pass) await joinJob(database, each, job, now);
    const request = { configured: pass, states: await statesIn(database), profileObserver };
    await readConfigured(await load(), request, { ...context, network }, { observe: showProgress });
  }
  await context.writer.flush();
  if (context.writer.outputError !== undefined) throw context.writer.outputError;
  await profileObserver.store(database);
  if (names.includes("campaign_analytics_report")) {
    const isContinued = open.includes("campaign_analytics_report");
    await storeCoverage(database, { log, wanted: config.adAccountIds, isContinued });
    await storeAdWeeks(database, dayOf(now), "campaign_analytics_report");
  }
  const interruption = signal?.aborted === true ? `The read was interrupted. To continue: ${command()}` : undefined;
  for (const name of names) {
    const isBegun = affordable.some(({ descriptor }) => descriptor.name === name);
    const end = interruption ?? endOfBudget(costs.get(name) ?? 0, isBegun, { budget, made, plan, command });
    await database.rows(`UPDATE _sync.streams SET problem = coalesce(problem, ${literal(end)})
      WHERE status <> 'COMPLETE' AND stream = ${literal(name)}`);
  }
  await database.rows(completed(job, account));
  return outcomesOf(database, names);
}

/** Returns the streams to read: those that are named, or all of a simulated account, or `ownStreams`. */
function configuredOf(
  offered: readonly Stream[],
  { isSimulated }: Account,
  names: readonly string[] | undefined,
): readonly ConfiguredStream[] {
  const usual = offered.map(({ name }) => name).filter((name) => isSimulated || ownStreams.includes(name));
  return chooseStreams((names ?? usual).join(), offered, undefined).map((stream) => {
    const { descriptor } = stream;
    return lists.includes(descriptor.name) ? { descriptor, syncMode: "full_refresh" } : stream;
  });
}

/** Returns the line about the read that an earlier one began. @param began epoch milliseconds */
function continuation(began: number): string {
  const [day, time] = new Date(began).toISOString().split(/[T.]/u);
  return `Continuing the read that began on ${day} at ${time} UTC, without the streams that it completed\n`;
}

/** Returns the statement that notes streams as planned, and others as interrupted if their read isn't complete. */
function planned(names: readonly string[]): string {
  return `UPDATE _sync.streams SET records = NULL, problem = if(is_open, coalesce(problem, 'The read was interrupted.'), NULL);
    INSERT INTO _sync.streams (stream, status, records) VALUES ${names.map((name) => `('${name}', 'PLANNED', 0)`).join()}
    ON CONFLICT DO UPDATE SET status = excluded.status, problem = NULL, records = 0`;
}

/** Returns the statement that notes a read. @param job when it began, epoch milliseconds */
function completed(job: string, { isSimulated }: Account): string {
  return `INSERT INTO _sync.reads
    FROM (SELECT make_timestamp(${job} * 1000) AS read_at, ${isSimulated}) ANTI JOIN _sync.reads USING (read_at)`;
}

async function outcomesOf(database: Database, streams: readonly string[]) {
  const outcomes = [];
  for (const stream of streams) {
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
