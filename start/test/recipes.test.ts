import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pagePath, type Recipe, recipesOf, sourcePath, translationsIn } from "../../docs/source/recipes/recipe-page.ts";
import { hasPostgreSql, startPostgreSql } from "../../integration_tests/clients/postgresql.ts";
import { startSimulator } from "../../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { streams } from "../../src/streams/all.ts";
import { itWith, type Requirement } from "../../test/requirements.ts";
import { today } from "../../test/today.ts";
import { simulatedAccount } from "../account.ts";
import { type Database, openDatabase } from "../database.ts";
import { tablesOf as namedIn } from "../page/queries/lineage.ts";
import { readPast } from "../past.ts";
import { readAccount } from "../read.ts";
import { accountOf } from "./bed.ts";
import { copyTables, rowsIn } from "./recipes/postgresql-copy.ts";
import { assertSameRows } from "./recipes/same-rows.ts";
import { queriesIn } from "./sql-file.ts";

const { beginning, queries } = queriesIn("recipes/totals.sql");
const postgreSql: Requirement<true> = {
  value: hasPostgreSql() || undefined,
  missing: "needs PostgreSQL; Debian: apt-get install postgresql",
};
const isView = ({ sql }: Recipe) => sql.startsWith("CREATE VIEW");
/** Whether a recipe needs the rows that mark deletions, which the example database removes. */
const isAboutDeletions = ({ sql }: Recipe) => sql.includes("_ab_cdc_deleted_at");

