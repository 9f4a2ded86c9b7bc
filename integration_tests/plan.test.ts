import assert from "node:assert/strict";
import { knownCredentials, type SimulatorOptions } from "../simulator/simulator.ts";
import { grouped } from "../simulator/world/grouped.ts";
import { extents, sharedExtent } from "../simulator/world/scale.ts";
import { addDays } from "../src/base/dates.ts";
import { asText, isObject, isStringArray, type JsonObject } from "../src/base/json.ts";
import { streams as allStreams } from "../src/streams/all.ts";
import { withAncestors } from "../src/streams/partitions.ts";
import { isLong } from "../test/amount.ts";
import { today } from "../test/today.ts";
import { Bed, credentials } from "./bed/bed.ts";
import { run } from "./bed/connector.ts";
import { lastStates } from "./bed/messages.ts";

/** Streams that a user of the page of `npm start` might select. */
const pageStreams =
  `account user_account_analytics user_account_analytics_split user_account_top_pins ad_accounts campaigns campaign_analytics_report
  boards pins following_interests following_boards following_users followers likes board_pins`.split(/\s+/u);

const organicScopes = ["user_accounts:read", "boards:read", "boards:read_secret", "pins:read", "pins:read_secret"];
const adLists = ["campaigns/list", "ads/list"];

const byName = new Map(allStreams.map((stream) => [stream.name, stream]));

/** Returns whether the partitions of a stream are rows of one of these lists. */
const isBelow = (name: string, operations: readonly string[]) =>
  allStreams.some(
    (stream) =>
      stream.name === name &&
      withAncestors([stream], byName).some((each) => each !== stream && operations.includes(each.operation)),
  );

/** Liked Pins are those of a board, so either stream requests them for both. */
const counted = (name: string) => (name === "likes" ? "board_pins" : name);

