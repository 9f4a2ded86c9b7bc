import assert from "node:assert/strict";
import { extents } from "../../simulator/world/scale.ts";
import { addDays } from "../../src/base/dates.ts";
import { asText, type Json } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { type Content, headlinesOf, sectionsOf } from "./page-content.ts";
import { queriesIn } from "./sql-file.ts";

const streams = `account account_snapshots boards pins user_account_analytics user_account_analytics_split
  user_account_top_pins ad_accounts campaigns campaign_analytics_report following_users following_boards
  following_interests search_pins search_boards search_partner_pins`.split(/\s+/u);
const settings = { search_queries: ["garden", "tea"], terms: ["garden"], countries: ["US"] };

const { beginning, queries } = queriesIn("figures.sql");

describe("the figures of the page, computed anew from the tables", () => {
  let bed: StartBed;
  let page = "";
  let sections: readonly Content[] = [];
  before(async () => {
    bed = await openStartBed({ ...extents.small, campaigns: 12, ads: 60 });
    await bed.read({ streams }, { start_date: addDays(today, -300), ...settings });
    // The board with most Pins would be on the card of boards.
    await bed.database.rows(`UPDATE boards SET privacy = 'SECRET'
      WHERE id = (SELECT board_id FROM pins GROUP BY board_id ORDER BY count(*) DESC LIMIT 1)`);
    page = await renderPage(bed.database);
    sections = sectionsOf(page);
    await bed.database.rows(beginning);
  });
  after(() => bed.close());

  const section = (title: string, period: string) =>
    sections.find((each) => each.title === title && each.period === period);
  const valuesOf = async (sql: string) => (await bed.database.rows(sql)).map((row) => Object.values(row));

  for (const { parts, sql } of queries) {
    const [title = "", days = "", columns = ""] = parts;
    const period = days === "" ? "" : `p${days}`;
    it(`are the same in ${title} ${period}`.trimEnd(), async () => {
      const expected = await valuesOf(sql);
      assert.ok(expected.length > 0);
      const { text = "", rows = [] } = section(title, period) ?? {};
      if (columns === "") {
        const value = Number(expected[0]?.[0]);
        assert.ok(value > 0);
        assert.equal(
          text.split(" ")[0],
          title.endsWith("rate") ? `${value.toFixed(1)}%` : value.toLocaleString("en-US"),
        );
      } else {
        const [head = [], ...lines] = rows;
        const shown = lines.map((line) => columns.split(", ").map((name) => line[head.indexOf(name)]));
        assert.deepEqual(comparable(shown), comparable(expected));
      }
    });
  }

  it("say which weeks of ads are still growing: those of the last 30 days", async () => {
    const { text = "", rows = [] } = section("Ads by week", "p90") ?? {};
    const weeks = rows.slice(1).map(([, monday = ""]) => monday);
    const growing = weeks.filter((monday) => addDays(monday, 6) > addDays(today, -30));
    assert.ok(growing.length > 0 && growing.length < weeks.length);
    assert.deepEqual(
      weeks.filter((monday) => text.includes(`${monday} still growing`)),
      growing,
    );
  });

  it("are those of the headlines about a Pin and about spend", async () => {
    const lines = headlinesOf(page, "p28").join("\n");
    const [, percent, what = "", count = ""] = /^One Pin made (\d+)% of the (\w+) .*, ([\d,]+)\.$/mu.exec(lines) ?? [];
    assert.equal(what, "saves");
    const [[most, share] = []] = await valuesOf(`SELECT max((metrics->>'SAVE')::BIGINT) AS n, round(100 * n /
      (SELECT sum_of(metrics, 'SAVE') FROM user_account_analytics WHERE date BETWEEN (SELECT min(start_date) FROM user_account_top_pins)
      AND (SELECT max(end_date) FROM user_account_top_pins))) FROM user_account_top_pins`);
    assert.deepEqual([Number(count.replaceAll(",", "")), Number(percent)], [most, share], lines);
    const [, dollars] = /^\$([\d,.]+) of ad spend/mu.exec(lines) ?? [];
    const [[spend] = []] = await valuesOf(
      "SELECT round(sum(spend), 2) FROM paid WHERE currency = 'USD' AND within(date, 28)",
    );
    assert.equal(Number(dollars?.replaceAll(",", "")), spend, lines);
  });
});

/** Returns rows in an order of their own, with three decimals, and with nothing for zero. */
function comparable(rows: readonly (readonly (Json | undefined)[])[]): readonly string[] {
  const rounded = (value: Json | undefined) => {
    const text = asText(value ?? "");
    if (Number.isNaN(Number(text))) return text;
    return Number(text) === 0 ? "" : Number(text).toFixed(3);
  };
  return rows
    .map((row) => row.map(rounded))
    .filter((row) => row.some((value) => Number(value) > 0))
    .map((row) => row.join(" | "))
    .toSorted();
}
