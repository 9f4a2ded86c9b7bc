import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { knownCredentials, startSimulator } from "../../simulator/simulator.ts";
import { addDays, dayOf } from "../../src/base/dates.ts";
import { asText } from "../../src/base/json.ts";
import { type Database, openDatabase } from "../../start/database.ts";
import { renderPage } from "../../start/page/page.ts";
import { readAccount } from "../../start/read.ts";
import { describeWith } from "../../test/requirements.ts";
import { Browser, chromium } from "./browser.ts";

const hostile = `<img src="https://example.com/x.png" onerror="document.title = 'run'">"'&`;

const quoted = hostile.replaceAll("'", "''");

/** The visible content of the open page. */
const seen = `({
  title: document.title,
  overflow: document.documentElement.scrollWidth - innerWidth,
  headings: [...document.querySelectorAll("h2")].map((heading) => heading.textContent),
  charts: [...document.querySelectorAll("svg")].filter((chart) => chart.getBoundingClientRect().width > 0).length,
  clipped: [...document.querySelectorAll("svg")].filter((chart) => chart.getBoundingClientRect().right > innerWidth).length,
  background: getComputedStyle(document.body).backgroundColor,
  ink: getComputedStyle(document.querySelector("svg text")).fill,
  hostile: document.body.textContent.includes(${JSON.stringify(hostile)}),
  images: document.images.length,
})`;

describeWith(chromium, "the page of npm start, in Chromium", () => {
  let folder = "";
  let database: Database;
  let browser: Browser;
  const requests: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "page-"));
    const simulator = await startSimulator();
    database = await openDatabase(join(folder, "pinterest.duckdb"));
    const options = {
      streams: [
        "account",
        "account_snapshots",
        "boards",
        "pins",
        "user_account_analytics",
        "user_account_top_pins",
        "ad_accounts",
        "campaigns",
        "campaign_analytics_report",
      ],
      budget: 500,
    };
    const account = {
      description: "",
      isSimulated: true,
      path: "",
      config: () =>
        Promise.resolve({
          credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
          start_date: addDays(dayOf(simulator.clock.now()), -89),
        }),
      environment: { PINTEREST_API_BASE_URL: simulator.url },
      close: () => Promise.resolve(),
    };
    await readAccount(database, account, options);
    await database.rows(`INSERT INTO account_snapshots (id, date, follower_count)
      SELECT id, date - 7, follower_count - 3 FROM account_snapshots`);
    await simulator.close();
    await database.rows(`INSERT INTO _sync.streams (stream, problem) VALUES ('audiences', '${quoted}')`);
    browser = await Browser.open();
    browser.on("Network.requestWillBeSent", ({ request }) => requests.push(JSON.stringify(request)));
  });
  after(async () => {
    await browser.close();
    await database.close();
    await rm(folder, { recursive: true });
  });

  /** Opens a page of the current database. */
  async function open(name: string): Promise<void> {
    const path = join(folder, `${name}.html`);
    await writeFile(path, await renderPage(database));
    requests.length = 0;
    await browser.visit(pathToFileURL(path).href);
  }

  for (const [width, theme] of [
    [990, "light"],
    [390, "dark"],
    [320, "light"],
  ] as const) {
    it(`shows each chart once without clipping, ${width} pixels wide and ${theme}`, async () => {
      await browser.resemble(width, theme);
      await open("whole");
      const page = await browser.evaluate(seen);
      const currencies = await database.rows("SELECT DISTINCT currency FROM campaign_analytics_report");
      assert.deepEqual(page, {
        title: asText((await database.rows("SELECT business_name FROM account"))[0]?.business_name),
        overflow: 0,
        headings: [
          "Followers",
          "Saves and clicks per week",
          "New Pins per month",
          "Likes per Pin, by month of creation",
          "Top Pins by saves",
          "Ad spend per month",
          "Campaigns, last 90 days",
          "Not complete",
        ],
        charts: 4 + currencies.length,
        clipped: 0,
        background: theme === "dark" ? "rgb(19, 20, 23)" : "rgb(246, 245, 243)",
        ink: theme === "dark" ? "rgb(166, 167, 176)" : "rgb(92, 92, 102)",
        hostile: true,
        images: 0,
      });
      assert.equal(requests.length, 1, `the page loads other resources: ${requests.join("\n")}`);
    });
  }

  it("renders names as text", async () => {
    for (const table of ["campaigns", "boards"]) await database.rows(`UPDATE ${table} SET name = '${quoted}'`);
    await database.rows(`UPDATE pins SET title = '${quoted}'`);
    await database.rows(`UPDATE account SET business_name = '${quoted}'`);
    await database.rows(`UPDATE campaign_analytics_report SET currency = '${quoted}'`);
    await open("hostile");
    assert.deepEqual(
      await browser.evaluate("[document.title, document.images.length, document.querySelector('h1').textContent]"),
      [hostile, 0, hostile],
    );
    assert.equal(requests.length, 1);
  });

  it("has a message for each empty chart", async () => {
    for (const table of ["pins", "user_account_analytics", "user_account_top_pins", "campaign_analytics_report"]) {
      await database.rows(`DELETE FROM ${table}`);
    }
    await database.rows("DELETE FROM account_snapshots WHERE date < (SELECT max(date) FROM account_snapshots)");
    await open("empty");
    assert.deepEqual(await browser.evaluate("[...document.querySelectorAll('.empty')].map((one) => one.textContent)"), [
      "The line starts with the next sync on another day.",
      "No complete week yet.",
      "No Pins yet.",
      "No Pins yet.",
      "No Pin was saved in the last 90 days.",
      "No ad spend in what was read.",
      "No campaign spent anything in the last 90 days.",
      `audiences: ${hostile}`,
    ]);
  });
});
