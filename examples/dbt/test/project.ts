import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pythonWith } from "../../../scripts/python-environment.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { packageRoot } from "../../../src/base/package.ts";
import type { ExampleBed } from "../../test/bed.ts";
import type { Query } from "./models.ts";

/** A database with the connector's tables. */
export interface Database {
  /** The target in `profiles.yml`. */
  readonly target: string;
  /** The schema of the tables. */
  readonly schema: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly query: Query;
}

export const timeZone = "Europe/Berlin";
const requirements = "examples/dbt/test/requirements.txt";
const objectAt = (parent: JsonObject, ...path: readonly string[]): JsonObject => {
  let value: unknown = parent;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  assert.ok(isObject(value), path.join("."));
  return value;
};

/** A copy of the dbt package that works on one database. */
export class DbtProject {
  readonly database: Database;
  readonly #bed: ExampleBed;
  readonly #folder: string;

  constructor(bed: ExampleBed, database: Database) {
    this.database = database;
    this.#bed = bed;
    this.#folder = join(bed.folder, `dbt-${database.target}`);
    cpSync(join(packageRoot, "examples/dbt"), this.#folder, { recursive: true });
  }

  /** Builds the models and runs all tests of the package; none may fail or warn. */
  async build(): Promise<void> {
    await this.#dbt("builds and tests its models", "build");
    const { results } = this.#artifact("run_results.json");
    assert.ok(Array.isArray(results) && results.length > 0);
    const bad = results.filter((one: unknown) => !isObject(one) || !["pass", "success"].includes(asText(one.status)));
    assert.deepEqual(bad, []);
  }

  /** Generates the documentation; all models and their columns have a description, and no other column has one. */
  async document(): Promise<string> {
    await this.#dbt("generates its documentation", "docs", "generate");
    const manifest = this.#artifact("manifest.json");
    const catalog = this.#artifact("catalog.json");
    for (const [id, table] of Object.entries(objectAt(catalog, "nodes"))) {
      assert.ok(isObject(table));
      const node = objectAt(manifest, "nodes", id);
      assert.ok(node.description, `${id} has no description`);
      assert.deepEqual(describedColumns(node), Object.keys(objectAt(table, "columns")).toSorted(), id);
    }
    for (const [id, table] of Object.entries(objectAt(catalog, "sources"))) {
      assert.ok(isObject(table));
      const source = objectAt(manifest, "sources", id);
      assert.ok(source.description, `${id} has no description`);
      const columns = Object.keys(objectAt(table, "columns"));
      const unknown = describedColumns(source).filter((name) => !columns.includes(name));
      assert.deepEqual(unknown, [], id);
      assert.equal(describedColumns(source).length, Object.keys(objectAt(source, "columns")).length, id);
    }
    return join(this.#folder, "target/catalog.json");
  }

  /** Measures the age of the tables. Returns the names of those that are too old. */
  async staleSources(): Promise<readonly string[]> {
    await this.#dbt("measures the freshness of its sources", "source", "freshness");
    const { results } = this.#artifact("sources.json");
    assert.ok(Array.isArray(results) && results.length > 0);
    return results
      .filter(isObject)
      .filter(({ status }) => status !== "pass")
      .map(({ unique_id: id }) => asText(id).split(".").at(-1) ?? "");
  }

  /** Runs a command of MetricFlow. */
  async metricFlow(what: string, ...args: readonly string[]): Promise<void> {
    const { binaries } = pythonWith(requirements);
    await this.#bed.run(`MetricFlow ${what}`, join(binaries, "mf"), args, this.#environment);
  }

  async #dbt(what: string, ...args: readonly string[]): Promise<void> {
    const { binaries } = pythonWith(requirements);
    const { target, schema } = this.database;
    const options = ["--vars", JSON.stringify({ timezone: timeZone, pinterest_schema: schema }), "--target", target];
    const title = `dbt ${what} (${target})`;
    await this.#bed.run(title, join(binaries, "dbt"), [...args, ...options], this.#environment);
  }

  get #environment(): object {
    return { ...this.database.environment, DBT_PROJECT_DIR: this.#folder, DBT_PROFILES_DIR: this.#folder };
  }

  #artifact(name: string): JsonObject {
    const value: unknown = JSON.parse(readFileSync(join(this.#folder, "target", name), "utf8"));
    assert.ok(isObject(value));
    return value;
  }
}

function describedColumns(node: JsonObject): readonly string[] {
  return Object.entries(objectAt(node, "columns"))
    .flatMap(([name, column]) => (isObject(column) && column.description !== "" ? [name] : []))
    .toSorted();
}
