import assert from "node:assert/strict";
import { extents } from "../../simulator/world/scale.ts";
import { today } from "../../test/today.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { headlinesOf, sectionsOf } from "./page-content.ts";

const streams = `account account_snapshots boards pins user_account_analytics user_account_analytics_split
  user_account_top_pins ad_accounts campaigns campaign_analytics_report following_users following_boards
  following_interests`.split(/\s+/u);
const none = { campaigns: 0, adGroups: 0, ads: 0, keywords: 0, productGroupPromotions: 0 };

describe("the page of a small account", () => {
  let bed: StartBed;
  before(async () => {
    bed = await openStartBed({ ...extents.small, ...none, pins: 6, boards: 2, sections: 1, followers: 3 });
    const [own] = bed.simulator.world.adAccounts;
    await bed.read({ streams }, { ad_account_ids: [own?.id ?? ""] });
  });
  after(() => bed.close());

  /** Makes 60 days, of which the last 28 have these metrics each, and those before others. */
  async function days(now: object, before: object): Promise<string> {
    await bed.database.rows(`DELETE FROM user_account_analytics; INSERT INTO user_account_analytics BY NAME
      SELECT DATE '${today}' - 3 - age::INTEGER AS date, 'READY' AS data_status,
        if(age < 28, '${JSON.stringify(now)}', '${JSON.stringify(before)}')::JSON AS metrics FROM range(60) days(age)`);
    return renderPage(bed.database);
  }
  const metrics = (n: number) => ({ IMPRESSION: n, SAVE: n, PIN_CLICK: n, OUTBOUND_CLICK: n, ENGAGEMENT: 3 * n });
  const text = (page: string) =>
    sectionsOf(page)
      .flatMap(({ period, text }) => (period === "p36500" ? [] : [text]))
      .join("\n");

  it("has no best day, no percentage, and no headline of zeros", async () => {
    const page = await days(metrics(0), metrics(0));
    assert.doesNotMatch(text(page), /The best one is|NaN|Infinity|[▲▼]/u);
    assert.deepEqual(
      headlinesOf(page, "p28").filter((line) => !line.includes("followers")),
      [],
    );
  });

  it("has counts instead of percentages of a few, and times instead of thousands of percent", async () => {
    const one = await days({ ...metrics(0), SAVE: 0 }, metrics(1));
    assert.match(text(one), /\b0 28 in the prior 28 days/u);
    const many = text(await days(metrics(300), metrics(1)));
    assert.match(many, /8,400 ▲ 300 times the prior 28 days/u);
    assert.doesNotMatch(many, /\d{4}(?:\.\d)?%/u);
  });

  it("has a percentage of more, if all days before are known", async () => {
    const page = sectionsOf(await days(metrics(9), metrics(10)));
    const changes = page.flatMap(({ title, period, text }) => (title === "Saves" ? [[period, text]] : []));
    assert.deepEqual(changes[0], ["p28", "252 ▼ 10.0% vs. prior 28 days"]);
    assert.doesNotMatch(changes[1]?.[1] ?? "", /vs\./u);
  });

  it("has one card about missing ads, and none that denies its six Pins", async () => {
    const sections = sectionsOf(await days(metrics(1), metrics(1)));
    const money = sections.filter(({ title, period }) => /^Ad|^Campaigns/u.test(title) && period !== "p36500");
    assert.deepEqual(new Set(money.map(({ title }) => title)), new Set(["Ads"]));
    const pins = sections.find(({ title }) => title === "Pins you own")?.text ?? "";
    assert.match(pins, /^[1-6] /u);
    assert.ok(!sections.some((each) => each.text.includes("No Pins yet")));
  });

  it("has no period that shows nothing else", async () => {
    const page = await days(metrics(2), metrics(1));
    assert.doesNotMatch(page, /name="period" value="36500"/u);
    assert.match(page, /name="period" value="90"/u);
  });

  it("has a message for each empty card, and no headline", async () => {
    for (const table of streams.filter((name) => !["account", "boards", "ad_accounts"].includes(name)))
      await bed.database.rows(`DELETE FROM ${table}`);
    const page = await renderPage(bed.database);
    assert.deepEqual(headlinesOf(page, "p28"), []);
    const [, ...parts] = page.split("<section ").filter((part) => !/^class="[^"]* p(?:90|36500)"/u.test(part));
    assert.deepEqual(
      parts.flatMap((part) => /<p class="empty">([^<]*)</u.exec(part)?.[1] ?? []),
      [
        "No Pin was seen in the last 90 days.",
        "No ad spend in this period.",
        "No complete week yet.",
        "The line starts with the next sync on another day.",
        "No public board has five Pins with counted clicks.",
        "Needs four weeks of complete days with engagements.",
        "No format has five Pins.",
        "No Pin with a link had an outbound click.",
        "To see which of your Pins answer a search, add search_queries to the configuration.",
        "No Pins yet.",
        "No Pins yet.",
        "You follow nobody.",
      ],
    );
  });
});
