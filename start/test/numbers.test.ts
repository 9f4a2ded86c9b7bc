import assert from "node:assert/strict";
import type { ReadOptions, Simulator } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { addDays, dayOf } from "../../src/base/dates.ts";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import { placeholders } from "../page/pictures.ts";
import { mainPage, renderPages } from "../page/profile-pages.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { headlinesOf, sectionsOf } from "./page-content.ts";
import {
  between,
  clicks,
  counts,
  day,
  grouped,
  isClose,
  isMoney,
  likes,
  metrics,
  number,
  outbound,
  resultColumns,
  spend,
  streamsOfFollows,
  sum,
  Truth,
  unordered,
} from "./truth.ts";

const streams = `account account_snapshots boards pins user_account_analytics user_account_analytics_split
  user_account_top_pins ad_accounts campaigns
  campaign_analytics_report following_users following_boards following_interests search_pins
  search_boards search_partner_pins`.split(/\s+/u);
const settings = { search_queries: ["garden", "tea"], terms: ["garden"], countries: ["US"] };
const asked = { queries: settings.search_queries, ...settings };
const changing = ["Top Pins of 90 days", "Ads"];
const periods = [28, 90, 36_500] as const;

/** @param isOther whether the page is that of a profile other than the account's own */
const numbersOf = (isOther: boolean) => () => {
  let bed: StartBed;
  let simulator: Simulator;
  let page = "";
  let hours = 0;
  /** What the profile owns, as options of expected records. */
  let own: ReadOptions = {};
  const truth = new Truth();
  let earlier = { ads: new Map<string, JsonObject>(), rows: [[]] as ReturnType<typeof allRows>[] };

  async function read(): Promise<void> {
    const start_date = addDays(today, -300);
    const outcomes = await bed.read({ streams }, { start_date, ...settings, all_profiles: isOther }, hours);
    assert.deepEqual(
      outcomes.filter(({ problem }) => problem !== ""),
      [],
    );
    const path = isOther ? `profiles/${simulator.world.shared.profile.id}.html` : mainPage;
    page = (await renderPages(bed.database, placeholders)).get(path) ?? "";
    truth.learn(simulator, start_date, own);
  }
  const expected = (name: string, options: ReadOptions = {}) => simulator.expectedRecords(name, { ...own, ...options });
  const section = (title: string, days?: number) =>
    sectionsOf(page).find((each) => each.title === title && each.period === (days === undefined ? "" : `p${days}`));
  const tile = (title: string, days?: number) => section(title, days)?.text ?? "";
  /** The rows of a card, without the names of the columns. */
  const rows = (title: string, days?: number) => section(title, days)?.rows.slice(1) ?? [];
  const allRows = (title: string) => sectionsOf(page).flatMap((each) => (each.title === title ? each.rows : []));
  before(async () => {
    bed = await openStartBed({ ...extents.small, campaigns: 12, ads: 60 });
    simulator = bed.simulator;
    if (!isOther) return;
    const { adAccounts, shared } = simulator.world;
    const adAccountIds = adAccounts.filter(({ owner }) => owner === shared).map(({ id }) => id);
    own = { adAccountId: adAccountIds[0], adAccountIds };
  });
  after(() => bed.close());

  for (const moment of ["on the first day", "a day later, with restated days"]) {
    describe(moment, () => {
      before(async () => {
        if (moment !== "on the first day") {
          simulator.clock.advance(86_400_000);
          hours = 24;
          const other = isOther ? { ad_account_id: own.adAccountId ?? null } : {};
          simulator.change({ add_pins: 5, add_followers: 9, ...other });
        }
        earlier = { ads: new Map(truth.adDays), rows: changing.map((title) => allRows(title)) };
        await read();
      });

      it("of the tiles is the account's", () => {
        for (const [title, metric] of Object.entries(metrics).filter(([name]) => name !== "Pin clicks")) {
          const shown = periods.map((days) => tile(title, days).split(" ")[0]);
          assert.deepEqual(
            shown,
            periods.map((days) => counts(sum(truth.organic(days), "metrics", metric))),
            title,
          );
          const { value, before } = truth.change(metric);
          if (before !== undefined) {
            const percent = (100 * Math.abs(value / before - 1)).toFixed(1);
            const change = `${value < before ? "▼" : "▲"} ${percent}% vs. prior 28 days`;
            const isOfFew = Math.min(value, before) < 20;
            assert.ok(
              tile(title, 28).endsWith(` ${isOfFew ? `${counts(before)} in the prior 28 days` : change}`),
              title,
            );
          }
          assert.doesNotMatch(tile(title, 90), /vs\./u, "the 90 days before aren't known");
        }
        const rate = truth.change("ENGAGEMENT").value / truth.change("IMPRESSION").value;
        const [account] = expected("account");
        const pins = truth.pins();
        assert.deepEqual(
          ["Engagement rate", "Followers", "New Pins"].map((title) => tile(title, 28).split(" ")[0]),
          [
            `${(100 * rate).toFixed(1)}%`,
            counts(number(account, "follower_count")),
            counts(between(pins, addDays(truth.last, -27), truth.last).length),
          ],
        );
        assert.deepEqual(
          ["Pins you own", "Likes, all time"].map((title) => tile(title).split(" ")[0]),
          [counts(pins.length), counts(likes(pins))],
        );
      });

      it("of boards, formats, and websites is that of their Pins", () => {
        const own = (key: string) => [...grouped(truth.pins(), (pin) => asText(pin[key] ?? "not stated"))];
        const boards = expected("boards").filter(({ privacy }) => privacy !== "SECRET");
        const names = new Map(boards.map(({ id, name }) => [id, name]));
        const ranked = own("board_id")
          .filter(([id, pins]) => names.has(id) && pins.length >= 5)
          .toSorted(([, a], [, b]) => clicks(b) / b.length - clicks(a) / a.length)
          .slice(0, 8);
        const shown = rows("Boards by engagement");
        assert.deepEqual(
          shown.map(([name, , , count]) => [name, Number(count)]),
          ranked.map(([id, pins]) => [names.get(id), pins.length]),
        );
        for (const [index, [id, pins]] of ranked.entries()) isClose(shown[index]?.[1], clicks(pins) / pins.length, id);
        const formats = own("creative_type").filter(([, pins]) => pins.length >= 5);
        assert.equal(rows("Formats").length, formats.length);
        for (const [format, pins] of formats) {
          const row = rows("Formats").find(([name = ""]) => name.toUpperCase() === format.toUpperCase());
          assert.equal(row?.[3], String(pins.length), format);
          isClose(row?.[1], clicks(pins) / pins.length, format);
        }
        const linked = truth.pins().filter(({ link }) => link !== null);
        const websites = grouped(linked, (pin) => new URL(asText(pin.link)).host.replace("www.", ""));
        assert.ok(websites.size > 1);
        const traffic = [...websites].map(([host, pins]) => [host, String(outbound(pins)), String(pins.length)]);
        assert.deepEqual(
          unordered(rows("Traffic by website")),
          unordered(traffic.filter(([, count]) => count !== "0")),
        );
      });

      it("of the charts is that of the days", () => {
        const valuesOf = (row: JsonObject) =>
          ["SAVE", "PIN_CLICK", "OUTBOUND_CLICK"].map((metric) => String(number(row, "metrics", metric)));
        const days = truth.organic(28).toSorted((a, b) => day(a).localeCompare(day(b)));
        assert.deepEqual(
          rows("Saves and clicks", 28),
          days.map((row) => [day(row), ...valuesOf(row)]),
        );
        for (const [weekday = "", average] of rows("Engagements by weekday", 90)) {
          const isOwn = (row: JsonObject) => new Date(day(row)).toUTCString().startsWith(weekday);
          const own = truth.organic(90).filter((row) => row.data_status === "READY" && isOwn(row));
          isClose(average, sum(own, "metrics", "ENGAGEMENT") / own.length, weekday);
        }
        const months = grouped(truth.pins(), (pin) => day(pin).slice(0, 7));
        const ofMonth = (month: string) => months.get(month.slice(0, 7)) ?? [];
        for (const [month = "", count] of rows("New Pins per month"))
          assert.equal(count, String(ofMonth(month).length));
        for (const [month = "", average] of rows("Likes per Pin, by month of creation"))
          if (average === "") assert.equal(ofMonth(month).length, 0, month);
          else isClose(average, likes(ofMonth(month)) / ofMonth(month).length, month);
      });

      it("of paid and organic, devices, and sources is that of the days, and each group adds up to the tiles", () => {
        const title = "Paid and organic, devices, and sources";
        const names = {
          Organic: "ORGANIC",
          Paid: "PAID",
          Phones: "MOBILE",
          Computers: "WEB",
          "Your Pins": "YOUR_PINS",
        };
        const days = expected("user_account_analytics_split").filter(({ date }) => asText(date) <= truth.last);
        for (const [name, value] of Object.entries(names)) {
          const [, ...shown] = rows(title, 28).find(([part]) => part === name) ?? [];
          const own = between(
            days.filter((row) => row.value === value),
            addDays(truth.last, -27),
            truth.last,
          );
          const all = ["IMPRESSION", "SAVE", "PIN_CLICK", "OUTBOUND_CLICK"].map((each) =>
            String(sum(own, "metrics", each)),
          );
          assert.deepEqual(shown.slice(0, 4), all, name);
        }
        const ofContent = rows(title, 28).filter(([part]) => part === "Organic" || part === "Paid");
        const total = ofContent.reduce((count, [, impressions]) => count + Number(impressions), 0);
        assert.equal(counts(total), tile("Impressions", 28).split(" ")[0]);
      });

      it("of top Pins, follows, and searches is that of their lists", () => {
        const valuesOf = (row: JsonObject) =>
          ["ENGAGEMENT", "SAVE", "OUTBOUND_CLICK"].map((each) => number(row, "metrics", each));
        const top = expected("user_account_top_pins").filter((row) => row.sort_by === "ENGAGEMENT");
        assert.deepEqual(
          rows("Top Pins of 90 days").map((row) => row.slice(1, 4).map(Number)),
          top
            .map(valuesOf)
            .toSorted(([a = 0], [b = 0]) => b - a)
            .slice(0, 6),
        );
        assert.deepEqual(
          rows("Whom you follow").map(([what]) => what),
          ["Accounts", "Boards", ...(isOther ? [] : ["Interests"])],
        );
        for (const [what = "", count] of rows("Whom you follow"))
          assert.equal(count, String(expected(streamsOfFollows[what] ?? "").length));
        const found = grouped(expected("search_pins", asked), (pin) => asText(pin.query));
        assert.deepEqual(
          unordered(rows("Searches in your account").map(([query, count]) => [query, count])),
          unordered([...found].map(([query, own]) => [query, String(own.length)])),
        );
        const partner = expected("search_partner_pins", asked);
        const own = partner.filter(({ id }) => truth.pinsById.has(asText(id)));
        assert.deepEqual(rows("Your place in search"), [["garden", "US", String(partner.length), String(own.length)]]);
      });

      it("of ads is that of its currency", () => {
        for (const days of periods) {
          const currencies = [...grouped(truth.ads(days), (row) => asText(row.currency))];
          const spent = currencies.filter(([, own]) => spend(own) > 0);
          const shown = rows("Ads", days);
          assert.equal(shown.length, spent.length);
          for (const [currency, own] of spent) {
            const [, amount, change, ...others] = shown.find(([code]) => code === currency) ?? [];
            isClose(amount, spend(own), `${currency}, ${days} days`);
            assert.match(change ?? "", /^(?:-?\d+(?:\.\d+)?)?$/u, "a number");
            isMoney(others.slice(0, -1), own, `${currency}, ${days} days`);
            assert.equal(others.at(-1), String(sum(own, "TOTAL_CONVERSIONS")));
          }
        }
        assert.equal(rows("Ads", 36_500).length > 1, !isOther, "the account has ads in several currencies");
        const months = grouped([...truth.adDays.values()], (row) => `${asText(row.currency)} ${day(row).slice(0, 7)}`);
        for (const [currency = "", month = "", amount] of rows("Ad spend per month"))
          isClose(amount, spend(months.get(`${currency} ${month.slice(0, 7)}`) ?? []), month);
      });

      it("of a week of ads is that of its seven days", () => {
        const weeks = rows("Ads by week", 90);
        assert.ok(isOther || weeks.length > 1);
        for (const [currency, monday = "", amount, ...others] of weeks) {
          assert.equal(new Date(monday).getUTCDay(), 1);
          const all = between([...truth.adDays.values()], monday, addDays(monday, 6));
          const own = all.filter((row) => row.currency === currency);
          isClose(amount, spend(own), `${currency}, ${monday}`);
          isMoney(others, own, `${currency}, ${monday}`);
          const isGrowing = addDays(monday, 6) > addDays(dayOf(Date.now() + hours * 3_600_000), -30);
          const text = section("Ads by week", 90)?.text ?? "";
          assert.equal(text.includes(`${monday} still growing`), isGrowing, monday);
        }
      });

      it("of a campaign is that of its days, with the results of its objective", () => {
        const campaigns = expected("campaigns");
        for (const days of periods) {
          for (const [currency, name = "", amount, ...others] of rows("Campaigns", days)) {
            const [results, cost, pacing] = others.splice(6);
            const campaign = campaigns.find((each) => each.name === name && each.currency === currency) ?? {};
            const own = truth.ads(days).filter((row) => row.CAMPAIGN_ID === campaign.id);
            isClose(amount, spend(own), name);
            isMoney(others, own, name);
            const column = resultColumns[asText(campaign.objective_type)] ?? "TOTAL_CONVERSIONS";
            const count = sum(own, column) / (column === "PAID_IMPRESSION" ? 1000 : 1);
            isClose(results, count, `results of ${name}`);
            if (count > 0) isClose(cost, spend(own) / count, `cost per result of ${name}`);
            const [daily = 0, lifetime = 0] = ["daily_spend_cap", "lifetime_spend_cap"].map(
              (cap) => number(campaign, cap) / 1e6,
            );
            const active = own.filter((row) => spend([row]) > 0).length;
            const ever = [...truth.adDays.values()].filter((row) => row.CAMPAIGN_ID === campaign.id);
            if (daily > 0) isClose(pacing, spend(own) / active / daily, `pacing of ${name}`);
            else if (pacing !== "") isClose(pacing, spend(ever) / lifetime, `pacing of ${name}`);
          }
        }
      });

      it("of the headlines is in the data", () => {
        const lines = headlinesOf(page, "p28").join("\n");
        const [biggest] = Object.entries(metrics)
          .map(([title, metric]) => ({ title, ...truth.change(metric) }))
          .filter(({ value, before = 0 }) => Math.min(value, before) >= 100 && Math.abs(value / before - 1) >= 0.05)
          .toSorted(
            (a, b) => Math.abs(Math.log(b.value / (b.before ?? 1))) - Math.abs(Math.log(a.value / (a.before ?? 1))),
          );
        if (biggest !== undefined) {
          const { title, value, before = 1 } = biggest;
          const [, start = "", moved = "", percent, end = ""] =
            /^(.+) are (up|down) (\d+)%( in .*?\d\.)/u.exec(lines) ?? [];
          assert.deepEqual([start, moved], [title, value < before ? "down" : "up"], lines);
          // A half is rounded to an even number.
          assert.ok(Math.abs(Number(percent) - 100 * Math.abs(value / before - 1)) < 0.501, lines);
          assert.equal(end, ` in 28 days. ${counts(value)}, after ${counts(before)}.`);
        } else assert.doesNotMatch(lines, / are (?:up|down) /u);
        const [, percent, shown] = /^One Pin made (\d+)% of .*, ([\d,]+)\.$/mu.exec(lines) ?? [];
        const top = expected("user_account_top_pins");
        const shares = Object.values(metrics).flatMap((metric) =>
          top.map((row) => [
            number(row, "metrics", metric),
            sum(truth.organic(90, addDays(truth.last, 2)), "metrics", metric),
          ]),
        );
        if (shown !== undefined)
          assert.ok(
            shares.some(([part = 0, all = 1]) => counts(part) === shown && ((100 * part) / all).toFixed(0) === percent),
            lines,
          );
        for (const [, dollars = ""] of lines.matchAll(/^\$([\d,.]+) of ad spend/gmu))
          isClose(
            dollars.replace(",", ""),
            Number(spend(truth.ads(28).filter((row) => row.currency === "USD")).toFixed(2)),
            lines,
          );
      });

      if (moment !== "on the first day")
        it("changes with the days that Pinterest restates", () => {
          const isSame = ([key, row]: readonly [string, JsonObject]) =>
            JSON.stringify(row) === JSON.stringify(truth.adDays.get(key));
          // The ads of the other profile need not deliver on these days.
          assert.ok(isOther || ![...earlier.ads].every(isSame));
          for (const [index, title] of (isOther ? ["Top Pins of 90 days"] : changing).entries())
            assert.notDeepEqual(allRows(title), earlier.rows[index], title);
        });
    });
  }
};

describe("each number of the page", numbersOf(false));
describe("each number of the page of another profile", numbersOf(true));
