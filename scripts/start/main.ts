import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../src/package.ts";
import { ownAccount, simulatedAccount } from "./account.ts";
import { Database } from "./database.ts";
import { renderPage } from "./page/page.ts";
import { readAccount } from "./read.ts";

const { values } = parseArgs({
  options: {
    config: { type: "string", default: "config.json" },
    data: { type: "string", default: join(packageRoot, "data") },
    streams: { type: "string" },
    budget: { type: "string", default: "300" },
  },
});
const databasePath = join(values.data, "pinterest.duckdb");
const pagePath = join(values.data, "report.html");
const shown = (path: string) => relative(process.cwd(), path) || path;
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  if (!/^[1-9]\d*$/u.test(values.budget)) throw new Error("--budget must be a number of requests, such as 300.");
  await mkdir(values.data, { recursive: true });
  const own = ownAccount(values.config);
  let database = await Database.open(databasePath);
  const reads = await database.rows("SELECT epoch_ms(read_at) AS moment, is_simulated FROM _sync.reads ORDER BY 1");
  if (own !== undefined && reads.some((read) => read.is_simulated === true)) {
    // What was simulated must not stand beside what is real, and can be had again.
    await database.close();
    await rm(databasePath);
    database = await Database.open(databasePath);
  }
  try {
    if (own === undefined && reads.some((read) => read.is_simulated === false))
      throw new Error(
        `${shown(databasePath)} holds your own account, and there is no token to read it with. Sign in with source-pinterest authorize, set PINTEREST_ACCESS_TOKEN, or keep a simulated account beside it: npm start -- --data simulated`,
      );
    const account = own ?? (await simulatedAccount(reads.map(({ moment }) => Number(moment))));
    try {
      say(`Reading ${account.about}`);
      const streams = await readAccount(database, account, {
        streams: values.streams?.split(","),
        budget: account.isSimulated ? Number.POSITIVE_INFINITY : Number(values.budget),
        onProgress: showProgress(),
        ...(account.isSimulated ? {} : { onPlan: say }),
      });
      await writeFile(pagePath, await renderPage(database));
      const row = (name: string, rows: string, now: string) =>
        say(`  ${name.padEnd(44)}${rows.padStart(12)}${now.padStart(12)}`);
      row("stream", "rows", "read now");
      for (const { stream, rows, records } of streams)
        row(stream, rows.toLocaleString("en-US"), records.toLocaleString("en-US"));
      for (const { stream, problem } of streams) {
        if (problem === "") continue;
        say(`  Not complete: ${stream}. ${problem}`);
        process.exitCode = 1;
      }
      say(`\nDatabase  ${shown(databasePath)}\nPage      ${shown(pagePath)}`);
    } finally {
      await account.close();
    }
  } finally {
    await database.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** On a terminal, one line that changes; elsewhere, a line now and then. */
function showProgress(): (text: string) => void {
  const isTerminal = process.stdout.isTTY === true;
  let next = 0;
  return (text) => {
    if (Date.now() < next) return;
    next = Date.now() + (isTerminal ? 100 : 5_000);
    process.stdout.write(isTerminal ? `\r\u001b[2K  ${text}\r` : `  ${text}\n`);
  };
}
