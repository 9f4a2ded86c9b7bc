import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recipesOf, sourcePath } from "../../docs/source/recipes/recipe-page.ts";
import { type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { packageRoot } from "../../src/base/package.ts";
import { openDatabase } from "../database.ts";
import { parseOptions } from "../options.ts";
import { readAccount } from "../read.ts";
import { accountOf } from "./bed.ts";

const report = {
  level: "CAMPAIGN",
  granularity: "DAY",
  view_window_days: 1,
  columns: ["SPEND_IN_MICRO_DOLLAR", "TOTAL_CHECKOUT"],
};
const people = ["TOTAL_IMPRESSION", "TOTAL_IMPRESSION_USER"];
/** What the recipes say that the configuration needs. */
const settings = {
  track_changes: ["boards", "followers"],
  trend_regions: ["US"],
  custom_reports: [
    { ...report, name: "w7", click_window_days: 7, engagement_window_days: 7 },
    { ...report, name: "w30", click_window_days: 30, engagement_window_days: 30 },
    { ...report, name: "reach", granularity: "MONTH", columns: people },
  ],
};
/** Needs what this read of a new account can't have: rows that a later read finds gone. */
const withoutRows = ["12. Deleted boards", "21. Followers gained and lost", "28. Deleted Pins"];
const recipes = recipesOf(readFileSync(join(packageRoot, sourcePath), "utf8")).filter(
  ({ sql }) => !sql.startsWith("CREATE"),
);

describe("the SQL recipes on the database of an own account, after the command that each shows", () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ scale: { ...extents.small, pins: 150, followers: 60 } });
  });
  after(() => simulator.close());

  for (const command of new Set(recipes.map((recipe) => recipe.command))) {
    const own = recipes.filter((recipe) => recipe.command === command);
    it(`run: ${own.map(({ title }) => title).join("; ")}`, async () => {
      const [, args = ""] = /^npm start -- (--config secrets\/config\.json --streams \S+)$/u.exec(command) ?? [];
      const { streams, budget = 300 } = parseOptions(args.split(" "));
      assert.ok(streams !== undefined, command);
      const folder = await mkdtemp(join(tmpdir(), "recipes-"));
      const database = await openDatabase(join(folder, "pinterest.duckdb"));
      try {
        const account = { ...accountOf(simulator, settings), isSimulated: false };
        const outcomes = await readAccount(database, account, { streams, budget, onPlan: () => undefined });
        assert.deepEqual(
          outcomes.filter(({ problem }) => problem !== ""),
          [],
        );
        for (const { title, sql } of own) {
          const rows = await database.rows(
            `SELECT to_json(one)::VARCHAR AS row FROM (${sql.replace(/;$/u, "")}) AS one`,
          );
          assert.equal(rows.length > 0, !withoutRows.includes(title), `${title}: ${rows.length} rows`);
        }
      } finally {
        await database.close();
        await rm(folder, { recursive: true });
      }
    });
  }
});
