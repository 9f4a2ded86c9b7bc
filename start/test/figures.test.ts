import assert from "node:assert/strict";
import { extents } from "../../simulator/world/scale.ts";
import { addDays } from "../../src/base/dates.ts";
import { asText, type Json } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { type Content, sectionsOf, summaryOf } from "./page-content.ts";
import { queriesIn } from "./sql-file.ts";

const streams = `account account_snapshots boards pins user_account_analytics user_account_analytics_split
  user_account_top_pins pin_analytics ad_accounts campaigns campaign_analytics_report following_users following_boards
  following_interests search_pins search_boards`.split(/\s+/u);
const settings = { search_queries: ["garden", "tea"] };

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

  it("say which weeks of ads can still rise: those of the last 32 days", async () => {
    const { text = "", rows = [] } = section("Ads by week", "p84") ?? {};
    const weeks = rows.slice(1).map(([, monday = ""]) => monday);
    const growing = weeks.filter((monday) => addDays(monday, 6) > addDays(today, -33));
    assert.ok(growing.length > 0 && growing.length < weeks.length);
    assert.deepEqual(
      weeks.filter((monday) => text.includes(`${monday} can still rise`)),
      growing,
    );
  });

  it("are those of the sentences", async () => {
    const { verdict = "", text = "", why = [], money = [] } = summaryOf(page, "p28") ?? {};
    const number = (text: string | undefined) => Number(text?.replaceAll(",", "").replace("−", "-").replace("+", ""));
    const totals = `sum((metrics->>'OUTBOUND_CLICK')::BIGINT) FILTER (within(date, 28)) AS now,
      sum((metrics->>'OUTBOUND_CLICK')::BIGINT) FILTER (within(date, 56) AND NOT within(date, 28)) AS earlier`;
    const [[now = 0, earlier = 0] = []] = await valuesOf(`SELECT ${totals} FROM user_account_analytics`);
    const difference = Number(now) - Number(earlier);
    const percent = Math.round((100 * Math.abs(difference)) / Number(earlier));
    const moved = difference < 0 ? `fell ${percent}%` : `rose ${percent}%`;
    const share = `(${difference < 0 ? "−" : "+"}${percent}%)`;
    const unclear = [" about level", ": no clear change", difference < 0 ? ": a slow fall" : ": a slow rise"];
    const verdicts = [` ${moved}`, ...unclear.map((lead) => `${lead} ${share}`)];
    const [clicks = ""] = verdict.replace(" in a run that is over", "").split("; ");
    assert.ok(verdicts.map((change) => `Outbound clicks${change}`).includes(clicks), verdict);
    assert.match(
      text,
      new RegExp(`^${Number(now).toLocaleString("en-US")} vs\\. ${Number(earlier).toLocaleString("en-US")} in`, "u"),
    );
    const reason = why.find((sentence) => sentence.includes("impressions"));
    const [, reach, rate] = /\(([+−][\d,]+) outbound clicks\), and .* \(([+−][\d,]+)\)\.$/u.exec(reason ?? "") ?? [];
    if (reason !== undefined) assert.equal(number(reach) + number(rate), difference);
    const pins =
      await valuesOf(`SELECT sum(n) FILTER (within(created_at::DATE, 35)), sum(n) FILTER (within(created_at::DATE, 35) IS NOT TRUE AND n > 0),
      sum(n) FILTER (within(created_at::DATE, 35) IS NOT TRUE AND n < 0) FROM (SELECT any_value(created_at) AS created_at, coalesce(now, 0) - coalesce(earlier, 0) AS n
        FROM (SELECT pin_id, ${totals} FROM pin_analytics WHERE data_status = 'READY' GROUP BY pin_id) LEFT JOIN pins ON id = pin_id GROUP BY pin_id, now, earlier)`);
    const said = section("The Pins behind it", "p28")?.text ?? "";
    assert.deepEqual(
      /Of all own Pins: new (\S+), risen (\S+), fallen (\S+)\./u.exec(said)?.slice(1).map(number),
      pins[0]?.map((value) => Number(value ?? 0)),
      said,
    );
    const spends = await valuesOf(
      `SELECT currency, round(sum(spend), 2) FROM paid WHERE within(date, 28) AND campaign_id IN (
        SELECT id FROM campaigns WHERE objective_type IN ('WEB_CONVERSION', 'CATALOG_SALES')
        UNION SELECT campaign_id FROM paid WHERE checkouts > 0) GROUP BY 1 ORDER BY 1`,
    );
    assert.deepEqual(
      money.flatMap((sentence) => {
        const [, spend] = /([\d,.]+) of (?:ad spend|spend on sales ads)/u.exec(sentence) ?? [];
        return spend === undefined ? [] : [number(spend)];
      }),
      spends.map(([, spend]) => (Number(spend) >= 1000 ? Math.round(Number(spend)) : Number(spend))),
    );
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
