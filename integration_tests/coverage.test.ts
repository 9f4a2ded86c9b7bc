import assert from "node:assert/strict";
import { knownCredentials, type Simulator, startSimulator } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../src/json.ts";
import { adsStreams } from "../src/streams/ads.ts";
import { adsAnalyticsStreams } from "../src/streams/ads-analytics.ts";
import { streams as allStreams } from "../src/streams/all.ts";
import { analyticsStreams } from "../src/streams/analytics.ts";
import { catalogsStreams } from "../src/streams/catalogs.ts";
import { organicStreams } from "../src/streams/organic.ts";
import { reportStreams } from "../src/streams/reports.ts";
import { searchStreams } from "../src/streams/search.ts";
import { run } from "./connector.ts";
import { configure, errorsOf, lastStates, recordsOf, statusesOf, streamsOf } from "./messages.ts";
import { Table } from "./table.ts";

/** Those that read.test.ts and ads.test.ts are about. */
const readElsewhere = new Set(
  [
    ...organicStreams,
    ...searchStreams,
    ...analyticsStreams,
    ...adsStreams,
    ...adsAnalyticsStreams,
    ...reportStreams,
    ...catalogsStreams,
  ].map(({ name }) => name),
);
const others = allStreams.filter(({ name }) => !readElsewhere.has(name));
const terms = ["workout", "garden"];
const countries = ["US", "GB"];
const trendRegions = ["US", "GB+IE", "DE"];

describe("a read of what the other tests leave out", () => {
  let simulator: Simulator;
  let streams: readonly JsonObject[];
  let environment: Record<string, string>;
  const config = {
    credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
    terms,
    countries,
    trend_regions: trendRegions,
  };

  before(async () => {
    simulator = await startSimulator({
      seed: 7,
      scale: { ...extents.small, campaigns: 3, adGroups: 6, ads: 15, keywords: 12 },
    });
    environment = { PINTEREST_API_BASE_URL: simulator.url };
    streams = streamsOf((await run("discover", { config }, { environment })).messages);
  });
  after(() => simulator.close());

  const read = (names: readonly string[]) =>
    run(
      "read",
      {
        config,
        catalog: configure(
          streams.filter(({ name }) => names.includes(asText(name))),
          "full_refresh",
        ),
      },
      { environment },
    );

  for (const { name } of others) {
    it(`gives the records of ${name} that there are, each once, in full refresh`, async () => {
      const { code, messages } = await read([name]);
      assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
      const records = recordsOf(messages).get(name) ?? [];
      const expected = simulator.expectedRecords(name, { terms, countries, trendRegions });
      assert.ok(expected.length > 0, "there is no record to read");
      new Table(name).add(records).assertEquals(expected);
      assert.equal(records.length, expected.length, "a record came twice");
    });
  }

  it("lets no secret out that is among what it reads", async () => {
    const secretive = ["integrations", "lead_ads_subscriptions", "catalogs_feeds"];
    const { code, messages } = await read(secretive);
    assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
    const secrets = [
      "partner_access_token",
      "partner_refresh_token",
      "partner_primary_email",
      "cryptographic_key",
      "credentials",
    ];
    for (const [name, records] of recordsOf(messages)) {
      assert.ok(records.length > 0, name);
      for (const record of records) for (const field of secrets) assert.ok(!(field in record), `${name}.${field}`);
    }
  });

  it("counts through lists of Business Access that give no bookmark", async () => {
    simulator.settings.start_index_bookmarks = "missing";
    try {
      const { code, messages } = await read(["business_members"]);
      assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
      new Table("business_members")
        .add(recordsOf(messages).get("business_members") ?? [])
        .assertEquals(simulator.expectedRecords("business_members"));
    } finally {
      simulator.settings.start_index_bookmarks = "given";
    }
  });

  for (const [answer, sentence] of [
    ["restricted", /closed beta of labels.*Ask your Pinterest account manager/u],
    ["forbidden", /Ask for a role.*closed beta of labels/u],
  ] as const) {
    it(`says which access is missing where Pinterest answers that it is ${answer}, and reads the others`, async () => {
      simulator.settings.gated = ["labels/list", "analytics/create_mmm_report"];
      simulator.settings.gated_answer = answer;
      try {
        const { code, messages } = await read(["labels", "mmm_report", "promotions"]);
        assert.equal(code, 1, "what is refused is an error of its stream");
        const errors = new Map(
          errorsOf(messages).map((error) => [
            isObject(error.stream_descriptor) ? asText(error.stream_descriptor.name) : "",
            error,
          ]),
        );
        assert.deepEqual([...errors.keys()].toSorted(), ["labels", "mmm_report"]);
        assert.equal(errors.get("labels")?.failure_type, "config_error");
        assert.match(asText(errors.get("labels")?.message), sentence);
        assert.match(asText(errors.get("mmm_report")?.message), /marketing mix models/u);
        const statuses = statusesOf(messages);
        assert.deepEqual(statuses.get("labels")?.at(-1), "INCOMPLETE");
        assert.deepEqual(statuses.get("promotions")?.at(-1), "COMPLETE");
        new Table("promotions")
          .add(recordsOf(messages).get("promotions") ?? [])
          .assertEquals(simulator.expectedRecords("promotions"));
      } finally {
        simulator.settings.gated = [];
      }
    });
  }

  it("reads incrementally what changed of lists with a time of change", async () => {
    const cursors = new Map(
      others.flatMap(({ name, reading }) => (reading.by === "feed" ? [[name, reading.cursor] as const] : [])),
    );
    const feeds = [...cursors.keys()];
    assert.ok(feeds.length >= 6);
    const catalog = configure(streams.filter(({ name }) => feeds.includes(asText(name))));
    const first = await run("read", { config, catalog }, { environment });
    assert.equal(first.code, 0, JSON.stringify(errorsOf(first.messages)));
    for (const name of feeds) {
      new Table(name)
        .add(recordsOf(first.messages).get(name) ?? [])
        .assertEquals(simulator.expectedRecords(name, { terms, countries, trendRegions }));
    }
    const second = await run("read", { config, catalog, state: lastStates(first.messages) }, { environment });
    assert.equal(second.code, 0, JSON.stringify(errorsOf(second.messages)));
    // Of what has no time, nobody can tell whether it has changed.
    for (const [name, records] of recordsOf(second.messages)) {
      for (const record of records) assert.equal(record[cursors.get(name) ?? ""], null, `${name} has not changed`);
    }
  });
});
