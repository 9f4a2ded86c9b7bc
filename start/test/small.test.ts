import assert from "node:assert/strict";
import { renderPage } from "../page/page.ts";
import { sectionsOf, summaryOf } from "./page-content.ts";
import { lastDay, openSmallAccount, type SmallAccount, streams } from "./small-account.ts";

describe("the page of a small account", () => {
  let account: SmallAccount;
  before(async () => {
    account = await openSmallAccount();
  });
  after(() => account.close());

  const tilesOf = (page: string, named: string) =>
    sectionsOf(page).flatMap(({ title, period, text }) => (title === named ? [[period, text]] : []));

  it("compares only periods whose days before are all known, and has no period that shows nothing else", async () => {
    await account.setDays({ SAVE: 20 }, {}, 60);
    const page = await account.page();
    assert.deepEqual(tilesOf(page, "Saves"), [
      ["p28", "560 ▲ 100.0%"],
      ["p84", "880 from May 8 to Jul 6, 2026"],
    ]);
    assert.match(page, /<p class="range p28">Jun 9 to Jul 6, 2026, compared with the 28 days before</u);
    assert.doesNotMatch(page, /name="period" value="36500"/u);
  });

  it("has counts instead of percentages of a few, and times instead of thousands of percent", async () => {
    await account.setDays({ IMPRESSION: 3000, SAVE: 0 }, { IMPRESSION: 10, SAVE: 1 });
    const page = await account.page();
    assert.deepEqual(tilesOf(page, "Saves")[0], ["p28", "0 28 before"]);
    assert.deepEqual(tilesOf(page, "Impressions")[0], ["p28", "84,000 ▲ 300 times"]);
  });

  it("marks a fall only if it isn't level", async () => {
    const isMarked = async (saves: number) => {
      await account.setDays({ SAVE: saves }, { SAVE: 100 });
      return /<h3>Saves<\/h3><b>[\d,]+<\/b><p class="bad">▼/u.test(await account.page());
    };
    assert.deepEqual([await isMarked(96), await isMarked(94)], [false, true]);
  });

  it("takes numbers with decimals for counts, as live responses have them", async () => {
    await account.setDays({}, {});
    await account.database.rows(
      `UPDATE user_account_analytics SET metrics = replace(metrics::VARCHAR, '"SAVE":10', '"SAVE":11.0')::JSON`,
    );
    assert.deepEqual(tilesOf(await account.page(), "Saves")[0], ["p28", "308 ▲ 0.0%"]);
  });

  it("has too few to say and no percentage of zeros, and one card about missing ads", async () => {
    const zeros = { IMPRESSION: 0, SAVE: 0, OUTBOUND_CLICK: 0, PIN_CLICK: 0 };
    await account.setDays(zeros, zeros);
    const page = await account.page();
    const sections = sectionsOf(page).filter(({ period }) => period !== "p36500");
    assert.doesNotMatch(sections.map(({ text }) => text).join("\n"), /NaN|Infinity|[▲▼]/u);
    const { verdict, text, why } = summaryOf(page, "p28") ?? {};
    const zero = "0 outbound clicks in 28 days, and 0 in those before. Comparisons start at 100 of a metric in both.";
    assert.deepEqual([verdict, text, why], ["Too few to compare yet", zero, []]);
    assert.deepEqual(
      new Set(sections.flatMap(({ title }) => (/^Ad|^Campaigns/u.test(title) ? [title] : []))),
      new Set(["Ads"]),
    );
    assert.doesNotMatch(page, /No Pins yet/u);
  });

  it("has clicks by either name, and says of metrics that Pinterest doesn't give that they are unknown", async () => {
    await account.setDays({}, {});
    const { database } = account;
    const give = (recent: object, lifetime: object) =>
      database.rows(
        `UPDATE pins SET link = 'https://example.com/a', pin_metrics = '${JSON.stringify({ "90d": recent, lifetime_metrics: lifetime })}'`,
      );
    const clicksOf = async (outbound: string) => {
      await give({ impression: 9, pin_click: 3, [outbound]: 2 }, { reaction: 1 });
      const { rows } = sectionsOf(await account.page()).find(({ title }) => title === "Traffic by website") ?? {};
      return rows?.[1]?.slice(0, 2);
    };
    const expected = ["example.com", String(2 * account.pins.length)];
    assert.deepEqual(await clicksOf("outbound_click"), expected);
    assert.deepEqual(await clicksOf("clickthrough"), expected);
    await give({ impression: 9, save: 1 }, { impression: 9, last_updated: 1_764_000_000 });
    const page = await account.page();
    assert.match(
      tilesOf(page, "Traffic by website")[0]?.[1] ?? "",
      /Pinterest doesn’t give the outbound clicks of these Pins\.$/u,
    );
    assert.equal(tilesOf(page, "Likes, all time")[0]?.[1], "– Pinterest doesn’t give them");
  });

  it("has a row for everything else, so that websites add up to the account's total if that is known", async () => {
    await account.setDays({}, {}, 60);
    const { database, pins } = account;
    await database.rows(
      `UPDATE pins SET link = 'https://example.com/a', pin_metrics = '{"90d": {"outbound_click": 2}}'`,
    );
    const rowsOf = async () =>
      sectionsOf(await account.page())
        .find(({ title }) => title === "Traffic by website")
        ?.rows.slice(1);
    assert.deepEqual(
      (await rowsOf())?.map(([website]) => website),
      ["example.com"],
    );
    await database.rows(`INSERT INTO user_account_analytics BY NAME SELECT ${lastDay} + 3 - age::INTEGER AS date, 'PROCESSING' AS data_status,
      '{"OUTBOUND_CLICK": 1}'::JSON AS metrics FROM range(90) t(age) WHERE ${lastDay} + 3 - age::INTEGER NOT IN (SELECT date FROM user_account_analytics)`);
    const listed = 2 * pins.length;
    const total = 60 * 40 + 30;
    assert.deepEqual(
      (await rowsOf())?.map(([website, clicks]) => [website, clicks]),
      [
        ["example.com", String(listed)],
        ["Everything else", String(total - listed)],
      ],
    );
  });

  it("has the other metrics and the money below the verdict, and folds what is for analysts", async () => {
    const { database, setDays, addAdDays, page } = account;
    await setDays({ SAVE: 20 }, {});
    await database.rows("DELETE FROM campaign_analytics_report");
    for (const [currency, dollars] of [
      ["USD", 5],
      ["EUR", 10],
    ] as const)
      await addAdDays(currency, 3, 100, { currency, SPEND_IN_MICRO_DOLLAR: dollars * 1e6, TOTAL_CHECKOUT: 1 });
    const html = await page();
    assert.deepEqual(summaryOf(html, "p28")?.figures, [
      "28,000 impressions, +0%",
      "560 saves, +100%",
      "EUR checkouts so far: 28 (was 28), for €280.00 of ad spend (+0%).",
      "USD checkouts so far: 28 (was 28), for $140.00 of ad spend (+0%).",
    ]);
    assert.match(html, /<details class="fold steps"><summary>For analysts<[\s\S]*duckdb pinterest\.duckdb/u);
    await database.rows("DELETE FROM campaign_analytics_report");
  });

  it("counts own Pins apart from those of others, and says which top Pins aren't own ones", async () => {
    const { database, pins, page } = account;
    const [own, saved] = pins;
    await database.rows(`UPDATE pins SET is_owner = id <> '${saved}', created_at = ${lastDay} - 100;
      DELETE FROM user_account_top_pins;
      INSERT INTO user_account_top_pins BY NAME SELECT pin_id, ${lastDay} AS end_date, '{"ENGAGEMENT": 9}'::JSON AS metrics
      FROM (SELECT unnest(['${own}', '${saved}', '7']) AS pin_id)`);
    const html = await page();
    assert.deepEqual(tilesOf(html, "Pins you own")[0], [
      "p28",
      `${pins.length - 1} 0 new, 0 before; 1 saved of others`,
    ]);
    const text = tilesOf(html, "Top Pins of 90 days")[0]?.[1] ?? "";
    assert.match(text, /Your own (?:(?!Saved|Not among).)*Of others .*Pin 7 Not among your Pins/u);
    assert.equal(text.match(/Saved of others|Not among your Pins/gu)?.length, 2);
    const note =
      /Pins of others that link to your website count with all that they got, which can exceed the account’s totals/u;
    assert.match(text, note);
    await database.rows(`DELETE FROM user_account_top_pins WHERE pin_id <> '${own}'`);
    assert.doesNotMatch(await page(), /Your own/u);
    assert.doesNotMatch(await page(), note);
    await database.rows("UPDATE pins SET is_owner = true");
  });

  it("has no title and no picture of a Pin on a secret board", async () => {
    const { database, pins, setDays, setPin, page } = account;
    await setDays({ OUTBOUND_CLICK: 60 }, {});
    for (const [index, now] of [20, 4, 2, 2, 2].entries()) await setPin(index, "OUTBOUND_CLICK", [now, 2], 300);
    const [secret, open] = pins;
    await database.rows(`UPDATE pins SET title = 'Surprise', board_id = (SELECT min(id) FROM boards) WHERE id = '${secret}';
      UPDATE pins SET board_id = (SELECT max(id) FROM boards) WHERE id <> '${secret}';
      DELETE FROM user_account_top_pins;
      INSERT INTO user_account_top_pins BY NAME SELECT pin_id, ${lastDay} AS end_date, '{"ENGAGEMENT": 9}'::JSON AS metrics
      FROM (SELECT unnest(['${secret}', '${open}']) AS pin_id)`);
    assert.match(await page(), /Surprise/u);
    await database.rows(`UPDATE boards SET privacy = 'SECRET' WHERE id = (SELECT min(id) FROM boards);
      UPDATE _sync.reads SET is_simulated = false`);
    const pictures = new Map<unknown, unknown>();
    const html = await renderPage(database, ({ id, picture }) => {
      pictures.set(id, picture);
      return Promise.resolve("");
    });
    assert.doesNotMatch(html, /Surprise/u);
    assert.deepEqual(summaryOf(html, "p28")?.why, [
      "One Pin made 90% of the rise: a Pin on a secret board (56 to 560). Without it: 1,120 (was 1,064, +5%). It still runs: 20 a day since Jun 30.",
    ]);
    assert.match(html, /<bdi>A Pin on a secret board<\/bdi>/u);
    assert.equal(summaryOf(html, "p28")?.figures[0], "560 from a Pin on a secret board (33%; was 56)");
    assert.equal(pictures.get(secret), null);
    assert.notEqual(pictures.get(open) ?? null, null);
    await database.rows("UPDATE boards SET privacy = 'PUBLIC'; DELETE FROM pin_analytics");
  });

  it("doesn't mark a fall in red that is within the swing of the days", async () => {
    const { database, setDays, page } = account;
    const isMarked = async () => /<h3>Saves<\/h3><b>[\d,]+<\/b><p class="bad">▼ 10\.0%/u.test(await page());
    await setDays({ SAVE: 90 }, { SAVE: 100 });
    assert.equal(await isMarked(), true);
    await database.rows(`UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, json_object('SAVE',
      (metrics ->> 'SAVE')::INTEGER + if(day(date) % 2 = 0, 80, -80)))`);
    const marked = await isMarked();
    const [, said = ""] = tilesOf(await page(), "Saves")[0] ?? [];
    assert.match(said, /▼/u);
    assert.equal(marked, false);
  });

  it("has a message for each empty card, and no verdict", async () => {
    for (const table of streams.filter((name) => !["account", "boards", "ad_accounts"].includes(name)))
      await account.database.rows(`DELETE FROM ${table}`);
    const page = await account.page();
    assert.equal(summaryOf(page, "p28"), undefined);
    const [, ...parts] = page.split("<section ").filter((part) => !/^class="[^"]*p(?:84|36500)"/u.test(part));
    assert.deepEqual(
      parts.flatMap((part) => /<p class="empty">([^<]*)</u.exec(part)?.[1] ?? []),
      [
        "No ad spend was read for this period. Clicks that Pinterest calls paid come from ads that aren’t read here.",
        "No Pin was seen in the last 90 days.",
        "No public board has five Pins with counted clicks.",
        "No Pin with a link had an outbound click.",
        "To see which of your Pins answer a search, add search_queries to the configuration.",
        "You follow nobody.",
      ],
    );
  });
});
