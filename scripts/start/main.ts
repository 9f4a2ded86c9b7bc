import { mkdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../src/package.ts";
import { ownAccount, simulatedAccount } from "./account.ts";
import { Database } from "./database.ts";
import { readAccount } from "./read.ts";

const { values } = parseArgs({
  options: {
    config: { type: "string", default: "config.json" },
    data: { type: "string", default: join(packageRoot, "data") },
    streams: { type: "string" },
    budget: { type: "string", default: "300" },
  },
});
if (!/^[1-9]\d*$/u.test(values.budget)) throw new Error("--budget must be a number of requests, such as 300.");
const databasePath = join(values.data, "pinterest.duckdb");
const pagePath = join(values.data, "report.html");
const say = (text: string) => process.stdout.write(`${text}\n`);
await mkdir(values.data, { recursive: true });

const own = ownAccount(values.config);
let database = await Database.open(databasePath);
const reads = await database.reads();
if (own !== undefined && reads.some(({ isSimulated }) => isSimulated)) {
  // What was simulated must not stand beside what is real, and can be had again.
  await database.close();
  await rm(databasePath);
  database = await Database.open(databasePath);
}
try {
  if (own === undefined && reads.some(({ isSimulated }) => !isSimulated)) {
    say(`${shown(databasePath)} holds your own account, and there is no token to read it with: sign in with`);
    say("source-pinterest authorize, set PINTEREST_ACCESS_TOKEN, or keep a simulated account beside it, with");
    say("npm start -- --data simulated");
    process.exitCode = 1;
  } else {
    const account = own ?? (await simulatedAccount(reads.map(({ moment }) => moment)));
    try {
      await show(account);
    } finally {
      await account.close();
    }
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await database.close();
}

async function show(account: Awaited<ReturnType<typeof simulatedAccount>>): Promise<void> {
  say(`Reading ${account.about}`);
  const { outcomes, notRead } = await readAccount(database, account, {
    streams: values.streams?.split(","),
    budget: account.isSimulated ? Number.POSITIVE_INFINITY : Number(values.budget),
    pagePath,
    onProgress: showProgress(),
    ...(account.isSimulated ? {} : { onPlan: say }),
  });
  const rows = [["stream", "rows", "read now"]];
  for (const [stream, { records }] of outcomes) {
    rows.push([stream, (await database.countOf(stream)).toLocaleString("en-US"), records.toLocaleString("en-US")]);
  }
  const width = Math.max(...rows.map(([stream = ""]) => stream.length));
  for (const [stream = "", all = "", now = ""] of rows)
    say(`  ${stream.padEnd(width)}${all.padStart(12)}${now.padStart(12)}`);
  for (const { stream, reason } of notRead) say(`  Not complete: ${stream}. ${reason}`);
  say(`\nDatabase  ${shown(databasePath)}\nPage      ${shown(pagePath)}`);
  if (notRead.length > 0) process.exitCode = 1;
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

function shown(path: string): string {
  return relative(process.cwd(), path) || path;
}
