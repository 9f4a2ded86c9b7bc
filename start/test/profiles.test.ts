import assert from "node:assert/strict";
import type { ReadOptions } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { addDays } from "../../src/base/dates.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import { placeholders } from "../page/drawings/pictures.ts";
import { mainPage, renderPages } from "../page/profiles/profile-pages.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { sectionsOf } from "./page-content.ts";

const startDate = addDays(today, -300);
const streams =
  `account account_snapshots boards pins user_account_analytics user_account_analytics_split user_account_top_pins pin_analytics ad_accounts campaigns ads ad_groups pin_promotion_report
  campaign_analytics_report following_users following_boards following_interests`.split(/\s+/u);
const counts = (value: number) => value.toLocaleString("en-US");

describe("npm start with all profiles", () => {
  let bed: StartBed;
  /** The pages after the last read, by path. */
  let pages: ReadonlyMap<string, string>;

  async function open(): Promise<void> {
    bed = await openStartBed({ ...extents.small, pins: 150, followers: 60, followingUsers: 20 });
    await bed.database.rows(`INSERT INTO _sync.account VALUES ('${bed.simulator.world.me.profile.id}')`);
  }
  const close = () => bed.close();

  /** Reads with a token that can act for both owners of ad accounts. */
  async function read(settings: JsonObject = {}, names = streams): Promise<void> {
    await bed.read({ streams: names }, { start_date: startDate, all_profiles: true, ...settings });
    pages = await renderPages(bed.database, placeholders);
  }

  /** An owner of ad accounts, with what it owns as options of expected records. */
  function owner(index: 0 | 1) {
    const { me, shared, adAccounts } = bed.simulator.world;
    const account = [me, shared][index] ?? me;
    const adAccountIds = adAccounts.filter(({ owner }) => owner === account).map(({ id }) => id);
    const own: ReadOptions = { ...(account === shared ? { adAccountId: adAccountIds[0] } : {}), adAccountIds };
    const { id, username, record } = account.profile;
    const name = asText(record.business_name ?? username);
    return { username, name, path: `profiles/${id}.html`, adAccountIds, own };
  }
  const expected = (stream: string, index: 0 | 1) =>
    bed.simulator.expectedRecords(stream, { ...owner(index).own, startDate });

  const pageOf = (path: string) => pages.get(path) ?? assert.fail(`no ${path}`);
  const section = (path: string, title: string, days?: number) =>
    sectionsOf(pageOf(path)).find(
      (each) => each.title === title && each.period === (days === undefined ? "" : `p${days}`),
    );
  const textOf = (path: string, title: string, days?: number) => section(path, title, days)?.text ?? "";

  /** Returns the figures of a period in the CSV file of the index, by profile and column. */
  function indexOf(days: number): ReadonlyMap<string, Readonly<Record<string, string>>> {
    const [head = [], ...lines] = section(mainPage, "Profiles", days)?.rows ?? [];
    const rows = lines.map((line) => Object.fromEntries(head.map((column, index) => [column, line[index] ?? ""])));
    return new Map(rows.map((row) => [row.Profile ?? "", row]));
  }

  /** Returns the number of the Pins of a profile that aren't saved from others. */
  const ownPins = (index: 0 | 1) => expected("pins", index).filter((pin) => pin.is_owner === true).length;

  /** Fails unless the index and the page of a profile have the sums of the simulator. */
  function assertFigures(index: 0 | 1): void {
    const { name, path } = owner(index);
    const days = expected("user_account_analytics", index).filter((row) => row.data_status === "READY");
    const total = (metric: string) =>
      days.reduce((sum, { metrics }) => sum + Number(isObject(metrics) ? metrics[metric] : 0), 0);
    const row = indexOf(36_500).get(name) ?? {};
    for (const [column, value, tile, period] of [
      ["Followers", Number(expected("account", index)[0]?.follower_count), "Followers", 36_500],
      ["Pins", ownPins(index), "Pins you own", 28],
      ["Impressions", total("IMPRESSION"), "Impressions", 36_500],
      ["Outbound clicks", total("OUTBOUND_CLICK"), "Outbound clicks", 36_500],
    ] as const) {
      assert.equal(row[column], String(value), `${column} of ${name}`);
      assert.equal(textOf(path, tile, period).split(" ")[0], counts(value), `${tile} of ${name}`);
    }
    const spent = new Map<string, number>();
    // Periods end on the last day of organic metrics that Pinterest no longer changes.
    const dates = days.map(({ date }) => asText(date)).toSorted();
    for (const { currency, DATE: day, SPEND_IN_MICRO_DOLLAR: micro } of expected("campaign_analytics_report", index))
      if (asText(day) <= (dates.at(-1) ?? ""))
        spent.set(asText(currency), (spent.get(asText(currency)) ?? 0) + Number(micro) / 1e6);
    const shown = Object.entries(row).filter(([column, value]) => column.startsWith("Ad spend, ") && value !== "");
    assert.deepEqual(
      shown.map(([column, value]) => `${column}: ${Number(value).toFixed(3)}`).toSorted(),
      [...spent].map(([code, value]) => `Ad spend, ${code}: ${value.toFixed(3)}`).toSorted(),
    );
    const change = textOf(path, "Impressions", 28);
    assert.match(change, /[▲▼]/u);
    assert.ok(textOf(mainPage, "Profiles", 28).includes(change), change);
  }

  describe("of which one comes and goes", () => {
    before(open);
    after(close);

    it("has the page of an account for a single profile", async () => {
      const single = { ad_account_ids: owner(0).adAccountIds };
      await read(single);
      const page = pageOf(mainPage);
      await read({ ...single, all_profiles: false });
      assert.equal(pages.size, 1);
      // Sums and averages depend on the order of rows in their last digits, and the height of a chart on earlier ones.
      const comparable = (text: string) =>
        text.replaceAll(/<svg[\s\S]*?<\/svg>/gu, "").replaceAll(/\d+\.\d+/gu, (digits) => Number(digits).toFixed(6));
      assert.equal(comparable(page), comparable(pageOf(mainPage)));
    });

    it("has an index with the figures of each profile, and a page of each with its rows only", async () => {
      await read();
      const paths = [owner(0).path, owner(1).path].toSorted();
      assert.deepEqual([...pages.keys()].toSorted(), [...paths, mainPage]);
      assertFigures(0);
      assertFigures(1);
      const links = [...pageOf(mainPage).matchAll(/href="(profiles[^"]*)"/gu)].map(([, link = ""]) => link);
      assert.deepEqual([...new Set(links)].toSorted(), paths);
      for (const path of paths) assert.match(pageOf(path), /href="\.\.\/report\.html">All profiles</u);
      assert.doesNotMatch(pageOf(mainPage), /class="gap"/u);
      const campaigns = sectionsOf(pageOf(owner(0).path)).filter(({ title }) => title === "Campaigns");
      const named = campaigns.flatMap(({ rows }) => rows.slice(1).map(([, name]) => name));
      const own = expected("campaigns", 0).map(({ name }) => asText(name));
      assert.ok(named.length > 0 && named.every((name = "") => own.includes(name)));
      const reason = `The connector reads them only for the profile ${owner(0).username}.`;
      const follows = textOf(owner(1).path, "Following");
      assert.ok(follows.includes(`Not read: following_interests. ${reason}`), follows);
      assert.doesNotMatch(textOf(owner(0).path, "Following"), /Not read/u);
    });

    it("says which list of a profile failed, and nothing of it on others", async () => {
      const { adAccountIds, name, path } = owner(1);
      const fault = { status: 403, code: 29, message: "You are not permitted." };
      const when = ({ searchParams }: URL) => searchParams.get("ad_account_id") === adAccountIds[0];
      bed.simulator.faults.set([{ operation: "pins/list", when, fault }]);
      await read();
      bed.simulator.faults.clear();
      assert.match(textOf(path, "Pins you own", 28), /^– Not read: pins\. (?:Pinterest|This account) /u);
      assert.doesNotMatch(pageOf(owner(0).path), /class="gap"/u);
      assert.match(textOf(mainPage, "Profiles", 28), new RegExp(`${name}\\. Not read: pins\\. `, "u"));
      assert.equal(indexOf(28).get(name)?.Pins, "");
      assert.equal(indexOf(28).get(name)?.Pins, "");
    });

    it("keeps the figures apart when the setting is switched off and on again", async () => {
      bed.simulator.change({ add_pins: 2 });
      await read({ all_profiles: false });
      assert.equal(pages.size, 1);
      assert.equal(textOf(mainPage, "Pins you own", 28).split(" ")[0], counts(ownPins(0)));
      bed.simulator.change({ add_pins: 2 });
      await read();
      assertFigures(0);
      assertFigures(1);
      assert.doesNotMatch(pageOf(mainPage), /class="gap"/u);
    });

    it("names a profile that is gone, and has no page of it", async () => {
      const { adAccountIds, name } = owner(1);
      for (const id of adAccountIds) bed.simulator.change({ close_ad_account: id });
      await read(
        {},
        streams.filter((stream) => stream !== "account_snapshots"),
      );
      assert.deepEqual([...pages.keys()].toSorted(), [owner(0).path, mainPage]);
      assert.deepEqual([...indexOf(28).keys()], [owner(0).name]);
      assert.match(textOf(mainPage, "Not shown"), new RegExp(`^${name} : owned none of the ad accounts`, "u"));
      const index = textOf(mainPage, "Profiles", 28);
      assert.ok(index.includes("All profiles. Not updated: account_snapshots. Not in --streams."), index);
      assertFigures(0);
    });
  });

  describe("of which one is denied", () => {
    before(open);
    after(close);

    it("says so on its page and in the index, and nothing of it on others", async () => {
      const { adAccountIds, name, path } = owner(1);
      bed.simulator.change({ close_ad_account: adAccountIds[0] ?? "" });
      const few = "account account_snapshots pins user_account_analytics campaigns campaign_analytics_report".split(
        " ",
      );
      await read({}, few);
      const reason = "Pinterest denied access to this profile through each of its ad accounts.";
      const index = textOf(mainPage, "Profiles", 28);
      const missing = "account, account_snapshots, campaign_analytics_report, campaigns, pins, user_account_analytics";
      assert.ok(index.includes(`${name}. Not read: ${missing}. ${reason}`), index);
      const { Followers, Pins, Impressions, Likes } = indexOf(28).get(name) ?? {};
      assert.deepEqual([Followers, Pins, Impressions, Likes], ["", "", "", ""]);
      assert.match(pageOf(path), new RegExp(`<h1 dir="auto">${name}</h1>`, "u"));
      assert.match(textOf(path, "Pins you own", 28), new RegExp(`^– Not read: pins. ${reason}$`, "u"));
      assert.match(
        textOf(path, "Ads", 28),
        new RegExp(`Not read: campaign_analytics_report, campaigns. ${reason}$`, "u"),
      );
      assert.doesNotMatch(pageOf(owner(0).path), new RegExp(reason, "u"));
    });
  });
});
