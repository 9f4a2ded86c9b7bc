import assert from "node:assert/strict";
import { asText } from "../../../src/base/json.ts";
import { page, pageOfAll } from "../../scripted-api.ts";
import { words } from "../../words.ts";
import { idsOf, rejected, restricted, rows, withQuota } from "../api.ts";
import { metricsOfAll, pinAccount, pins } from "../pin-metrics.ts";
import { type Mode, type Read, type Script, type Situation, scriptedRead } from "../scripted-read.ts";

/** An account with 25 boards, 30 Pins, and 20 ad accounts. */
const world: Script = (request) => {
  switch (request.path) {
    case "/user_account":
      return { body: { id: "1", username: "one" } };
    case "/boards":
      return page(idsOf(25).map((id) => ({ id, board_pins_modified_at: "2026-01-01T00:00:00" })));
    case "/pins":
      return pageOfAll(rows(...idsOf(30)), request, 15);
    case "/ad_accounts":
      return page(rows(...idsOf(20)));
    default:
      if (request.path.endsWith("/analytics")) return { body: [] };
      return request.path.endsWith("/product_tags") ? { body: { product_tags: [] } } : undefined;
  }
};

/** Streams of 33, 26, 26, 1, 1, 1, and 1 requests, including those for parents. */
const refreshes = words("pin_product_tags board_sections board_pins followers media user_websites delivery_metrics");
/** Streams of 26, 21, 21, and 2 requests, including those for parents. */
const incremental = ["board_pins", "ad_account_analytics", "campaigns", "pins"];

/** Syncs once per day, with a daily quota of 40 requests. Returns the streams that began, in order, and that are complete. */
async function daily(
  names: readonly string[],
  mode: Mode,
  count: number,
  jobOf: (day: number) => string | undefined = () => undefined,
) {
  const days: { readonly begun: readonly string[]; readonly complete: readonly string[] }[] = [];
  let read: Read | undefined;
  for (let day = 0; day < count; day += 1) {
    const situation = { mode, job: jobOf(day), now: new Date(Date.UTC(2026, 5, 30 + day, 12)).toISOString() };
    const api = withQuota(40, world);
    read = await (read === undefined ? scriptedRead(names, api, situation) : read.again(api, situation));
    const { outcomes, lines } = read;
    days.push({
      begun: lines.filter(({ kind }) => kind === "STARTED").map(({ stream }) => stream),
      complete: names.filter((name) => outcomes.get(name) === "COMPLETE"),
    });
  }
  return days;
}

const completeIn = (days: Awaited<ReturnType<typeof daily>>) => new Set(days.flatMap(({ complete }) => complete));

describe("a daily quota", () => {
  for (const [what, jobOf] of [
    ["without jobs", () => undefined],
    ["with a new job each day", (number: number) => String(number)],
  ] as const) {
    it(`completes each full refresh that fits in it within as many days as there are streams, ${what}`, async () => {
      const days = await daily(refreshes, "full_refresh", refreshes.length, jobOf);
      assert.deepEqual(completeIn(days), new Set(refreshes));
      for (const { begun, complete } of days) assert.ok(complete.includes(begun[0] ?? ""), "the first one of the day");
      assert.deepEqual(new Set(days.map(({ begun: [first] }) => first)), new Set(refreshes));
    });

    it(`completes each incremental stream within the required number of days plus one, ${what}`, async () => {
      // 70 requests.
      assert.deepEqual(completeIn(await daily(incremental, "incremental", 3, jobOf)), new Set(incremental));
    });
  }

  it("lets streams that it cut off or never reached precede the others", async () => {
    const [first, second] = await daily(incremental, "incremental", 2);
    assert.deepEqual([first?.begun, first?.complete], [incremental, ["board_pins"]]);
    assert.deepEqual(second?.begun, ["ad_account_analytics", "campaigns", "pins", "board_pins"]);
  });

  it("lets each of several streams that start over in each sync complete again and again", async () => {
    // Two of them take 41 requests.
    const days = await daily(["campaigns", "ad_groups", "ads"], "incremental", 9);
    assert.ok(days.every(({ complete }) => complete.length === 1));
    for (const rest of [days.slice(0, 3), days.slice(3, 6), days.slice(6)]) assert.equal(completeIn(rest).size, 3);
  });
});

/** Reads a stream once per day, each time with a quota of 40 requests. Returns the partitions of the records by day. */
async function daysOf(stream: string, days: number, script: Script, fieldOf: string, situation: Situation = {}) {
  const found: ReadonlySet<string>[] = [];
  let read: Read | undefined;
  for (let day = 0; day < days; day += 1) {
    const now = new Date(Date.UTC(2026, 5, 30 + day, 12)).toISOString();
    const api = withQuota(40, script);
    const sync = { mode: "incremental", ...situation, now } as const;
    read = await (read === undefined ? scriptedRead(stream, api, sync) : read.again(api, sync));
    found.push(new Set(read.records.map((record) => asText(record[fieldOf]))));
  }
  return found;
}

const everyId = (days: readonly ReadonlySet<string>[]) => new Set(days.flatMap((ids) => [...ids]));

describe("a daily quota for fewer requests than there are partitions", () => {
  const accounts = idsOf(100);
  /** 100 ad accounts, some of which reject each request. */
  const adAccounts =
    (isBad: (index: number) => boolean): Script =>
    ({ path, query }) => {
      if (path === "/ad_accounts") return page(rows(...accounts));
      const [, id = ""] = /^\/ad_accounts\/(\d+)\/analytics$/u.exec(path) ?? [];
      if (isBad(accounts.indexOf(id))) return rejected("Bad request.");
      return { body: [{ AD_ACCOUNT_ID: id, DATE: query.get("end_date") }] };
    };

  it("reads all but those that always fail within three days", async () => {
    const isBad = (index: number) => index % 4 === 1;
    const days = await daysOf("ad_account_analytics", 3, adAccounts(isBad), "AD_ACCOUNT_ID");
    assert.deepEqual(everyId(days), new Set(accounts.filter((_, index) => !isBad(index))));
  });

  it("reads the others within days, too, if so many fail first that the sync ends", async () => {
    const days = await daysOf(
      "ad_account_analytics",
      4,
      adAccounts((index) => index < 25),
      "AD_ACCOUNT_ID",
    );
    assert.deepEqual(everyId(days), new Set(accounts.slice(25)));
    assert.equal(days[0]?.size, 0);
  });

  it("reads the metrics of each Pin in turn, if the app can only request one at a time", async () => {
    const script = pinAccount(pins(100), (request) =>
      request.path === "/pins/analytics" ? restricted : metricsOfAll(request),
    );
    const days = await daysOf("pin_analytics", 6, script, "pin_id");
    assert.equal(everyId(days.slice(0, 3)).size, 100);
    // And so on, those first that were requested longest ago.
    assert.equal(everyId(days.slice(3)).size, 100);
  });

  it("is a warning if the error is about a part that failed before", async () => {
    const read = await scriptedRead(
      "pin_product_tags",
      withQuota(20, (request, signal) =>
        request.path === "/pins/3/product_tags" ? rejected("Invalid.") : world(request, signal),
      ),
      { config: { numWorkers: 1 } },
    );
    assert.match(read.messageOf("config_error"), /pin 3/u);
    assert.match(read.warnings, /^pin_product_tags: not read: the rest: the rate limit is exhausted$/mu);
  });
});
