import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fastClock } from "../../integration_tests/bed/program-clock.ts";
import { knownCredentials, type ReadOptions, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { addDays, dayOf } from "../../src/base/dates.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { sectionsOf } from "./page-content.ts";
import { runStart } from "./run-start.ts";

const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };
const streams =
  `account account_snapshots boards pins user_account_analytics user_account_analytics_split user_account_top_pins ad_accounts campaigns
  campaign_analytics_report following_users following_boards following_interests`.split(/\s+/u);
const counts = (value: number) => value.toLocaleString("en-US");

describe("npm start with all profiles", () => {
  let folder = "";
  let simulator: Simulator;
  let startDate = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "start-"));
    simulator = await startSimulator({ scale: { ...extents.small, pins: 150, followers: 60, followingUsers: 20 } });
    startDate = addDays(dayOf(simulator.clock.now()), -300);
  });
  afterEach(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  const ownFolder = (data = "data") => join(folder, data, simulator.world.me.profile.username);
  const pageOf = (path: string, data?: string) => readFile(join(ownFolder(data), path), "utf8");
  const files = async () => {
    const all = await readdir(ownFolder(), { recursive: true });
    return all.filter((name) => name.endsWith(".html")).toSorted();
  };
  /** The two owners of ad accounts, with what they own as options of expected records. */
  const profiles = () => {
    const { me, shared, adAccounts } = simulator.world;
    return [me, shared].map((account) => {
      const adAccountIds = adAccounts.filter(({ owner }) => owner === account).map(({ id }) => id);
      const own: ReadOptions = { ...(account === shared ? { adAccountId: adAccountIds[0] } : {}), adAccountIds };
      const { id, username, record } = account.profile;
      return {
        id,
        username,
        name: asText(record.business_name ?? username),
        path: `profiles/${id}.html`,
        adAccountIds,
        own,
      };
    });
  };
  const owner = (index: 0 | 1) => {
    const found = profiles()[index];
    assert.ok(found);
    return found;
  };

  /** Runs the program, with a token that can act for both owners. */
  async function start(settings: JsonObject = {}, names = streams, data = "data") {
    const config = { credentials, start_date: startDate, all_profiles: true, ...settings };
    await writeFile(join(folder, "config.json"), JSON.stringify(config));
    const paths = ["--config", join(folder, "config.json"), "--data", join(folder, data), "--budget", "9999"];
    const outcome = await runStart([...paths, "--streams", names.join()], {
      folder,
      environment: { PINTEREST_API_BASE_URL: simulator.url, ...fastClock(simulator.clock.now(), 4) },
    });
    assert.match(outcome.output, /^Page +\S+report\.html$/mu, outcome.errors + outcome.output);
    return outcome;
  }

  /** Returns the figures of a period in the CSV file of the index, by profile and column. */
  async function indexOf(days: number): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const section = sectionsOf(await pageOf("report.html")).find(({ period }) => period === `p${days}`);
    const [head = [], ...lines] = section?.rows ?? [];
    const rows = lines.map((line) => Object.fromEntries(head.map((column, index) => [column, line[index] ?? ""])));
    return new Map(rows.map((row) => [row.Profile ?? "", row]));
  }
  const textOf = async (path: string, title: string, days?: number) =>
    sectionsOf(await pageOf(path)).find(
      (each) => each.title === title && each.period === (days === undefined ? "" : `p${days}`),
    )?.text ?? "";

  /** Fails unless the index and the page of a profile have the sums of the simulator. */
  async function assertFigures({ name, path, own }: ReturnType<typeof owner>): Promise<void> {
    const rows = (stream: string) => simulator.expectedRecords(stream, { ...own, startDate });
    const days = rows("user_account_analytics").filter((row) => row.data_status === "READY");
    const total = (metric: string) =>
      days.reduce((sum, { metrics }) => sum + Number(isObject(metrics) ? metrics[metric] : 0), 0);
    const row = (await indexOf(36_500)).get(name) ?? {};
    for (const [column, value, tile, period] of [
      ["Followers", Number(rows("account")[0]?.follower_count), "Followers", 36_500],
      ["Pins", rows("pins").length, "Pins you own", undefined],
      ["Impressions", total("IMPRESSION"), "Impressions", 36_500],
      ["Outbound clicks", total("OUTBOUND_CLICK"), "Outbound clicks", 36_500],
    ] as const) {
      assert.equal(row[column], String(value), `${column} of ${name}`);
      assert.equal((await textOf(path, tile, period)).split(" ")[0], counts(value), `${tile} of ${name}`);
    }
    const spent = new Map<string, number>();
    // Periods end on the last day of organic metrics that Pinterest no longer changes.
    const last =
      days
        .map(({ date }) => asText(date))
        .toSorted()
        .at(-1) ?? "";
    for (const { currency, DATE: day, SPEND_IN_MICRO_DOLLAR: micro } of rows("campaign_analytics_report"))
      if (asText(day) <= last) spent.set(asText(currency), (spent.get(asText(currency)) ?? 0) + Number(micro) / 1e6);
    const shown = Object.entries(row).filter(([column, value]) => column.startsWith("Ad spend, ") && value !== "");
    assert.deepEqual(
      shown.map(([column, value]) => `${column}: ${Number(value).toFixed(3)}`).toSorted(),
      [...spent].map(([code, value]) => `Ad spend, ${code}: ${value.toFixed(3)}`).toSorted(),
    );
    const change = await textOf(path, "Impressions", 28);
    assert.match(change, /[▲▼]/u);
    assert.ok((await textOf("report.html", "Profiles", 28)).includes(change), change);
  }

  it("has an index with the figures of each profile, and a page of each with its rows only", async () => {
    const { code, output } = await start();
    assert.equal(code, 0, output);
    const all = profiles();
    assert.deepEqual(await files(), [...all.map(({ path }) => path), "report.html"].toSorted());
    for (const profile of all) await assertFigures(profile);
    const links = [...(await pageOf("report.html")).matchAll(/href="(profiles[^"]*)"/gu)].map(([, link = ""]) => link);
    assert.deepEqual([...new Set(links)].toSorted(), all.map(({ path }) => path).toSorted());
    for (const { path } of all) assert.match(await pageOf(path), /href="\.\.\/report\.html">All profiles</u);
    assert.doesNotMatch(await pageOf("report.html"), /class="gap"/u);
    const campaigns = sectionsOf(await pageOf(owner(0).path)).filter(({ title }) => title === "Campaigns");
    const named = campaigns.flatMap(({ rows }) => rows.slice(1).map(([, name]) => name));
    const own = simulator.expectedRecords("campaigns", owner(0).own).map(({ name }) => asText(name));
    assert.ok(named.length > 0 && named.every((name = "") => own.includes(name)));
    const reason = `The connector reads them only for the profile ${owner(0).username}.`;
    const follows = await textOf(owner(1).path, "Whom you follow");
    assert.ok(follows.includes(`Not read: following_interests. ${reason}`), follows);
    assert.doesNotMatch(await textOf(owner(0).path, "Whom you follow"), /Not read/u);
  });

  it("has the page of today for a single profile, and adds one that comes", async () => {
    const single = { ad_account_ids: owner(0).adAccountIds };
    await start(single);
    assert.deepEqual(await files(), ["report.html"]);
    await start({ ...single, all_profiles: false }, streams, "off");
    // Sums and averages depend on the order of rows in their last digits.
    const rounded = (page: string) => page.replaceAll(/\d+\.\d+/gu, (digits) => Number(digits).toFixed(6));
    assert.equal(rounded(await pageOf("report.html")), rounded(await pageOf("report.html", "off")));
    await start();
    assert.deepEqual([...(await indexOf(28)).keys()].toSorted(), [owner(0).name, owner(1).name].toSorted());
  });

  it("keeps the figures apart when the setting is switched on, off, and on again", async () => {
    for (const isOn of [false, true, false, true]) {
      simulator.change({ add_pins: 2 });
      await start({ all_profiles: isOn });
      if (isOn) for (const index of [0, 1] as const) await assertFigures(owner(index));
      else {
        assert.deepEqual(await files(), ["report.html"]);
        const own = counts(simulator.expectedRecords("pins", owner(0).own).length);
        assert.equal((await textOf("report.html", "Pins you own")).split(" ")[0], own);
      }
    }
  });

  it("names a profile that is gone, and removes its page", async () => {
    await start();
    const [own, other] = [owner(0), owner(1)];
    for (const id of other.adAccountIds) simulator.change({ close_ad_account: id });
    await start();
    assert.deepEqual(await files(), [own.path, "report.html"].toSorted());
    assert.deepEqual([...(await indexOf(28)).keys()], [own.name]);
    assert.match(
      await textOf("report.html", "Not shown"),
      new RegExp(`^${other.name} : owned none of the ad accounts`, "u"),
    );
    await assertFigures(own);
  });

  it("says that a profile is denied, on its page and in the index, and nothing of it on others", async () => {
    const { adAccountIds, name, path } = owner(1);
    simulator.change({ close_ad_account: adAccountIds[0] ?? "" });
    await start();
    const reason = "Pinterest denied access to this profile through each of its ad accounts.";
    const index = await textOf("report.html", "Profiles", 28);
    assert.ok(
      index.includes(
        `${name}. Not read: account, account_snapshots, campaign_analytics_report, pins, user_account_analytics. ${reason}`,
      ),
      index,
    );
    const { Followers, Pins, Impressions, Likes } = (await indexOf(28)).get(name) ?? {};
    assert.deepEqual([Followers, Pins, Impressions, Likes], ["", "", "", ""]);
    assert.match(await pageOf(path), new RegExp(`<h1 dir="auto">${name}</h1>`, "u"));
    assert.match(await textOf(path, "Pins you own"), new RegExp(`^– Not read: pins. ${reason}$`, "u"));
    assert.match(await textOf(path, "Ads", 28), new RegExp(`Not read: campaign_analytics_report. ${reason}$`, "u"));
    assert.doesNotMatch(await pageOf(owner(0).path), /class="gap"/u);
  });

  it("says which list of a profile failed, and nothing of it on others", async () => {
    const { adAccountIds, name, path } = owner(1);
    const fault = { status: 403, code: 29, message: "You are not permitted." };
    const when = ({ searchParams }: URL) => searchParams.get("ad_account_id") === adAccountIds[0];
    simulator.faults.set([{ operation: "pins/list", when, fault }]);
    await start();
    assert.match(await textOf(path, "Pins you own"), /^– Not read: pins\. (?:Pinterest|This account) /u);
    assert.doesNotMatch(await pageOf(owner(0).path), /class="gap"/u);
    assert.match(await textOf("report.html", "Profiles", 28), new RegExp(`${name}\\. Not read: pins\\. `, "u"));
    assert.equal((await indexOf(28)).get(name)?.Pins, "");
    simulator.faults.clear();
    await start();
    assert.doesNotMatch(await pageOf("report.html"), /class="gap"/u);
  });

  it("says which streams were left out", async () => {
    await start({}, ["account", "boards"]);
    const index = await textOf("report.html", "Profiles", 28);
    const reason = "account_snapshots, campaign_analytics_report, pins, user_account_analytics. Not in --streams.";
    assert.ok(index.includes(`All profiles. Not read: ${reason}`), index);
    await start({}, ["pins"]);
    for (const { name, path, own } of profiles()) {
      const pins = simulator.expectedRecords("pins", own).length;
      assert.equal((await indexOf(28)).get(name)?.Pins, String(pins));
      assert.match(
        await textOf(path, "Followers", 28),
        /^[\d,]+ Not read: .* Not updated: account\. Not in --streams\.$/u,
      );
    }
  });
});
