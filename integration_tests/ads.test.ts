import assert from "node:assert/strict";
import { knownCredentials, type Simulator, startSimulator } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { asText, type JsonObject } from "../src/json.ts";
import { adsStreams } from "../src/streams/ads.ts";
import { adsAnalyticsStreams } from "../src/streams/ads-analytics.ts";
import { catalogsStreams } from "../src/streams/catalogs.ts";
import { reportStreams } from "../src/streams/reports.ts";
import { run } from "./connector.ts";
import { emittedRecords } from "./emitted-records.ts";
import { configure, errorsOf, lastStates, recordsOf, statusesOf, streamsOf } from "./messages.ts";
import { shiftedClock } from "./program-clock.ts";
import { Table } from "./table.ts";

const day = 86_400_000;
const names = [...adsStreams, ...adsAnalyticsStreams, ...reportStreams, ...catalogsStreams].map(({ name }) => name);

describe("a read of advertising", () => {
  let simulator: Simulator;
  let streams: readonly JsonObject[];
  let config: JsonObject;
  let shift = 0;
  let environment: Record<string, string>;

  before(async () => {
    simulator = await startSimulator({
      seed: 7,
      scale: { ...extents.small, campaigns: 3, adGroups: 6, ads: 15, keywords: 24 },
    });
    simulator.change({ delete_ad: adOfSharedPin(simulator) });
    config = {
      credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
    };
    environment = { PINTEREST_API_BASE_URL: simulator.url };
    streams = streamsOf((await run("discover", { config }, { environment })).messages).filter(({ name }) =>
      names.includes(asText(name)),
    );
    assert.equal(streams.length, names.length);
  });
  after(() => simulator.close());

  const expectedOf = (name: string) => emittedRecords(simulator, name);

  /** A read whose clock goes with the simulator's. */
  function read(catalog: JsonObject, state: readonly JsonObject[] = []) {
    return run("read", { config, catalog, state }, { environment: { ...environment, ...shiftedClock(shift) } });
  }

  for (const name of names) {
    it(`gives the records of ${name} that there are, each once, in full refresh`, async () => {
      const { code, messages } = await read(
        configure(
          streams.filter((stream) => stream.name === name),
          "full_refresh",
        ),
      );
      assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
      const records = recordsOf(messages).get(name) ?? [];
      const expected = expectedOf(name);
      assert.ok(expected.length > 0, "there is no record to read");
      new Table(name).add(records).assertEquals(expected);
      assert.equal(records.length, expected.length, "a record came twice");
    });
  }

  it("takes an account without a catalogue for an empty one", async () => {
    const [, shared] = simulator.world.adAccounts;
    const acting = { ...config, ad_account_ids: [asText(shared?.id)] };
    const catalog = configure(streams.filter(({ name }) => name === "catalogs_product_groups"));
    const { code, messages } = await run("read", { config: acting, catalog }, { environment });
    assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
    assert.equal(simulator.journal.entries.at(-1)?.status, 409);
    assert.equal(recordsOf(messages).size, 0);
    assert.deepEqual(statusesOf(messages).get("catalogs_product_groups"), ["STARTED", "RUNNING", "COMPLETE"]);
  });

  it("gets over overload, failed jobs and links that end", async () => {
    const reports = ["advertiser_report", "campaign_targeting_report", "campaign_analytics"];
    const catalog = configure(
      streams.filter(({ name }) => reports.includes(asText(name))),
      "full_refresh",
    );
    simulator.settings.analytics_overload = 5;
    simulator.settings.report_failure = "FAILED";
    simulator.settings.report_failure_every = 4;
    simulator.faults.set([
      { operation: "reports/download", nth: 2, fault: { status: 403, html: true } },
      { operation: "reports/download", nth: 4, fault: { cut: 3_000 } },
      { operation: "reports/download", nth: 6, fault: { reset: "body" } },
    ]);
    try {
      const { code, messages } = await read(catalog);
      assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
      for (const name of reports)
        new Table(name).add(recordsOf(messages).get(name) ?? []).assertEquals(expectedOf(name));
    } finally {
      simulator.settings.analytics_overload = 0;
      simulator.settings.report_failure = "none";
      simulator.faults.clear();
    }
  });

  it("keeps up with changes and restated numbers over three incremental reads while days pass", async () => {
    const catalog = configure(streams);
    const tables = new Map(names.map((name) => [name, new Table(name)]));
    let states: readonly JsonObject[] = [];
    for (const days of [0, 1, 3, 10]) {
      simulator.change({ advance_days: days });
      shift += days * day;
      if (days > 0) simulator.change({ add_ads: 5 });
      const { code, messages } = await read(catalog, states);
      assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
      states = lastStates(messages, states);
      for (const [name, records] of recordsOf(messages)) {
        const isListed = streams.some((stream) => stream.name === name && stream.default_cursor_field === undefined);
        if (isListed) tables.set(name, new Table(name));
        tables.get(name)?.add(records);
      }
      for (const [name, table] of tables) {
        // Days that the API no longer tells of stay in the table.
        const expected = expectedOf(name);
        const first = expected.map(({ DATE: date }) => asText(date)).sort()[0] ?? "";
        table.from("DATE", first).assertEquals(expected);
      }
    }
  }).timeout(300_000);
});

/** An ad that was shown, and whose Pin another ad of its campaign shows: its metrics are the Pin's no longer once it is gone. */
function adOfSharedPin(simulator: Simulator): string {
  const shown = new Set(simulator.expectedRecords("ad_analytics").map(({ AD_ID: id }) => id));
  const ads = simulator.world.adAccounts.flatMap(({ advertising }) => advertising.ads);
  const found = ads.find(
    ({ id, pinId, campaignId }) =>
      shown.has(id) && ads.some((other) => other.id !== id && other.pinId === pinId && other.campaignId === campaignId),
  );
  assert.ok(found, "no two ads show the same Pin");
  return found.id;
}
