import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../src/package.ts";
import { type Account, ownAccount, simulatedAccount } from "./account.ts";
import { Database } from "./database.ts";
import { renderPage } from "./page/page.ts";
import { type ReadOptions, readAccount } from "./read.ts";

const shown = (path: string) => relative(process.cwd(), path) || path;
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  await start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Reads an account into the database, writes its page, and prints a summary. */
async function start(): Promise<void> {
  const { config, data, streams, budget } = parseArgs({
    options: {
      config: { type: "string", default: "config.json" },
      data: { type: "string", default: join(packageRoot, "data") },
      streams: { type: "string" },
      budget: { type: "string", default: "300" },
    },
  }).values;
  if (!/^[1-9]\d*$/u.test(budget)) throw new Error("--budget must be a number of requests, such as 300.");
  const databasePath = join(data, "pinterest.duckdb");
  const pagePath = join(data, "report.html");
  await mkdir(data, { recursive: true });
  const own = ownAccount(config);
  let database = await Database.open(databasePath);
  try {
    const reads = await database.rows("SELECT epoch_ms(read_at) AS moment, is_simulated FROM _sync.reads ORDER BY 1");
    if (own !== undefined && reads.some((read) => read.is_simulated === true)) {
      // Simulated rows must not mix with real ones, and can be created again.
      await database.close();
      await rm(databasePath);
      database = await Database.open(databasePath);
    }
    if (own === undefined && reads.some((read) => read.is_simulated === false))
      throw new Error(
        `${shown(databasePath)} contains your account, but there is no token to read it with. Sign in with source-pinterest authorize, set PINTEREST_ACCESS_TOKEN, or read a simulated account into another folder: npm start -- --data simulated`,
      );
    const account = own ?? (await simulatedAccount(reads.map(({ moment }) => Number(moment))));
    say(`Reading ${account.description}`);
    const limits = account.isSimulated ? {} : { budget: Number(budget), onPlan: say };
    const outcomes = await readAndClose(database, account, { streams: streams?.split(","), ...limits });
    await writeFile(pagePath, await renderPage(database));
    const row = (name: string, ...numbers: readonly string[]) =>
      say(`  ${name.padEnd(44)}${numbers.map((number) => number.padStart(12)).join("")}`);
    row("stream", "rows", "read now");
    for (const { stream, rows, records } of outcomes)
      row(stream, rows.toLocaleString("en-US"), records.toLocaleString("en-US"));
    for (const { stream, problem } of outcomes) {
      if (problem === "") continue;
      say(`  Incomplete: ${stream}. ${problem}`);
      process.exitCode = 1;
    }
    say(`\nDatabase  ${shown(databasePath)}\nPage      ${shown(pagePath)}`);
  } finally {
    await database.close();
  }
}

async function readAndClose(database: Database, account: Account, options: ReadOptions) {
  try {
    return await readAccount(database, account, options);
  } finally {
    await account.close();
  }
}
