import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pythonWith } from "../../../scripts/python-environment.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { packageRoot } from "../../../src/base/package.ts";
import { objectAt } from "../../../test/narrow.ts";
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
    assert.ok(builtModels(this.#folder).length > 20);
  }

  /** Generates the documentation; all models and their columns have a description, and no other column has one. */
  async document(): Promise<string> {
    await this.#dbt("generates its documentation", "docs", "generate");
    const manifest = this.#artifact("manifest.json");
    const catalog = this.#artifact("catalog.json");
    for (const kind of ["nodes", "sources"]) {
      for (const id of Object.keys(objectAt(catalog, kind))) {
        const columns = Object.keys(objectAt(catalog, kind, id, "columns")).toSorted();
        const { description, columns: described } = objectAt(manifest, kind, id);
        assert.ok(description && isObject(described), `${id} has no description`);
        const names = columns.filter((name) => isObject(described[name]) && described[name].description);
        assert.deepEqual(names, kind === "nodes" ? columns : Object.keys(described).toSorted(), id);
      }
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

/** Returns the models of the last build, all of whose models and tests passed. */
export function builtModels(project: string): readonly string[] {
  const run: unknown = JSON.parse(readFileSync(join(project, "target/run_results.json"), "utf8"));
  assert.ok(isObject(run) && Array.isArray(run.results));
  const results = run.results.filter(isObject);
  const bad = results.filter(({ status }) => !["pass", "success"].includes(asText(status)));
  assert.deepEqual(bad, []);
  const names = results.map(({ unique_id: id }) => asText(id).split("."));
  assert.ok(names.some(([kind]) => kind === "test"));
  return names.flatMap(([kind, , name = ""]) => (kind === "model" ? [name] : [])).toSorted();
}