describe("SQL recipes", () => {
  let folder = "";
  /** The example database of `npm start`, with the streams of the recipes. */
  let database: Database;
  /** Boards and followers in a database that keeps deleted rows: one board and three followers are gone, five are new. */
  let tracked: Database;
  let deletedBoard = "";
  let page = "";
  let recipes: readonly Recipe[];

  const recipe = (name: string) => onToday(recipes.find(({ title }) => title === name)?.sql ?? assert.fail(name));

  before(async function () {
    this.timeout(300_000);
    recipes = recipesOf(await readFile(join(packageRoot, sourcePath), "utf8"));
    page = await readFile(join(packageRoot, pagePath), "utf8");
    folder = await mkdtemp(join(tmpdir(), "recipes-"));
    database = await openDatabase(join(folder, "pinterest.duckdb"));
    tracked = await openDatabase(join(folder, "tracked.duckdb"), { keepsDeleted: true });
    const account = await simulatedAccount(await readPast(database));
    const words = new Set(recipes.flatMap(({ sql }) => sql.match(/\w+/gu) ?? []));
    const custom = [...words].filter((word) => word.startsWith("custom_"));
    const names = [...streams.map(({ name }) => name).filter((name) => words.has(name)), ...custom];
    try {
      const outcomes = await readAccount(database, account, { streams: names });
      assert.deepEqual(
        outcomes.filter(({ problem }) => problem !== ""),
        [],
      );
    } finally {
      await account.close();
    }
    await database.rows(onToday(beginning));
    deletedBoard = await trackDeletions(tracked);
  });
  after(async () => {
    await database.close();
    await tracked.close();
    await rm(folder, { recursive: true });
  });

  it("each find rows in the example database", async () => {
    const empty: string[] = [];
    for (const { title, sql } of recipes.filter((each) => !isView(each)))
      if ((await rowsOf(database, sql)).length === 0) empty.push(title);
    assert.deepEqual(empty, ["Deleted boards", "Followers gained and lost"], "no earlier read to compare with");
    assert.equal(recipes.length, 30);
  });

  for (const {
    parts: [title = "", sums = ""],
    sql,
  } of queries) {
    it(`return what the tables add up to: ${title}`, async () => {
      const valuesOf = async (query: string) => Object.values((await database.rows(query))[0] ?? {});
      const expected = await valuesOf(onToday(sql));
      const found = await valuesOf(`SELECT ${sums} FROM (${recipe(title).replace(/;$/u, "")})`);
      assert.equal(found.length, expected.length);
      for (const [index, value] of expected.entries()) {
        // Recipes round amounts to cents, and ratios to hundredths.
        const isExact = typeof value !== "number" || [value, found[index]].every(Number.isInteger);
        if (isExact) assert.deepEqual(found[index], value);
        else assert.ok(Math.abs(Number(found[index]) / value - 1) < 0.01, JSON.stringify([found, expected]));
      }
    });
  }

  it("name the streams that they read in their commands", () => {
    for (const { title, command, sql } of recipes.filter((each) => !isView(each))) {
      const [, names = ""] = /^npm start -- --config secrets\/config\.json --streams (\S+)$/u.exec(command) ?? [];
      assert.deepEqual(names.split(",").toSorted(), streamsIn(sql, recipes), title);
    }
  });

  it("sum no amounts of different currencies", async () => {
    const currencies = await database.rows("SELECT DISTINCT currency FROM campaign_days");
    assert.ok(currencies.length > 1, "the example has ad accounts of several currencies");
    const ofSpend = recipes.filter(({ sql }) => /sum\((?:r\.)?spend/u.test(sql) && !sql.includes("campaigns.currency"));
    for (const { title, sql } of ofSpend) assert.match(sql, /GROUP BY [^;]*currency/u, title);
  });

  it("find deleted boards, and followers gained and lost, if tracking is on", async () => {
    const [boards, followers, ...others] = recipes.filter(isAboutDeletions);
    assert.deepEqual(others, []);
    const deleted = await tracked.rows(boards?.sql ?? "");
    assert.deepEqual(
      deleted.map((row) => row.board_id),
      [deletedBoard],
    );
    assert.ok(Number(deleted[0]?.rows_of_pins) > 0);
    const weeks = await tracked.rows(followers?.sql ?? "");
    const sum = (name: string) => weeks.reduce((total, row) => total + Number(row[name]), 0);
    assert.deepEqual([sum("gained"), sum("lost")], [5, 3]);
  });

  itWith(postgreSql, "return the same rows on PostgreSQL, in tables like those of Airbyte's destination", async () => {
    const server = await startPostgreSql();
    assert.ok(server !== undefined);
    const translations = translationsIn(page, "PostgreSQL");
    const translationOf = (one: Recipe) => onToday(translations[recipes.indexOf(one)] ?? "");
    const views = recipes.filter(isView).map(translationOf);
    const sources = [
      { schema: "example", source: database, views, own: recipes.filter((each) => !isView(each)) },
      { schema: "tracked", source: tracked, views: [], own: recipes.filter(isAboutDeletions) },
    ];
    try {
      for (const { schema, source, views, own } of sources) {
        await copyTables(source, tablesOf(own), server, schema, folder);
        for (const each of own) {
          const rows = rowsIn(server, schema, views, translationOf(each));
          assertSameRows(rows, await rowsOf(source, each.sql), each.title);
        }
      }
    } finally {
      await server.close();
    }
  });
});

/** Reads boards, their Pins, and followers, with changes before the last two reads. @returns the ID of the deleted board */
async function trackDeletions(database: Database): Promise<string> {
  const simulator = await startSimulator();
  const settings = { track_changes: ["boards", "followers"] };
  const options = { streams: ["boards", "followers", "pins"] };
  try {
    await readAccount(database, accountOf(simulator, settings), options);
    const board = asText(simulator.expectedRecords("pins")[0]?.board_id);
    const lost = simulator.expectedRecords("followers").slice(10, 13);
    simulator.change({ delete_board: board, add_followers: 5 });
    for (const { username } of lost) simulator.change({ delete_follower: asText(username) });
    // The Pins of the deleted board stay in tables whose incremental syncs don't find them gone.
    const later = { streams: ["boards", "followers"] };
    for (const hours of [24, 26]) await readAccount(database, accountOf(simulator, settings, hours), later);
    return board;
  } finally {
    await simulator.close();
  }
}

/** Returns a query as it is on the day of the tests, since databases have the date of the machine. */
function onToday(sql: string): string {
  return sql.replaceAll(/\bcurrent_date\b/giu, `DATE '${today}'`);
}

/** Returns the rows of a query, with JSON columns parsed and dates as text. */
async function rowsOf(database: Database, sql: string): Promise<readonly JsonObject[]> {
  const rows = await database.rows(
    `SELECT to_json(one)::VARCHAR AS row FROM (${onToday(sql).replace(/;$/u, "")}) AS one`,
  );
  return rows.map(({ row }): unknown => JSON.parse(asText(row))).filter(isObject);
}

/** Returns the streams whose tables a query reads, directly or through the views of recipes. */
function streamsIn(sql: string, recipes: readonly Recipe[]): readonly string[] {
  const views = recipes
    .filter(isView)
    .map(({ sql }) => [/^CREATE VIEW IF NOT EXISTS (\w+)/u.exec(sql)?.[1] ?? "", sql] as const);
  const tables = new Set(namedIn(sql, new Map(views)));
  return [...tables]
    .filter((name) => name.startsWith("custom_") || streams.some((stream) => stream.name === name))
    .toSorted();
}

/** Returns the tables that recipes read. */
function tablesOf(recipes: readonly Recipe[]): readonly string[] {
  return [...new Set(recipes.filter((each) => !isView(each)).flatMap(({ sql }) => streamsIn(sql, recipes)))];
}
