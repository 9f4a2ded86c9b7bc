import assert from "node:assert/strict";
import { Missing } from "../../../scripts/python-environment.ts";
import { asText } from "../../../src/base/json.ts";
import { type ExampleBed, say } from "../../test/bed.ts";
import { adsTruth } from "./ads-truth.ts";
import { assertMetricsAreTrue } from "./metrics.ts";
import { compareModels, rowsOf } from "./models.ts";
import { OrganicTruth } from "./organic-truth.ts";
import { type Database, DbtProject, timeZone } from "./project.ts";
import { parseForWarehouses } from "./warehouses/warehouses.ts";

/**
 * Builds the dbt package on all databases after a first sync and after one that restates days, and compares its models
 * and metrics with the simulator's records.
 * @param databases the databases; the first is DuckDB, and all have the tables of a first sync
 * @param sync syncs into all databases
 */
export async function testDbt(
  bed: ExampleBed,
  databases: readonly [Database, ...Database[]],
  sync: () => Promise<void>,
): Promise<void> {
  const organic = new OrganicTruth();
  const learnTruth = () => {
    const records = (stream: string) => bed.records(stream);
    organic.learn(records);
    const ads = adsTruth(records);
    return new Map([...ads, ...organic.rows(records, ads.get("pinterest_ads__pin_promotion_report") ?? [], timeZone)]);
  };
  const build = async (project: DbtProject, moment: string) => {
    await project.build();
    const compared = await compareModels(project.database.query, learnTruth());
    say(`ok: models equal the account ${moment} (${project.database.target}): ${compared}`);
  };

  const campaignReport = "pinterest_ads__campaign_report";
  const projects = databases.map((database) => new DbtProject(bed, database));
  const [local] = projects;
  assert.ok(local !== undefined);
  const conversions = async (project: DbtProject) => {
    const rows = await rowsOf(project.database.query, campaignReport);
    return new Map(rows.map((row) => [`${asText(row.campaign_id)} ${asText(row.date_day)}`, row.total_conversions]));
  };
  const before = new Map<DbtProject, Awaited<ReturnType<typeof conversions>>>();
  for (const project of projects) {
    await build(project, "after a first sync");
    before.set(project, await conversions(project));
  }
  bed.advance(3);
  await sync();
  for (const project of projects) {
    await build(project, "three days later");
    const after = await conversions(project);
    const restated = [...(before.get(project) ?? [])].filter(([key, value]) => after.get(key) !== value);
    assert.ok(restated.length > 0 && restated.every(([key]) => after.has(key)));
    say(`ok: ${restated.length} campaign days have other conversions than before (${project.database.target})`);
  }
  await assertMetricsAreTrue(local, learnTruth().get(campaignReport) ?? [], bed.folder);
  const catalogs: string[] = [];
  for (const project of projects) {
    catalogs.push(await project.document());
    await assertFreshness(bed, project);
  }
  try {
    await parseForWarehouses(bed, catalogs[0] ?? "");
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    say(`SKIPPED: BigQuery and Snowflake: ${error.message}`);
  }
}

/** Tables are fresh after a sync, and one that isn't synced for three days is reported. */
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
  assert.deepEqual(await project.staleSources(), []);
  await shift("boards", -3 * 86_400);
  assert.deepEqual(await project.staleSources(), ["boards"]);
}
