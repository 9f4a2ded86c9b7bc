import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { alignedColumns } from "../../src/commands/plan/plan-table.ts";
import { asText } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";
import { firstTen } from "../../src/sync/access/resource.ts";
import { ownAccount, simulatedAccount } from "./account.ts";
import { openDatabase } from "./database.ts";
import { renderPage } from "./page/page.ts";
import { readPast } from "./past.ts";
import { readAccount } from "./read.ts";

const say = (text: string) => process.stdout.write(`${text}\n`);

await start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

/** Reads an account into its database, writes its page, and prints a summary. */
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
  const own = ownAccount(config);
  // Simulated rows must not mix with real ones.
  const folder = own === undefined ? data : join(data, "own");
  await mkdir(folder, { recursive: true });
  const [databasePath = "", pagePath = ""] = ["pinterest.duckdb", "report.html"].map((name) => join(folder, name));
  const database = await openDatabase(databasePath);
  const account = own ?? (await simulatedAccount(await readPast(database)));
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  try {
    say(`Reading ${account.description}`);
    const limits = own === undefined ? {} : { budget: Number(budget), onPlan: say };
    const wanted = { streams: streams?.split(","), signal: stop.signal };
    const outcomes = await readAccount(database, account, { ...wanted, ...limits });
    await writeFile(pagePath, await renderPage(database));
    const rows = outcomes.map((outcome) => [outcome.stream, outcome.rows, outcome.records]);
    say(alignedColumns([["stream", "rows", "read now"], ...rows]));
    for (const { streams: incomplete, problem } of await database.rows("FROM _sync.problems")) {
      say(`Incomplete: ${firstTen(asText(incomplete).split(", "))}. ${asText(problem)}`);
      process.exitCode = 1;
    }
    const shown = (path: string) => relative(process.cwd(), path) || path;
    say(`\nDatabase  ${shown(databasePath)}\nPage      ${shown(pagePath)}`);
  } finally {
    await account.close();
    await database.close();
  }
}
