import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { addDays, dayOf } from "../../src/base/dates.ts";
import { asText } from "../../src/base/json.ts";
import { describeWith } from "../../test/requirements.ts";
import { today } from "../../test/today.ts";
import type { Database } from "../database.ts";
import { placeholders } from "../page/drawings/pictures.ts";
import { documentOf, renderPage } from "../page/page.ts";
import { mainPage, renderPages } from "../page/profiles/profile-pages.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { Browser, chromium } from "./browser.ts";
import { sectionsOf } from "./page-content.ts";

const hostile = `<img src="https://example.com/x.png" onerror="document.title = 'run'">"'&`;
const quoted = hostile.replaceAll("'", "''");

const streams =
  `account account_snapshots boards pins user_account_analytics user_account_analytics_split user_account_top_pins
  ad_accounts campaigns
  campaign_analytics_report ads pin_promotion_report following_users following_boards following_interests search_pins search_boards`.split(
    /\s+/u,
  );

const cards =
  `Week by week | Outbound clicks | Pin clicks | Saves | Impressions | Engagement rate | Followers | Pins you own | Likes, all time |
  Ads | Campaigns | Single ads | Ads by week | Top Pins of 90 days | Boards by median |
  Traffic by website | Paid and organic, formats, devices, and sources | Searches in your account |
  Following`.split(/\s*\|\s*/u);

const screens = [
  [990, "light", "rgb(246, 245, 243)"],
  [990, "dark", "rgb(19, 20, 23)"],
  [390, "dark", "rgb(19, 20, 23)"],
  [320, "light", "rgb(246, 245, 243)"],
] as const;

/** What a person sees who sees all of a page. */
const legible = { overflow: 0, clipped: 0, overlapping: 0, misplaced: [], small: [] };

/** Looks at the page as a person does who opens all folds: only at what is visible. */
const look = `(() => {
  for (const fold of document.querySelectorAll("details.fold")) fold.open = true;
  const visible = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility());
  const texts = visible("body *").filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && each.getAttribute("opacity") !== "0");
  const charts = visible("svg[role]");
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const labels = (chart) => [...chart.querySelectorAll("text")].filter((each) => each.textContent.trim() && each.getAttribute("opacity") !== "0").map((each) => each.getBoundingClientRect());
  return {
    title: document.title,
    overflow: document.documentElement.scrollWidth - innerWidth,
    headings: visible("section:not(.todo) h3").map((heading) => heading.textContent),
    charts: charts.length,
    clipped: visible("svg, table, .gallery li").filter((each) => each.getBoundingClientRect().right > innerWidth).length,
    overlapping: charts.filter((chart) => labels(chart).some((a, index, all) => all.slice(index + 1).some((b) => overlap(a, b)))).length,
    misplaced: visible("table").filter((table) => {
      const cells = (row) => [...row.cells].filter((cell) => cell.checkVisibility());
      const [head, ...rows] = [...table.rows].filter((row) => row.checkVisibility());
      if (getComputedStyle(table.tHead).position === "absolute") return false;
      const ends = cells(head).map((cell) => Math.round(cell.getBoundingClientRect().right));
      return rows.some((row) => cells(row).map((cell) => Math.round(cell.getBoundingClientRect().right)).join() !== ends.join());
    }).map((table) => table.caption.textContent),
    small: texts.filter((each) => {
      const scale = each.closest("svg") ? each.getScreenCTM().a : 1;
      return parseFloat(getComputedStyle(each).fontSize) * scale < 11;
    }).map((each) => each.textContent),
    background: getComputedStyle(document.body).backgroundColor,
  };
})()`;

