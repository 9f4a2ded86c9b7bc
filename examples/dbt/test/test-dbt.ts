import assert from "node:assert/strict";
import { Missing } from "../../../scripts/python-environment.ts";
import { type ExampleBed, say } from "../../test/bed.ts";
import { assertMetricsAreTrue } from "./metrics.ts";
import { type Database, DbtProject, timeZone } from "./project.ts";
import { assertTotals } from "./totals.ts";
import { parseForWarehouses } from "./warehouses/warehouses.ts";

/**
 * Builds the dbt package on all databases, and compares its models and metrics with the simulator's records.
 * @param databases the databases; the first is DuckDB, and all have the tables of a sync
 */
export async function testDbt(bed: ExampleBed, databases: readonly Database[]): Promise<void> {
  const projects = databases.map((database) => new DbtProject(bed, database));
  for (const project of projects) {
    await project.build();
    const { query, target } = project.database;
    const compared = await assertTotals(query, (stream) => bed.records(stream), timeZone);
    say(`ok: models add up to the account (${target}): ${compared}`);
  }
  const [local] = projects;
  assert.ok(local !== undefined);
  await assertMetricsAreTrue(local, bed.folder);
  const catalog = await local.document();
  await assertFreshness(bed, local);
  try {
    await parseForWarehouses(bed, catalog);
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    say(`SKIPPED: BigQuery and Snowflake: ${error.message}`);
  }
}

/** Tables are fresh after a sync, except one that wasn't synced for three days. */
async function assertFreshness(bed: ExampleBed, project: DbtProject): Promise<void> {
  const { query, schema } = project.database;
  const shift = (table: string, seconds: number) =>
    query(
      `UPDATE ${schema}.${table} SET _airbyte_extracted_at = _airbyte_extracted_at + INTERVAL '${seconds} seconds'`,
    );
  const tables = await query(
    `SELECT table_name FROM information_schema.columns WHERE table_schema = '${schema}' AND column_name = '_airbyte_extracted_at'`,
  );
  // The databases have the time of this machine, the account another.
  for (const table of tables) await shift(table, Math.round(-bed.shift / 1000));
  await shift("boards", -3 * 86_400);
  assert.deepEqual(await project.staleSources(), ["boards"]);
}
