import { join } from "node:path";
import { pythonWith } from "../../../../scripts/python-environment.ts";
import { packageRoot } from "../../../../src/base/package.ts";
import { type ExampleBed, say } from "../../../test/bed.ts";
import { timeZone } from "../project.ts";

/**
 * Compiles the dbt package for BigQuery and Snowflake without a connection, and parses the result.
 * @param catalog path of a catalog that dbt generated, which has all tables and their columns
 * @throws Missing if Python or its packages aren't available
 */
export async function parseForWarehouses(bed: ExampleBed, catalog: string): Promise<void> {
  const { python, binaries } = pythonWith("examples/dbt/test/warehouses/requirements.txt");
  const here = join(packageRoot, "examples/dbt/test/warehouses");
  for (const warehouse of ["bigquery", "snowflake"]) {
    const target = join(bed.folder, `target-${warehouse}`);
    const options = ["--target", warehouse, "--target-path", target, "--log-path", join(bed.folder, "logs")];
    const offline = ["--no-introspect", "--no-populate-cache", "--vars", JSON.stringify({ timezone: timeZone })];
    // Other tests have SQL of dbt itself.
    const selected = ["--select", "resource_type:model", "test_name:unique_together"];
    await bed.run(
      `dbt compiles its models and own tests (${warehouse})`,
      join(binaries, "dbt"),
      ["compile", ...options, ...offline, ...selected],
      { DBT_PROJECT_DIR: join(packageRoot, "examples/dbt"), DBT_PROFILES_DIR: here },
    );
    const parsed = await bed.run(`sqlglot parses them (${warehouse})`, python, [
      join(here, "parse.py"),
      warehouse,
      join(target, "compiled"),
      catalog,
    ]);
    say(`parsed for ${warehouse}, not run: ${parsed.trim()}`);
  }
}