describeWith(chromium, "the page of npm start, in Chromium", () => {
  let bed: StartBed;
  let database: Database;
  let browser: Browser;
  const requests: string[] = [];
  /** The file of the page of the account as it was read. */
  let whole = "";

  before(async () => {
    bed = await openStartBed();
    database = bed.database;
    const start_date = addDays(dayOf(bed.simulator.clock.now()), -89);
    await bed.read({ streams, budget: 500 }, { start_date, search_queries: ["garden"] });
    await database.rows(`INSERT INTO account_snapshots (id, date, follower_count)
      SELECT id, date - 7, follower_count - 3 FROM account_snapshots`);
    await database.rows(`INSERT INTO _sync.streams (stream, problem) VALUES ('audiences', '${quoted}')`);
    whole = await write("whole");
    browser = await Browser.open();
    browser.on("Network.requestWillBeSent", ({ request }) => requests.push(JSON.stringify(request)));
  });
  after(async () => {
    await browser.close();
    await bed.close();
  });

  /** Writes a page of the current database. */
  async function write(name: string): Promise<string> {
    const path = join(bed.folder, `${name}.html`);
    await writeFile(path, await renderPage(database));
    return path;
  }

  async function open(path: string): Promise<void> {
    requests.length = 0;
    await browser.visit(pathToFileURL(path).href);
  }

  async function press(key: "Tab" | "ArrowRight"): Promise<void> {
    const windowsVirtualKeyCode = key === "Tab" ? 9 : 39;
    await browser.send("Input.dispatchKeyEvent", { type: "keyDown", key, code: key, windowsVirtualKeyCode });
    await browser.send("Input.dispatchKeyEvent", { type: "keyUp", key, code: key });
  }

  /** Returns the number of sheets that the open page is printed on. */
  async function sheets(): Promise<number | undefined> {
    const { data } = await browser.send("Page.printToPDF", { preferCSSPageSize: true, printBackground: true });
    return Buffer.from(asText(data), "base64")
      .toString("latin1")
      .match(/\/Type ?\/Page\b/gu)?.length;
  }

  for (const [width, theme, background] of screens) {
    it(`is complete and legible, ${width} pixels wide and ${theme}`, async () => {
      await browser.resemble(width, theme);
      await open(whole);
      assert.deepEqual(await browser.evaluate(look), {
        ...legible,
        title: asText((await database.rows("SELECT business_name FROM account"))[0]?.business_name),
        headings: [...cards, "Not complete", "About these numbers"],
        charts: 1,
        background,
      });
      assert.deepEqual(requests.length, 1, `the page loads other resources: ${requests.join("\n")}`);
    });
  }

  it("changes the period with the keyboard", async () => {
    // With only 90 days, all of them would be no period of their own.
    await database.rows(`INSERT INTO user_account_analytics BY NAME SELECT min(date) - 30 AS date, 'READY' AS data_status,
      '{"SAVE": 7}'::JSON AS metrics FROM user_account_analytics`);
    const path = await write("periods");
    await open(path);
    const shown = sectionsOf(await readFile(path, "utf8")).flatMap(({ title, text }) =>
      title === "Saves" ? [text.split(" ")[0]] : [],
    );
    const value = () =>
      browser.evaluate(`[...document.querySelectorAll(".tile")].filter((each) => each.checkVisibility())
        .find((each) => each.querySelector("h3").textContent === "Saves").querySelector("b").textContent`);
    const seen = [await value()];
    while ((await browser.evaluate("document.activeElement.name")) !== "period") await press("Tab");
    for (const _ of [90, "All"]) {
      await press("ArrowRight");
      seen.push(await value());
    }
    assert.deepEqual(seen, shown);
  });

  it("prints on at most two sheets", async () => {
    await browser.resemble(990, "dark");
    await open(whole);
    const count = await sheets();
    assert.ok(count === 1 || count === 2, `${count} sheets`);
  });

  it("renders names as text", async () => {
    for (const table of ["campaigns", "boards"]) await database.rows(`UPDATE ${table} SET name = '${quoted}'`);
    await database.rows(`UPDATE pins SET title = '${quoted}', url = 'javascript:alert(1)', link = 'https://x/'`);
    await database.rows(`UPDATE account SET business_name = '${quoted}'`);
    await database.rows(`UPDATE campaign_analytics_report SET currency = '${quoted}'`);
    await open(await write("hostile"));
    assert.deepEqual(
      await browser.evaluate(`[document.title, document.images.length, document.querySelector("h1").textContent,
        [...document.links].filter(({ protocol }) => protocol !== "https:" && protocol !== "data:").length]`),
      [hostile, 0, hostile, 0],
    );
    assert.equal(requests.length, 1);
  });

  it("shows its pictures and styles, and runs no script that gets into it", async () => {
    const fetched: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      fetched.push(url);
      response.end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const host = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";
    const body = `<img src="data:image/png;base64,${dot}"><p style="width: 50px">1</p><script>document.title = "run"</script>
<p onclick="document.title = 'run'">2</p><img src="${host}/x.png"><style>@import "${host}/x.css";</style>`;
    const path = join(bed.folder, "policy.html");
    await writeFile(path, documentOf("body { color: rgb(1, 2, 3) }", { title: "policy" }, body));
    await browser.visit(pathToFileURL(path).href);
    server.close();
    const seen = `(document.querySelectorAll("p")[2].click(), [document.title, document.images[0].naturalWidth,
      document.querySelector("main p").clientWidth, getComputedStyle(document.body).color])`;
    assert.deepEqual(await browser.evaluate(seen), ["policy", 1, 50, "rgb(1, 2, 3)"]);
    assert.deepEqual(fetched, []);
  });

  describe("of several profiles", () => {
    let profiles: StartBed;
    before(async () => {
      profiles = await openStartBed();
      const names = ["account", "pins", "user_account_analytics", "campaign_analytics_report", "campaigns"];
      await profiles.read({ streams: names, budget: 500 }, { all_profiles: true });
      await profiles.database.rows(`INSERT INTO _sync.profiles VALUES ('h', '${quoted}', false, false, NULL),
        ('../d', '${"long".repeat(12)}', false, false, '${quoted}'), ('g', '${quoted}', false, true, NULL);
      INSERT INTO account (profile_id, business_name, follower_count) VALUES ('h', '${quoted}', 123456789);
      INSERT INTO user_account_analytics BY NAME SELECT 'h' AS profile_id, date, 'READY' AS data_status,
        '{"IMPRESSION": 1234567890, "OUTBOUND_CLICK": 123456789, "ENGAGEMENT": 987654321}' AS metrics FROM range(70) t(age), LATERAL (SELECT DATE '${today}' - 2 - age::INTEGER AS date);
      INSERT INTO _sync.owners VALUES ('a', 'h');
      INSERT INTO campaign_analytics_report (AD_ACCOUNT_ID, CAMPAIGN_ID, currency, DATE, SPEND_IN_MICRO_DOLLAR)
        SELECT 'a', currency, currency, DATE '${today}' - 2, 123456789e6 FROM (SELECT unnest(['JPY', 'GBP', 'EUR', '${quoted}']) AS currency)`);
      const pages = await renderPages(profiles.database, placeholders);
      assert.equal(pages.size, 5);
      await writeFile(join(profiles.folder, mainPage), pages.get(mainPage) ?? "");
    });
    after(() => profiles.close());

    const openIndex = () => open(join(profiles.folder, mainPage));

    for (const [width, theme, background] of screens) {
      it(`has an index that is complete and legible, ${width} pixels wide and ${theme}`, async () => {
        await browser.resemble(width, theme);
        await openIndex();
        const headings = ["Profiles", "Not shown"];
        const seen = { title: "4 profiles", headings, charts: 0, background };
        assert.deepEqual(await browser.evaluate(look), { ...legible, ...seen });
        assert.equal(requests.length, 1, requests.join("\n"));
      });
    }

    it("has an index that is printed on a sheet", async () => {
      await browser.resemble(990, "light");
      await openIndex();
      assert.equal(await sheets(), 1);
    });
  });
});
