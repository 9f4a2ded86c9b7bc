import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { pagePath } from "../../docs/source/recipes/recipe-page.ts";
import { translatedPage } from "../../docs/source/recipes/translate.ts";
import { type PostgreSql, startPostgreSql } from "../../integration_tests/clients/postgresql.ts";
import { Missing, pythonWith } from "../../scripts/python-environment.ts";
import { knownCredentials } from "../../simulator/simulator.ts";
import { isStringArray } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import type { Database } from "../dbt/test/project.ts";
import { testDbtReadme } from "../dbt/test/readme.ts";
import { testDbt } from "../dbt/test/test-dbt.ts";
import { ExampleBed, say } from "./bed.ts";

/*
 * Runs the examples against the simulator and compares their tables with its data, and translates the SQL recipes. Skips
 * what the machine lacks, and says so.
 */

const requirements = "examples/test/requirements.txt";

/** The example database, and PostgreSQL if this machine has it. */
interface Databases {
  readonly duckDb: Database;
  readonly postgreSql: Database | undefined;
}

function duckDb(bed: ExampleBed): Database {
  const query = async (sql: string) => {
    const instance = await DuckDBInstance.create(bed.database);
    const connection = await instance.connect();
    const rows = (await connection.runAndReadAll(sql)).getRowsJS();
    connection.closeSync();
    instance.closeSync();
    return rows.flatMap(([text]) => (typeof text === "string" ? [text] : []));
  };
  return { target: "local", schema: "raw", environment: {}, query };
}

function postgreSqlDatabase({ connection }: PostgreSql): Database {
  const { host, port, username, password, database } = connection;
  const address = `postgresql://${username}:${password}@${host}:${port}/${database}`;
  const fetch = `import json, psycopg, sys
cursor = psycopg.connect("${address}", autocommit=True).execute(sys.argv[1])
print(json.dumps([str(value) for [value] in cursor.fetchall()] if cursor.description else []))`;
  const query = async (sql: string) => {
    const { python } = pythonWith(requirements);
    const { stdout, stderr, status } = spawnSync(python, ["-c", fetch, sql], { encoding: "utf8", maxBuffer: 1e8 });
    assert.equal(status, 0, stderr);
    const rows: unknown = JSON.parse(stdout);
    assert.ok(isStringArray(rows));
    return rows;
  };
  const credentials = { PGHOST: host, PGPORT: port, PGUSER: username, PGPASSWORD: password, PGDATABASE: database };
  const environment = Object.entries({ ...credentials, POSTGRES: address }).map(([name, value]) => [
    name,
    String(value),
  ]);
  return { target: "postgres", schema: "pinterest", environment: Object.fromEntries(environment), query };
}

function testRecipes(): void {
  const page = readFileSync(join(packageRoot, pagePath), "utf8");
  assert.equal(page, translatedPage(), "npm run recipes writes it again");
  say("ok: PostgreSQL, BigQuery, and Snowflake parse the recipes, and docs/sql-recipes.md is up to date");
}

async function testPyAirbyte(bed: ExampleBed, { duckDb }: Databases): Promise<void> {
  const { python } = pythonWith(requirements);
  const script = join(packageRoot, "examples/pyairbyte/read.py");
  await bed.run("PyAirbyte reads into DuckDB", python, [script], { AIRBYTE_OFFLINE_MODE: "1" });
  assert.deepEqual(await duckDb.query("SELECT CAST(count(*) AS VARCHAR) FROM raw.pins"), [
    String(bed.records("pins").length),
  ]);
  cpSync(join(packageRoot, "examples/pyairbyte/likes.ipynb"), join(bed.folder, "likes.ipynb"));
  const execute = "import nbclient, nbformat; nbclient.execute(nbformat.read('likes.ipynb', as_version=4))";
  await bed.run("the notebook draws likes per Pin", python, ["-c", execute]);
}

async function testDagster(bed: ExampleBed): Promise<void> {
  const { python, binaries } = pythonWith(requirements);
  copyFileSync(join(packageRoot, "examples/dagster/definitions.py"), join(bed.folder, "definitions.py"));
  const materialize = "import dagster as dg, definitions; assert dg.materialize([definitions.pinterest]).success";
  await bed.run("Dagster materializes the streams of its example", python, ["-c", materialize], {
    PINTEREST_ACCESS_TOKEN: knownCredentials.access_token,
    DAGSTER_HOME: "",
    PATH: `${binaries}:${process.env.PATH ?? ""}`,
  });
}

async function testCompose(bed: ExampleBed, { postgreSql }: Databases): Promise<void> {
  testComposeFile();
  if (postgreSql === undefined) {
    say("SKIPPED: the script of compose: PostgreSQL is not installed (Debian: apt-get install postgresql)");
    return;
  }
  for (const path of ["pyairbyte/read.py", "compose/load.py"])
    copyFileSync(join(packageRoot, "examples", path), join(bed.folder, path.slice(path.indexOf("/") + 1)));
  const { python } = pythonWith(requirements);
  await bed.run("compose's script reads what is new and loads PostgreSQL", python, ["load.py"], postgreSql.environment);
  const pins = bed.records("pins").length;
  const count = `SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || (count(*) FILTER (WHERE jsonb_typeof(pin_metrics) = 'object') > 0)
    FROM pinterest.pins`;
  assert.deepEqual(await postgreSql.query(count), [`${pins} ${pins} true`]);
  say("ok: PostgreSQL holds the Pins, and their metrics as JSON");
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

/** Tests the dbt package on the tables that the parts before loaded. */
async function testModels(bed: ExampleBed, { duckDb, postgreSql }: Databases): Promise<void> {
  if (postgreSql === undefined) say("SKIPPED: the dbt package on PostgreSQL, which is not installed");
  await testDbt(bed, postgreSql === undefined ? [duckDb] : [duckDb, postgreSql]);
}

/** Runs the parts in sequence. Skips those whose requirements the machine lacks. */
async function testExamples(): Promise<void> {
  const bed = await ExampleBed.start();
  const server = await startPostgreSql();
  try {
    const databases = { duckDb: duckDb(bed), postgreSql: server && postgreSqlDatabase(server) };
    for (const [name, part] of Object.entries({
      recipes: testRecipes,
      PyAirbyte: testPyAirbyte,
      Dagster: testDagster,
      compose: testCompose,
      dbt: testModels,
      "the README of dbt": testDbtReadme,
    })) {
      try {
        await part(bed, databases);
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        say(`SKIPPED: ${name}: ${error.message}`);
        if (name === "PyAirbyte") break;
      }
    }
  } finally {
    await server?.close();
    await bed.close();
  }
}

await testExamples();
