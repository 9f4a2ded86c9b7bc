import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { Missing, pythonWith } from "../../scripts/python-environment.ts";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { packageRoot } from "../../src/base/package.ts";
import { codeBlocks } from "../../test/markdown.ts";
import { accountOptions, accountReadOptions, accountTime } from "../bed/account.ts";
import { emittedRecords } from "../bed/emitted-records.ts";
import { shiftedClock } from "../bed/program-clock.ts";
import { startPostgreSql } from "../clients/postgresql.ts";
import { assertReportsAreTrue } from "./dbt/models.ts";
import { assertPageIsCurrent, runRecipes } from "./recipes.ts";

/*
 * Runs the examples against the simulator and compares their tables with its data, and translates the SQL recipes. Skips
 * what the machine lacks, and says so.
 */

const say = (text: string) => process.stderr.write(`test:examples: ${text}\n`);
const folder = mkdtempSync(join(tmpdir(), "source-pinterest-examples-"));
const database = join(folder, "pinterest.duckdb");
const shift = accountTime - Date.now();

async function runExample(what: string, url: string, command: string, args: readonly string[], more: object = {}) {
  const begun = Date.now();
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...shiftedClock(shift),
      NO_LIVE_PROGRESS: "1",
      PYTHONDONTWRITEBYTECODE: "1",
      PINTEREST_API_BASE_URL: url,
      PINTEREST_CONFIG: join(folder, "config.json"),
      PINTEREST_DATABASE: database,
      SOURCE_PINTEREST: join(packageRoot, "dist/src/main.js"),
      ...more,
    },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  const [code]: unknown[] = await once(child, "close");
  assert.equal(code, 0, `${what} ended with ${String(code)}:\n${output.join("").slice(-3000)}`);
  say(`ok: ${what} (${Math.round((Date.now() - begun) / 1000)} s)`);
}

/** Returns one row of a query on the example database. */
async function rowOf(query: string): Promise<readonly unknown[]> {
  const instance = await DuckDBInstance.create(database, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const [row] = (await connection.runAndReadAll(query)).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return row ?? [];
}

function testRecipes(): void {
  assertPageIsCurrent();
  say("ok: PostgreSQL, BigQuery, and Snowflake parse the recipes, and docs/sql-recipes.md is up to date");
}

async function testPyAirbyte(simulator: Simulator): Promise<void> {
  const { python } = pythonWith("integration_tests/examples/requirements.txt");
  const script = join(packageRoot, "examples/pyairbyte/read.py");
  const pins = emittedRecords(simulator, "pins", accountReadOptions).length;
  for (const what of ["PyAirbyte reads into DuckDB", "PyAirbyte reads what is new"]) {
    await runExample(what, simulator.url, python, [script], { AIRBYTE_OFFLINE_MODE: "1" });
    assert.deepEqual(await rowOf("SELECT count(*)::INT FROM raw.pins"), [pins]);
  }
  cpSync(join(packageRoot, "examples/pyairbyte/likes.ipynb"), join(folder, "likes.ipynb"));
  const execute = "import nbclient, nbformat; nbclient.execute(nbformat.read('likes.ipynb', as_version=4))";
  await runExample("the notebook draws likes per Pin", simulator.url, python, ["-c", execute]);
}

async function testDagster(simulator: Simulator): Promise<void> {
  const { python, binaries } = pythonWith("integration_tests/examples/requirements.txt");
  const [dagster = ""] = codeBlocks(readFileSync(join(packageRoot, "docs/scheduling.md"), "utf8"), "python").filter(
    (block) => block.includes("import dagster"),
  );
  writeFileSync(join(folder, "definitions.py"), dagster);
  const materialize = "import dagster as dg, definitions; assert dg.materialize([definitions.pinterest]).success";
  const credentials: unknown = JSON.parse(readFileSync(join(packageRoot, "integration_tests/config.json"), "utf8"));
  const token = /"access_token":"([^"]+)"/u.exec(JSON.stringify(credentials))?.[1] ?? "";
  await runExample(
    "Dagster materializes the streams of docs/scheduling.md",
    simulator.url,
    python,
    ["-c", materialize],
    {
      PINTEREST_ACCESS_TOKEN: token,
      DAGSTER_HOME: "",
      PATH: `${binaries}:${process.env.PATH ?? ""}`,
    },
  );
}

