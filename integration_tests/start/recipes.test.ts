import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "../../simulator/simulator.ts";
import { asText } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { streams } from "../../src/streams/all.ts";
import { simulatedAccount } from "../../start/account.ts";
import { type Database, openDatabase } from "../../start/database.ts";
import { readAccount } from "../../start/read.ts";
import { accountOf } from "./bed.ts";

interface Recipe {
  readonly title: string;
  readonly sql: string;
}

describe("SQL recipes", () => {
  let folder = "";
  let database: Database;
  let recipes: readonly Recipe[];

  /** The example database of `npm start`, with the streams of the recipes. */
  before(async function () {
    this.timeout(300_000);
    recipes = recipesOf(await readFile(join(packageRoot, "docs/sql-recipes.md"), "utf8"));
    folder = await mkdtemp(join(tmpdir(), "recipes-"));
    database = await openDatabase(join(folder, "pinterest.duckdb"));
    const account = await simulatedAccount([]);
    const words = new Set(recipes.flatMap(({ sql }) => sql.match(/\w+/gu) ?? []));
    const names = [...streams.map(({ name }) => name), "custom_w7", "custom_w30"].filter((name) => words.has(name));
    try {
      const outcomes = await readAccount(database, account, {
        streams: names,
      });
      assert.deepEqual(
        outcomes.filter(({ problem }) => problem !== ""),
        [],
      );
    } finally {
      await account.close();
    }
  });
  after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  it("each find rows in the example database", async () => {
    const empty: string[] = [];
    for (const { title, sql } of recipes.filter((recipe) => !recipe.sql.startsWith("CREATE VIEW"))) {
      const rows = await database.rows(sql);
      if (rows.length === 0) empty.push(title);
    }
    assert.deepEqual(empty, ["12. Deleted boards"], "the example database removes deleted rows");
    assert.equal(recipes.length, 22);
  });

  it("leave the views of the example database as they are", async () => {
    const views = recipes.filter(({ sql }) => sql.startsWith("CREATE VIEW"));
    assert.equal(views.length, 2);
    for (const { sql } of views) await database.rows(sql);
  });

  it("sum no amounts of different currencies", async () => {
    const currencies = await database.rows("SELECT DISTINCT currency FROM campaign_days");
    assert.ok(currencies.length > 1, "the example has ad accounts of several currencies");
    for (const { title, sql } of recipes.filter((recipe) => /sum\(spend/u.test(recipe.sql))) {
      assert.match(sql, /GROUP BY (?:[^;]*currency|ALL)/u, title);
    }
  });

  it("find deletions if tracking is on", async () => {
    const simulator = await startSimulator();
    const tracked = await openDatabase(join(folder, "tracked.duckdb"), { keepsDeleted: true });
    const settings = { track_changes: ["boards"] };
    const options = { streams: ["boards", "pins"] };
    try {
      await readAccount(tracked, accountOf(simulator, settings), options);
      const deleted = asText(simulator.expectedRecords("pins")[0]?.board_id);
      simulator.change({ delete_board: deleted });
      for (const hours of [0, 1]) await readAccount(tracked, accountOf(simulator, settings, hours), options);
      const [recipe, ...others] = recipes.filter(isAboutDeletions);
      assert.deepEqual(others, []);
      const rows = await tracked.rows(recipe?.sql ?? "");
      assert.deepEqual(
        rows.map((row) => row.board_id),
        [deleted],
      );
      assert.ok(Number(rows[0]?.rows_of_pins) > 0);
    } finally {
      await tracked.close();
      await simulator.close();
    }
  });

  it("find the title, the link, and the picture of creatives of every ad account", async () => {
    const recipe = recipes.find(({ title }) => title.startsWith("13."));
    const rows = await database.rows(recipe?.sql ?? "");
    const found = rows.filter(({ title, picture }) => title !== null && picture !== null);
    assert.ok(found.length > rows.length / 2, `${found.length} of ${rows.length}`);
    assert.ok(new Set(found.map(({ currency }) => currency)).size > 1, "also of another owner");
    assert.ok(found.some(({ link }) => link !== null));
  });

  it("count the records that were read: Pins by month add up to all Pins", async () => {
    const byMonth = recipes.find(({ title }) => title.startsWith("5."));
    const rows = await database.rows(byMonth?.sql ?? "");
    const [all] = await database.rows("SELECT count(*) AS pins FROM pins");
    assert.equal(rows.at(-1)?.pins_so_far, all?.pins);
  });
});

/** Whether a recipe needs change tracking, which is off by default. */
function isAboutDeletions({ sql }: Recipe): boolean {
  return sql.includes("_ab_cdc_deleted_at");
}

/** Returns the queries of the page with their headings. */
function recipesOf(page: string): readonly Recipe[] {
  return page.split(/^## /mu).flatMap((section) =>
    [...section.matchAll(/```sql\n([\s\S]*?)```/gu)].map(([, sql = ""]) => ({
      title: section.split("\n")[0] ?? "",
      sql: sql.trim(),
    })),
  );
}
