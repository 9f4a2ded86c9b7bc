import { writeFile } from "node:fs/promises";
import type { Plan } from "../../src/commands/plan/cost.ts";
import { planTable } from "../../src/commands/plan/plan-table.ts";
import { asText, isObject, type JsonObject } from "../../src/json.ts";
import type { Account } from "./account.ts";
import { Connector } from "./connector.ts";
import type { Database } from "./database.ts";
import { Loader } from "./loader.ts";
import { type NotRead, renderPage } from "./page/page.ts";

/** What the page shows, and the lists that every account has: what is read of an account with a token. */
const ownStreams =
  `account user_account_analytics user_account_top_pins ad_accounts campaigns campaign_analytics_report boards
  pins following_interests following_boards following_users followers likes board_pins search_boards search_pins`.split(
    /\s+/u,
  );

/** What to read, and what to tell while it goes on. */
export interface ReadOptions {
  /** Names of streams; undefined: all of a simulated account, and what the page needs of any other. */
  readonly streams: readonly string[] | undefined;
  /** How many API requests may be made. */
  readonly budget: number;
  readonly pagePath: string;
  readonly onProgress: (text: string) => void;
  /** Told what the read will cost, in lines for people; undefined: nothing is planned. */
  readonly onPlan?: (text: string) => void;
}

/** Reads an account into the database, and makes the page of it. */
export async function readAccount(database: Database, account: Account, options: ReadOptions) {
  const { budget, onProgress } = options;
  const startedAt = Date.now();
  const connector = new Connector(account.environment, budget);
  const save = async (streams: readonly JsonObject[]) => {
    const configured = streams.map((stream) => ({
      stream,
      sync_mode: modeOf(stream),
      destination_sync_mode: "append",
    }));
    const config = await database.save("config.json", await account.config());
    const catalog = await database.save("catalog.json", { streams: configured });
    const state = await database.save("state.json", await database.states());
    return ["--config", config, "--catalog", catalog, "--state", state];
  };
  const offered = await offeredStreams(connector, (await save([])).slice(0, 2));
  const names = options.streams ?? (account.isSimulated ? [...offered.keys()] : ownStreams);
  const unknown = names.filter((name) => !offered.has(name));
  if (options.streams !== undefined && unknown.length > 0) throw new Error(`There is no stream ${unknown.join(", ")}.`);
  for (const [name, stream] of offered) if ([...names, ...ownStreams].includes(name)) await database.addTable(stream);

  const entries = (some: readonly string[]) =>
    some.flatMap((name) => {
      const stream = offered.get(name);
      return stream === undefined ? [] : [stream];
    });
  const plan = options.onPlan === undefined ? undefined : await connector.plan(await save(entries(names)));
  if (plan !== undefined) options.onPlan?.(planTable(plan));
  const { read, leftOut } = plan === undefined ? { read: names, leftOut: [] } : chosen(plan, names, budget);

  const wanted = entries(read);
  const loader = new Loader(database, new Map(wanted.map((stream) => [asText(stream.name), modeOf(stream)])));
  await connector.run(["read", ...(await save(wanted))], async (line) => {
    await loader.take(line);
    onProgress(progressOf(loader, connector, startedAt));
  });
  await loader.finish();
  await database.noteRead(startedAt, account.isSimulated);

  const spent = `The budget of ${budget} requests is used up. The next run resumes here.`;
  const incomplete = [...loader.outcomes].flatMap(([stream, { status, problem }]) =>
    status === "COMPLETE" ? [] : [{ stream, reason: problem ?? spent }],
  );
  const notRead = [...leftOut, ...incomplete];
  await writeFile(options.pagePath, await renderPage(database, account.isSimulated, notRead));
  return { outcomes: loader.outcomes, notRead };
}

/** Which of the streams fit into the budget, by the plan, and why the others do not. */
function chosen({ streams, made }: Plan, names: readonly string[], budget: number) {
  const costs = new Map(streams.map(({ name, requests }) => [name, requests]));
  let left = budget - made;
  const leftOut: NotRead[] = [];
  const read = names.filter((stream) => {
    const cost = costs.get(stream) ?? 0;
    if (cost <= left) {
      left -= cost;
      return true;
    }
    const reason = `It takes about ${cost} requests, and ${left} of the budget of ${budget} are left. To read it: npm start -- --budget ${budget + cost}.`;
    leftOut.push({ stream, reason });
    return false;
  });
  return { read, leftOut };
}

/** The streams of this configuration, by name, as the catalog has them. */
async function offeredStreams(
  connector: Connector,
  config: readonly string[],
): Promise<ReadonlyMap<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  await connector.run(["discover", ...config], (line) => {
    const { catalog, trace }: JsonObject = JSON.parse(line);
    if (isObject(trace) && isObject(trace.error)) throw new Error(asText(trace.error.message));
    const streams = isObject(catalog) && Array.isArray(catalog.streams) ? catalog.streams.filter(isObject) : [];
    for (const stream of streams) found.set(asText(stream.name), stream);
  });
  return found;
}

function modeOf({ supported_sync_modes: modes }: JsonObject): string {
  return Array.isArray(modes) && modes.includes("incremental") ? "incremental" : "full_refresh";
}

function progressOf({ outcomes, records }: Loader, { requests, left }: Connector, startedAt: number): string {
  const done = [...outcomes.values()].filter(({ status }) => status.endsWith("COMPLETE")).length;
  const ofMinute = left === undefined || left > 100_000 ? "" : ` (${left} left this minute)`;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
  return `${done} of ${outcomes.size} streams, ${records} rows, ${requests} requests${ofMinute}, ${seconds} s`;
}
