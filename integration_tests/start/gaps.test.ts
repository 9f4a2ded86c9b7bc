import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { knownCredentials, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { type Database, openDatabase } from "../../start/database.ts";
import { renderPage } from "../../start/page/page.ts";
import { type ReadOptions, readAccount } from "../../start/read.ts";

/** The streams of the page. */
const streams = [
  "account",
  "account_snapshots",
  "boards",
  "pins",
  "user_account_analytics",
  "user_account_top_pins",
  "campaigns",
  "campaign_analytics_report",
];
const tiles = ["Followers", "Pins you own", "Likes, all time", "Saves, last 30 days"];
const pinCharts = ["New Pins per month", "Likes per Pin, by month of creation"];
const adCards = ["Ad spend per month", "Campaigns, last 90 days"];
const withoutAds = { campaigns: 0, adGroups: 0, ads: 0, audiences: 0, keywords: 0, productGroupPromotions: 0 };

describe("the page of npm start", () => {
  let folder = "";
  let simulator: Simulator;
  let database: Database;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gaps-"));
    simulator = await startSimulator({ scale: { ...extents.small, ...withoutAds } });
    database = await openDatabase(join(folder, "pinterest.duckdb"));
  });
  afterEach(async () => {
    await database.close();
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  /** Reads the account and returns the page: its head, and the tiles and cards with their titles. */
  async function pageAfter(options: ReadOptions) {
    const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };
    const account = {
      description: "a test's account",
      isSimulated: true,
      path: "",
      config: () => Promise.resolve({ credentials, ad_account_ids: [simulator.world.adAccounts[0]?.id ?? ""] }),
      environment: { PINTEREST_API_BASE_URL: simulator.url },
      close: () => Promise.resolve(),
    };
    await readAccount(database, account, options);
    const [head = "", ...sections] = (await renderPage(database))
      .split("<section ")
      .map((part) => part.replaceAll(/^[^<>]*>|<svg[\s\S]*?<\/svg>|<details[\s\S]*?<\/details>/gu, ""));
    const cards = sections.map((section) =>
      section.split(/<[^>]*>/u).flatMap((text) => (text.trim() === "" ? [] : [text.trim()])),
    );
    const withText = (text: RegExp) =>
      cards.filter(([title, ...texts]) => title !== "Not complete" && texts.some((each) => text.test(each)));
    return {
      head,
      /** The titles of all tiles and cards whose text matches, apart from the list at the end. */
      titles: (text: RegExp) => withText(text).map(([title]) => title),
      card: (title: string) => cards.filter(([first]) => first === title).map(([, ...texts]) => texts.join(" ")),
    };
  }
  const gap = /^(?:Not read|Incomplete|Not updated): /u;

  it("says what an account without ads lacks only if that was read", async () => {
    const { head, titles } = await pageAfter({ streams });
    assert.match(head, /Complete through/u);
    assert.deepEqual(titles(gap), []);
    assert.deepEqual(titles(/^No ad spend|^No campaign/u), adCards);
  });

  it("names a missing scope in each card that needs it", async () => {
    simulator.settings.scopes = ["user_accounts:read", "boards:read", "ads:read"];
    const { titles, card } = await pageAfter({ streams });
    assert.deepEqual(titles(/^Not read: pins/u), [
      "Pins you own",
      "Likes, all time",
      ...pinCharts,
      "Top Pins by saves",
    ]);
    assert.deepEqual(card("Pins you own"), ["– Not read: pins. The token is missing a scope: it needs pins:read."]);
    assert.deepEqual(titles(/^No Pin/u), []);
    assert.deepEqual(titles(/[a-z_]+\/[a-z_]+/u), [], "no operation");
  });

  it("keeps its tiles, and names the interruption in each", async () => {
    const { head, titles } = await pageAfter({ streams, signal: AbortSignal.abort() });
    assert.doesNotMatch(head, /Complete through/u);
    assert.deepEqual(titles(/^–$/u), tiles);
    assert.deepEqual(titles(/^The read was interrupted\.$/u), titles(/./u));
    assert.deepEqual(titles(/^No |^The line starts/u), []);
  });

  it("shows what is stored of an incomplete stream", async () => {
    await pageAfter({ streams });
    const { titles, card } = await pageAfter({ streams, signal: AbortSignal.abort() });
    assert.deepEqual(titles(/^Incomplete: /u).slice(0, 4), tiles);
    assert.match(
      card("Pins you own").join(),
      /^[\d,]+ \+\d+ this month Incomplete: pins\. The read was interrupted\.$/u,
    );
    assert.deepEqual(titles(/^Not read: /u), adCards);
  });

  it("distinguishes streams that this read left out from those of earlier reads", async () => {
    const first = await pageAfter({ streams: ["account"] });
    assert.deepEqual(first.titles(/^Not read: pins/u), ["Pins you own", "Likes, all time", ...pinCharts]);
    assert.match(first.card("Followers").join(), /^[\d,]+ Not read: account_snapshots\. Left out by --streams\./u);
    await pageAfter({ streams });
    const { titles, card } = await pageAfter({ streams: ["account"] });
    assert.deepEqual(titles(/^Not read|^Incomplete/u), []);
    assert.match(card("Pins you own").join(), /^[\d,]+ \+\d+ this month Not updated: pins\. Left out by --streams\.$/u);
  });

  it("names the budget", async () => {
    const { card } = await pageAfter({ streams, budget: 12, onPlan: () => undefined });
    assert.match(
      card("Saves, last 30 days").join(),
      /^– Not read: user_account_analytics\. [^.]*budget of 12[^.]*\.$/u,
    );
  });
});