async function testCompose(simulator: Simulator): Promise<void> {
  testComposeFile();
  const postgreSql = await startPostgreSql();
  if (postgreSql === undefined) {
    say("SKIPPED: the script of compose: PostgreSQL is not installed (Debian: apt-get install postgresql)");
    return;
  }
  try {
    const { python } = pythonWith("integration_tests/examples/requirements.txt");
    for (const path of ["pyairbyte/read.py", "compose/load.py"])
      copyFileSync(join(packageRoot, "examples", path), join(folder, path.slice(path.indexOf("/") + 1)));
    const { host, port, username, password, database: name } = postgreSql.connection;
    const address = `postgresql://${username}:${password}@${host}:${port}/${name}`;
    await runExample("compose's script loads PostgreSQL", simulator.url, python, ["load.py"], { POSTGRES: address });
    const [pins] = await rowOf("SELECT count(*)::INT FROM raw.pins");
    const check = `import psycopg
connection = psycopg.connect("${address}")
count, ids, months = connection.execute("""SELECT count(*), count(DISTINCT id),
  count(*) FILTER (WHERE jsonb_typeof(pin_metrics) = 'object') FROM pinterest.pins""").fetchone()
assert (count, ids) == (${String(pins)}, ${String(pins)}) and months > 0, (count, ids, months)`;
    await runExample("PostgreSQL holds the Pins, and their metrics as JSON", simulator.url, python, ["-c", check]);
    const recipes = runRecipes(postgreSql, "pinterest");
    // Some are about more days, or more kinds of ads, than the account has.
    assert.ok(recipes.run >= 15 && recipes.found >= 10, JSON.stringify(recipes));
    say(`ok: ${recipes.run} recipes run on these tables, and ${recipes.found} find rows`);
    const credentials = { PGHOST: host, PGPORT: port, PGUSER: username, PGPASSWORD: password, PGDATABASE: name };
    await buildModels("postgres", "pinterest", simulator, credentials);
    const fetch = `import psycopg, sys; print(psycopg.connect("${address}").execute(sys.argv[1]).fetchone()[0])`;
    const query = async (sql: string) => {
      const { stdout, stderr, status } = spawnSync(python, ["-c", fetch, sql], { encoding: "utf8" });
      assert.equal(status, 0, stderr);
      return stdout.trim();
    };
    await assertReportsAreTrue(query, (stream) => emittedRecords(simulator, stream, accountReadOptions));
  } finally {
    await postgreSql.close();
  }
}

/** Validates the compose file with the available command. */
function testComposeFile(): void {
  const file = ["--profile", "sync", "-f", join(packageRoot, "examples/compose/compose.yaml"), "config", "--quiet"];
  const env = { ...process.env, POSTGRES_PASSWORD: "x" };
  for (const [command, ...args] of [["docker-compose"], ["docker", "compose"]] as const) {
    const { status, error, stderr } = spawnSync(command, [...args, ...file], { env, encoding: "utf8" });
    if (error !== undefined) continue;
    assert.equal(status, 0, stderr);
    say("ok: compose.yaml is valid");
    return;
  }
  say("SKIPPED: compose.yaml: Docker Compose isn't installed (Debian: apt-get install docker-compose)");
}

async function buildModels(target: string, schema: string, simulator: Simulator, more: object = {}): Promise<void> {
  const { binaries } = pythonWith("integration_tests/examples/dbt/requirements.txt");
  const project = join(packageRoot, "examples/dbt");
  const places = ["--project-dir", project, "--profiles-dir", project, "--target-path", join(folder, "target")];
  const vars = JSON.stringify({ timezone: "Europe/Berlin", pinterest_schema: schema });
  const options = [...places, "--log-path", join(folder, "logs"), "--vars", vars, "--target", target];
  const what = `dbt builds and tests its models (${target})`;
  await runExample(what, simulator.url, join(binaries, "dbt"), ["build", ...options], more);
}

async function testDbt(simulator: Simulator): Promise<void> {
  await buildModels("local", "raw", simulator);
  const query = async (sql: string) => String((await rowOf(sql))[0]);
  await assertReportsAreTrue(query, (stream) => emittedRecords(simulator, stream, accountReadOptions));
  const [pins, followers, likes] = await rowOf(
    "SELECT max(pins_so_far)::INT, max(followers)::INT, sum(likes)::INT FROM analytics.account_by_month",
  );
  const records = emittedRecords(simulator, "pins", accountReadOptions);
  assert.equal(pins, records.length);
  assert.ok(Number(followers) > 0 && Number(likes) > 0);
  const [spend, currencies] = await rowOf(
    "SELECT sum(spend), count(DISTINCT currency)::INT FROM analytics.stg_ad_spend",
  );
  assert.ok(Number(spend) > 0 && Number(currencies) > 0);
}

/** Runs the parts in sequence. Skips those whose requirements the machine lacks. */
async function testExamples(): Promise<void> {
  copyFileSync(join(packageRoot, "integration_tests/config.json"), join(folder, "config.json"));
  const simulator = await startSimulator({ ...accountOptions, clock: { now: () => Date.now() + shift } });
  try {
    for (const [name, part] of Object.entries({
      recipes: testRecipes,
      PyAirbyte: testPyAirbyte,
      Dagster: testDagster,
      compose: testCompose,
      dbt: testDbt,
    })) {
      try {
        await part(simulator);
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        say(`SKIPPED: ${name}: ${error.message}`);
        if (name === "PyAirbyte") break;
      }
    }
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await testExamples();
