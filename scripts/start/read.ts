import { writeFile } from "node:fs/promises";
import { keepTokens } from "../../src/commands/kept-tokens.ts";
import { asText, isObject, type JsonObject } from "../../src/json.ts";
import type { Account } from "./account.ts";
import { Connector } from "./connector.ts";
import type { Database } from "./database.ts";
import { Loader } from "./loader.ts";
import { renderPage } from "./page/page.ts";

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
}

/** Reads an account into the database, and makes the page of it. */
export async function readAccount(database: Database, account: Account, options: ReadOptions) {
  const startedAt = Date.now();
  const connector = new Connector(account.environment, options.budget);
  const config = await database.save("config.json", account.config);
  const offered = await offeredStreams(connector, config);
  const names = options.streams ?? (account.isSimulated ? [...offered.keys()] : ownStreams);
  const unknown = names.filter((name) => !offered.has(name));
  if (options.streams !== undefined && unknown.length > 0) throw new Error(`There is no stream ${unknown.join(", ")}.`);
  const wanted = [...offered].filter(([name]) => names.includes(name));
  const named = new Set([...names, ...ownStreams]);
  for (const [name, stream] of offered) if (named.has(name)) await database.addTable(stream);

  const loader = new Loader(database, new Map(wanted.map(([name, stream]) => [name, modeOf(stream)])));
  const streams = wanted.map(([, stream]) => ({ stream, sync_mode: modeOf(stream), destination_sync_mode: "append" }));
  const catalog = await database.save("catalog.json", { streams });
  const state = await database.save("state.json", await database.states());
  await connector.run(["read", "--config", config, "--catalog", catalog, "--state", state], async (line) => {
    if (line.startsWith(controlHead)) await keepRenewed(account.configPath, line);
    await loader.take(line);
    options.onProgress(progressOf(loader, connector, startedAt));
  });
  await loader.finish();
  await database.noteRead(startedAt, account.isSimulated);

  const spent = `The budget of ${options.budget} requests is used up. The next run resumes here.`;
  const notRead = [...loader.outcomes].flatMap(([stream, { status, problem }]) =>
    status === "COMPLETE" ? [] : [{ stream, reason: problem ?? spent }],
  );
  const page = await renderPage(database, account.isSimulated, notRead);
  await writeFile(options.pagePath, page);
  return { outcomes: loader.outcomes, notRead };
}

const controlHead = '{"type":"CONTROL",';

/** Renewed tokens go into the user's own file, before the connector uses them. */
async function keepRenewed(path: string | undefined, line: string): Promise<void> {
  const { control }: JsonObject = JSON.parse(line);
  const { connectorConfig }: JsonObject = isObject(control) ? control : {};
  const config = isObject(connectorConfig) ? connectorConfig.config : undefined;
  const credentials = isObject(config) ? config.credentials : undefined;
  if (path !== undefined && isObject(credentials)) await keepTokens(path, credentials);
}

/** The streams of this configuration, by name, as the catalog has them. */
async function offeredStreams(connector: Connector, config: string): Promise<ReadonlyMap<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  await connector.run(["discover", "--config", config], (line) => {
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