describe("plan", () => {
  let bed: Bed;
  const open = async (options: SimulatorOptions = {}, config: JsonObject = {}) => {
    const start_date = addDays(today, -89);
    const { clock: _, ...rest } = options;
    bed = await Bed.open({ config: { credentials, start_date, ...config }, ...rest });
  };
  afterEach(() => bed.close());

  async function planned(names: readonly string[], states?: readonly JsonObject[]): Promise<JsonObject> {
    bed.simulator.journal.clear();
    const files = { catalog: await bed.catalog(names), ...(states === undefined ? {} : { state: states }) };
    const { stdout, stderr } = await bed.run("plan", files, { args: ["--json"] });
    assert.notEqual(stdout, "", stderr);
    const plan: JsonObject = JSON.parse(stdout);
    assert.ok(bed.simulator.journal.entries.length <= 40, "so few requests");
    assert.equal(plan.made, bed.simulator.journal.entries.length);
    return plan;
  }

  /** Reads a world once or twice, one day apart, and compares the requests with the plan: in all, and per stream. */
  async function compare(names: readonly string[], syncs: readonly string[], tolerance = 0.1): Promise<void> {
    let states: readonly JsonObject[] | undefined;
    for (const sync of syncs) {
      const { requests, streams, extrapolated } = await planned(names, states);
      bed.simulator.journal.clear();
      const { messages } = await bed.read(names, { keepsRecords: false, ...(states === undefined ? {} : { states }) });
      // Report links are outside the API.
      const made = bed.simulator.journal.entries.filter(({ operation }) => operation !== "reports/download").length;
      assert.ok(Math.abs(Number(requests) / made - 1) <= tolerance, `${sync}: ${asText(requests)} of ${made}`);
      const log = messages.map((message) => (isObject(message.log) ? asText(message.log.message) : "")).join("\n");
      const calls = new Map<string, number>();
      for (const [, name = "", count = ""] of log.matchAll(/^(\w+): read .* with ([\d,]+) API call/gmu))
        calls.set(counted(name), (calls.get(counted(name)) ?? 0) + Number(count.replaceAll(",", "")));
      const plans = grouped(Array.isArray(streams) ? streams.filter(isObject) : [], ({ name }) =>
        counted(asText(name)),
      );
      const wrong = [...plans].flatMap(([name, plan]) => {
        const count = calls.get(name) ?? 0;
        const planned = plan.reduce((sum, { requests: own }) => sum + Number(own), 0);
        const [less, more] = [count, planned].toSorted((one, other) => one - other);
        // Below a list of which the plan read three pages, one of them stands for all.
        const factor = isBelow(name, isStringArray(extrapolated) ? extrapolated : []) ? 3 : 2;
        return plan.some(({ isLowerBound }) => isLowerBound === true) || Number(more) <= factor * Number(less)
          ? []
          : [`${name}: ${planned} of ${count}`];
      });
      assert.deepEqual(wrong, [], sync);
      states = lastStates(messages);
      bed.advance(86_400);
    }
  }

  const few = { ...sharedExtent, campaigns: 2, adGroups: 4, ads: 6, keywords: 5, productItems: 2 };
  const sized = (share: number) => ({
    ...few,
    campaigns: 200 * share,
    adGroups: 500 * share,
    ads: 1_000 * share,
    keywords: 500 * share,
  });
  const withAds = [...pageStreams, "ads", "ad_pins"];
  const short = [
    ["of a small account", {}, pageStreams],
    ["of an account whose token has no access to ads", { scopes: organicScopes }, withAds],
    ["of an account without a role in its ad accounts", { gated: adLists, gated_response: "forbidden" }, withAds],
  ] as const;
  const long = [
    ["of 40 ad accounts", { moreAdAccounts: Array.from({ length: 37 }, () => few) }, pageStreams],
    ["of a medium account, with the Pins of its ads", { scale: "medium" }, withAds],
    [
      "of ad accounts of very different sizes",
      { moreAdAccounts: [1, 0.01, 0.2, 0.05, 0.5, 0.01].map(sized) },
      pageStreams,
    ],
  ] as const;
  for (const [name, world, names] of isLong() ? [...short, ...long] : short) {
    it(`estimates the requests of the first and the second sync ${name}`, async function () {
      this.timeout(isLong() ? 3_600_000 : 300_000);
      await open(world);
      await compare(names, ["first", "second"]);
    });
  }

  // In a second sync, the plan knows the times of change of the sampled boards only, so it expects 90 requests too many.
  if (isLong())
    it("estimates the requests of the first sync of a large account", async () => {
      await open({ scale: "large" });
      await compare(pageStreams, ["first"]);
    });

  // The number of requests hardly depends on the number of days, unlike the size of the reports.
  const week = { start_date: addDays(today, -6) };
  const tiny = { ...extents.small, pins: 90, followers: 300, followingUsers: 40 };
  for (const [size, scale] of isLong() ? Object.entries({ tiny, ...extents }).slice(0, 3) : [["tiny", tiny] as const]) {
    it(`estimates the requests of all streams of a ${size} account`, async function () {
      this.timeout(isLong() ? 3_600_000 : 600_000);
      await open({ scale }, week);
      await compare(
        (await bed.offered()).map(({ name }) => asText(name)),
        ["first"],
        // A request per Pin, of which the account counts more than its list has: those on boards of others.
        size === "medium" ? 0.15 : 0.1,
      );
    });
  }

  it("names lists of ad accounts without a sample as estimates", async () => {
    await open({ moreAdAccounts: Array.from({ length: 37 }, () => few) });
    const { extrapolated, requests, standardMinutes } = await planned(["campaigns", "ads"]);
    assert.deepEqual(extrapolated, ["campaigns/list", "ads/list"]);
    assert.equal(standardMinutes, Number(requests) / 1_000);
  });

  it("makes at most 40 requests for all streams, and logs no error about its test IDs", async () => {
    await open();
    const all = (await bed.offered()).map(({ name }) => asText(name));
    const { streams, requests, categories, standardMinutes, trialDays } = await planned(all);
    assert.ok(Array.isArray(streams) && Number(requests) > streams.length && isObject(categories));
    // Published by Pinterest.
    const perMinute = { ads_read: 1_000, ads_analytics: 300, org_read: 1_000, org_analytics: 60, catalogs_read: 100 };
    const minutes = Object.entries(perMinute).map(([category, limit]) => Number(categories[category] ?? 0) / limit);
    assert.deepEqual([standardMinutes, trialDays], [Math.max(...minutes), Math.ceil(Number(requests) / 1_000)]);
    assert.deepEqual(
      streams.filter((stream) => isObject(stream) && stream.problem !== undefined),
      [],
    );
    // Lists without a sample have no number of rows.
    const rows = Object.fromEntries(streams.filter(isObject).map(({ name, rows: count }) => [asText(name), count]));
    assert.equal(rows.followers, bed.simulator.expectedRecords("followers").length);
    assert.equal(rows.keywords, undefined);
  });

  it("requests metrics of no Pin that it made up, where the first page has few active ones", async () => {
    await open({ seed: 5 });
    const { streams } = await planned(["pins", "pin_analytics"]);
    assert.ok(Array.isArray(streams));
    assert.deepEqual(
      streams.filter((stream) => isObject(stream) && stream.problem !== undefined),
      [],
    );
    const requested = bed.simulator.journal.entries.filter(({ operation }) => operation === "multi_pins/analytics");
    assert.equal(requested.length, 1);
  });

  it("prints a question mark for what it doesn't know, and the rest as a lower bound", async () => {
    await open();
    const all = (await bed.offered()).map(({ name }) => asText(name));
    const { stdout } = await bed.run("plan", { catalog: await bed.catalog(all) });
    assert.match(stdout, /^all +[\d,]+\+$/mu);
    assert.match(stdout, /^\w+ +\? +\?$/mu, "requests for the rows of a list that the plan doesn't know");
    assert.match(stdout, /^ad_accounts +1 +3$/mu);
    const empty = [...stdout.matchAll(/^(\w+) +\S+ +0$/gmu)].map(([, name = ""]) => name);
    assert.deepEqual(
      empty.filter((name) => bed.simulator.expectedRecords(name).length > 0),
      [],
    );
    const alone = await bed.run("plan", {}, { args: ["--streams", "template_reports"] });
    assert.match(alone.stdout, /^template_reports +\d+\+? +\?$/mu, "those for the list of templates are known");
  });

  it("reports only the reason if nothing can be read", async () => {
    await open();
    const config = { credentials: { ...credentials, access_token: "pina_wrong" } };
    const denied = await bed.run("plan", {}, { config, args: ["--streams", "boards,pins,campaigns"] });
    assert.deepEqual([denied.code, denied.stdout], [1, ""]);
    assert.match(denied.stderr, /^Error: Pinterest rejected the access token\.[^\n]*\n$/u);
  });

  it("reports in a line that Pinterest can't be reached", async () => {
    await open();
    const files = { config: { credentials } };
    const environment = { PINTEREST_API_BASE_URL: "http://127.0.0.1:1" };
    const { code, stdout, stderr } = await run("plan", files, { environment });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^Error: Pinterest could not be reached, even after retries: [^\n]*\n$/u);
  });

  it("names what the token can't read", async () => {
    await open({ scopes: ["user_accounts:read", "boards:read"] });
    const { streams } = await planned(["account", "campaigns"]);
    assert.ok(Array.isArray(streams));
    const problems = streams.filter(isObject).map(({ name, problem }) => [name, /ads:read/u.test(asText(problem))]);
    assert.deepEqual(problems, [
      ["account", false],
      ["campaigns", true],
    ]);
  });

  it("doesn't use a refresh token whose rotation nothing would save", async () => {
    const { client_id, client_secret, refresh_token } = knownCredentials;
    await open({}, { credentials: { auth_method: "oauth2.0", client_id, client_secret, refresh_token } });
    const { code, stderr } = await bed.run("plan", {}, { args: ["--streams", "account"] });
    assert.equal(code, 1);
    assert.match(stderr, /would use up the refresh token/u);
    assert.deepEqual(bed.simulator.journal.entries, []);
  });
});
