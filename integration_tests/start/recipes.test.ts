import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulatedAccount } from "../../scripts/start/account.ts";
import { Database } from "../../scripts/start/database.ts";
import { readAccount } from "../../scripts/start/read.ts";
import { packageRoot } from "../../src/package.ts";
import { streams } from "../../src/streams/all.ts";

interface Recipe {
  readonly title: string;
  readonly sql: string;
}

describe("the SQL recipes", () => {
  let folder = "";
  let database: Database;
  let recipes: readonly Recipe[];

  /** The example database of `npm start`, with the streams that recipes are about. */
  before(async function () {
    this.timeout(300_000);
    recipes = recipesOf(await readFile(join(packageRoot, "docs/sql-recipes.md"), "utf8"));
    folder = await mkdtemp(join(tmpdir(), "recipes-"));
    database = await Database.open(join(folder, "pinterest.duckdb"));
    const account = await simulatedAccount([]);
    const words = new Set(recipes.flatMap(({ sql }) => sql.match(/\w+/gu) ?? []));
    const names = [...streams.map(({ name }) => name), "custom_w7", "custom_w30"].filter((name) => words.has(name));
    try {
      const outcomes = await readAccount(database, account, {
        streams: names,
        budget: Number.POSITIVE_INFINITY,
        onProgress: () => undefined,
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

  it("find rows, each of them, in the example database", async () => {
    const empty: string[] = [];
    for (const { title, sql } of recipes) {
      const rows = await database.rows(sql);
      if (!sql.startsWith("CREATE VIEW") && rows.length === 0) empty.push(title);
    }
    assert.deepEqual(empty, []);
    assert.equal(recipes.length, 13);
  });

  it("add up no amounts of several currencies", async () => {
    const currencies = await database.rows("SELECT DISTINCT currency FROM campaign_days");
    assert.ok(currencies.length > 1, "the example has ad accounts of several currencies");
    for (const { title, sql } of recipes.filter((recipe) => /sum\(spend/u.test(recipe.sql))) {
      assert.match(sql, /GROUP BY (?:[^;]*currency|ALL)/u, title);
    }
  });

  it("count what the connector read: Pins by month are all Pins", async () => {
    const byMonth = recipes.find(({ title }) => title.startsWith("5."));
    const rows = await database.rows(byMonth?.sql ?? "");
    const [all] = await database.rows("SELECT count(*) AS pins FROM pins");
    assert.equal(rows.at(-1)?.pins_so_far, all?.pins);
  });
});

/** The queries of the page, each with the heading that it stands under. */
function recipesOf(page: string): readonly Recipe[] {
  return page.split(/^## /mu).flatMap((section) =>
    [...section.matchAll(/```sql\n([\s\S]*?)```/gu)].map(([, sql = ""]) => ({
      title: section.split("\n")[0] ?? "",
      sql: sql.trim(),
    })),
  );
}
