import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parse } from "yaml";
import { pythonWith } from "../../../scripts/python-environment.ts";
import { asText, isObject } from "../../../src/base/json.ts";
import { packageRoot } from "../../../src/base/package.ts";
import { codeBlocks } from "../../../test/markdown.ts";
import { type ExampleBed, say } from "../../test/bed.ts";
import { builtModels } from "./project.ts";

/** Streams that `npm start` reads from every account, and the models of them. */
const fewStreams = `account_snapshots ad_accounts boards campaign_analytics_report campaigns pins user_account_analytics`;
const fewModels = `account_by_month pinterest__account_by_day pinterest__boards pinterest__followers pinterest_ads__campaign_report
  pinterest_ads__campaign_report_by_week pinterest_metric_days stg_ad_spend stg_pins`;

/** Runs the commands of the dbt package's README as a user does, on the database that `npm start` makes. */
export async function testDbtReadme(bed: ExampleBed): Promise<void> {
  const { binaries } = pythonWith("examples/dbt/test/requirements.txt");
  const clone = join(bed.folder, "source-pinterest");
  const folder = join(clone, "examples/dbt");
  cpSync(join(packageRoot, "examples/dbt"), folder, { recursive: true });
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const [demo = "", missing = ""] = codeBlocks(readme, "shell");
  const [packages = "", variables = ""] = codeBlocks(readme, "yaml");
  // The programs have the time and the account of `npm start`.
  const environment = { NODE_OPTIONS: "", PATH: `${binaries}:${process.env.PATH ?? ""}` };
  const shell = (what: string, where: string, command: string) =>
    bed.run(what, "bash", ["-c", `cd '${where}' && ${command}`], environment);
  const streams = sourcesOf(folder);

  const program = [join(packageRoot, "dist/start/main.js"), "--demo", "--data", join(clone, "data")];
  await bed.run("npm start reads the simulated account", process.execPath, [...program, "--streams", streams.join()], {
    ...environment,
  });
  await shell("dbt builds and tests all models on a copy of that database, as the README says", folder, demo);
  const all = builtModels(folder);
  assert.ok(all.length > 20, all.join());

  const project = join(bed.folder, "my-project");
  mkdirSync(project);
  writeFileSync(join(project, "packages.yml"), packages);
  writeFileSync(join(project, "dbt_project.yml"), `name: my_project\nprofile: pinterest\n${variables}`);
  cpSync(join(folder, "profiles.yml"), join(project, "profiles.yml"));
  const copy = `cp '${join(clone, "data/demo/pinterest.duckdb")}' models.duckdb`;
  const install = `${copy} && dbt deps && PINTEREST_DATABASE=models.duckdb dbt build --profiles-dir . --select stg_pins`;
  await shell("dbt builds and tests a model as a package of another project", project, install);
  assert.deepEqual(builtModels(project), ["stg_pins"]);

  const few = fewStreams.split(" ");
  await drop(
    join(folder, "models.duckdb"),
    streams.filter((name) => !few.includes(name)),
  );
  const option = await shell("dbt prints the streams that a database lacks", folder, missing);
  const build = `PINTEREST_DATABASE=models.duckdb dbt build --profiles-dir . ${option.trim()}`;
  await shell("dbt builds and tests the models of the others", folder, build);
  assert.deepEqual(builtModels(folder), fewModels.split(/\s+/u));
  say(`ok: ${few.length} of ${streams.length} streams make ${fewModels.split(/\s+/u).length} of ${all.length} models`);
}

/** Returns the streams that the package has models of. */
function sourcesOf(folder: string): readonly string[] {
  const file: unknown = parse(readFileSync(join(folder, "models/staging/sources.yml"), "utf8"));
  assert.ok(isObject(file) && Array.isArray(file.sources));
  const tables = file.sources.filter(isObject).flatMap((source) => (Array.isArray(source.tables) ? source.tables : []));
  return tables.filter(isObject).map(({ name }) => asText(name));
}

async function drop(database: string, tables: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  await connection.run("DROP SCHEMA analytics CASCADE");
  for (const table of tables) await connection.run(`DROP TABLE main.${table}`);
  connection.closeSync();
  instance.closeSync();
}
