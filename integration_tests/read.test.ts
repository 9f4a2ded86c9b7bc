import assert from "node:assert/strict";
import { extents } from "../simulator/world/scale.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { schemaOf } from "../src/commands/catalog.ts";
import { streams } from "../src/streams/all.ts";
import { childPartitionsOf } from "../src/streams/partitions.ts";
import type { Stream } from "../src/streams/stream.ts";
import { assertEachNamed } from "../test/assert-each.ts";
import { Bed, credentials } from "./bed/bed.ts";
import type { Outcome } from "./bed/connector.ts";
import { Destination } from "./bed/destination.ts";
import { errorsOf, lastStates, recordsOf, statusesOf } from "./bed/messages.ts";
import { repeatedRequests } from "./bed/repeated-requests.ts";
import { Table } from "./bed/table.ts";
import { undeclared } from "./bed/undeclared.ts";

const day = 86_400;
const config = {
  credentials,
  search_queries: ["garden", "vintage garden", "تونس"],
  terms: ["garden", "workout", "تونس"],
  countries: ["US", "GB"],
  trend_regions: ["US", "GB+IE", "DE"],
  // A Monday, since weekly reports have entire weeks. The first days of organic metrics, which go back 90 days, are no longer
  // returned ten days later.
  start_date: "2026-04-20",
};
const ofAds = { campaigns: 3, adGroups: 6, ads: 15, keywords: 24 };
const scale = { ...extents.small, pins: 420, followers: 280, followingUsers: 20, ...ofAds };
const names = streams.map(({ name }) => name);
/** Two thirds of the columns of ads analytics are read once. */
const fewColumns = ["IMPRESSION_1", "CLICKTHROUGH_1", "SPEND_IN_DOLLAR", "TOTAL_CONVERSIONS"];

/** Returns what identifies a list's partition in its rows. */
function placeOf(stream: Stream, row: JsonObject): string {
  const bound = childPartitionsOf(stream).flatMap((part) => Object.keys(part.parent.bind));
  const fields = [...bound, ...Object.keys(stream.fromRequest ?? {}), "board_section_id"];
  return JSON.stringify(stream.partitions.of === "single" ? [] : fields.map((field) => row[field]));
}

async function open(fields: JsonObject): Promise<Bed> {
  const bed = await Bed.open({ seed: 7, scale, pages: "ragged", config: { ...config, ...fields } });
  bed.simulator.change({ delete_ad: adOfSharedPin(bed) });
  return bed;
}

/** Returns an ad with metrics that shares its Pin with another ad of its campaign, so that a deletion changes sums. */
function adOfSharedPin({ simulator }: Bed): string {
  const shown = new Set(simulator.expectedRecords("ad_analytics").map(({ AD_ID: id }) => id));
  const ads = simulator.world.adAccounts.flatMap(({ advertising }) => advertising.ads);
  const found = ads.find(
    ({ id, pinId, campaign }) =>
      shown.has(id) && ads.some((other) => other.id !== id && other.pinId === pinId && other.campaign === campaign),
  );
  assert.ok(found !== undefined, "no two ads show the same Pin");
  return found.id;
}

function assertComplete({ code, stderr, messages }: Outcome): void {
  assert.deepEqual(errorsOf(messages), []);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  const statuses = statusesOf(messages);
  assert.equal(statuses.size, streams.length);
  assertEachNamed(streams, ({ name }) => {
    const [first, ...rest] = statuses.get(name) ?? [];
    assert.deepEqual([first, rest.pop(), ...new Set(rest)], ["STARTED", "COMPLETE", "RUNNING"]);
  });
}

async function assertRecords(bed: Bed, { messages }: Outcome): Promise<void> {
  const records = recordsOf(messages);
  const schemas = new Map(await Promise.all(streams.map(async (one) => [one.name, await schemaOf(one)] as const)));
  assertEachNamed(streams, ({ name }) => {
    const expected = bed.expectedRecords(name);
    const rows = records.get(name) ?? [];
    assert.ok(expected.length > 0 || name === "search_boards", "no expected records");
    new Table(name).add(rows).assertEquals(expected);
    assert.equal(rows.length, expected.length, "a record is repeated");
    const schema = schemas.get(name) ?? {};
    assert.deepEqual([...new Set(rows.flatMap((row) => undeclared(row, schema, name)))], [], "a field is undeclared");
  });
}

/** Fails if a list that several streams need was requested twice. */
function assertRequestedOnce({ simulator }: Bed): void {
  const repeated = repeatedRequests(simulator.journal.entries);
  // Pinterest lists liked Pins as Pins of a board, which is one of the account's boards.
  const isOfLikes = (request: string) => request.startsWith("boards/list_pins ");
  assert.deepEqual(
    repeated.filter((request) => !isOfLikes(request)),
    [],
  );
  assert.ok(new Set(repeated).size <= 1, repeated.join("\n"));
}

describe("full refresh", () => {
  it("of all streams and columns by the built program emits each record once", async () => {
    const bed = await open({ start_date: "2026-06-22" });
    try {
      // A slower clock, since a machine that is busy with all reports looks like a silent server.
      const outcome = await bed.read(names, { mode: "full_refresh", program: { speed: 8 } });
      assertComplete(outcome);
      await assertRecords(bed, outcome);
    } finally {
      await bed.close();
    }
  });
});

describe("incremental reads of every stream", () => {
  let bed: Bed;
  const destination = new Destination(streams);
  let states: readonly JsonObject[] = [];
  const newestFirst = streams.flatMap((stream) =>
    stream.reading.by === "newest_first" ? [{ ...stream, ...stream.reading }] : [],
  );
  /** The rows of newest-first lists at the last sync. */
  let earlier: ReadonlyMap<string, readonly JsonObject[]> = new Map();

  before(async () => {
    bed = await open({ columns: fewColumns });
  });
  after(() => bed.close());

  /**
   * Returns the rows of a newest-first list that a sync can emit again: those of the last hour before the newest one of their
   * partition, as they were at the last sync.
   */
  function overlapOf(stream: (typeof newestFirst)[number]): readonly JsonObject[] {
    const rows = earlier.get(stream.name) ?? [];
    const timeOf = (row: JsonObject) => Date.parse(`${asText(row[stream.cursor])}Z`) / 1000;
    const newest = new Map<string, number>();
    for (const row of rows)
      newest.set(placeOf(stream, row), Math.max(newest.get(placeOf(stream, row)) ?? 0, timeOf(row)));
    return rows.filter((row) => timeOf(row) > (newest.get(placeOf(stream, row)) ?? 0) - 3_600);
  }

  /** Fails if newest-first lists emit a row twice, or one of the last sync for another reason than their overlap of an hour. */
  function assertFewRepeats(records: ReadonlyMap<string, readonly JsonObject[]>): void {
    assertEachNamed(newestFirst, (stream) => {
      const { name } = stream;
      const emitted = new Table(name).add(records.get(name) ?? []);
      assert.equal(emitted.size, records.get(name)?.length ?? 0, "a record is repeated");
      const repeats = emitted.keysIn(new Table(name).add(earlier.get(name) ?? []));
      const overlap = new Set(new Table(name).add(overlapOf(stream)).keys);
      assert.deepEqual(
        repeats.filter((key) => !overlap.has(key)),
        [],
        `of ${repeats.length} repeats, ${overlap.size} allowed`,
      );
    });
  }

  async function sync(): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
    bed.simulator.journal.clear();
    const outcome = await bed.read(names, { states });
    assertComplete(outcome);
    assertRequestedOnce(bed);
    states = lastStates(outcome.messages, states);
    const records = recordsOf(outcome.messages);
    destination.add(records);
    destination.assertMatches((name) => bed.expectedRecords(name));
    return records;
  }

  afterEach(() => {
    earlier = new Map(newestFirst.map(({ name }) => [name, bed.expectedRecords(name)]));
  });

  const change = (one: JsonObject) => bed.simulator.change(one);

  it("begin with everything", async () => {
    await sync();
  });

  it("emit restated days and what is new, also more than a page of Pins, three days later", async () => {
    bed.advance(3 * day);
    change({ add_pins: 300 });
    change({ add_pins: 2, board_id: asText(bed.expectedRecords("boards")[0]?.id) });
    change({ add_boards: 1, add_followers: 3 });
    change({ add_ads: 5 });
    assertFewRepeats(await sync());
  });

  it("keep days that the API no longer returns, and read newest-first lists to their end, ten days later", async () => {
    bed.advance(10 * day);
    const records = await sync();
    assertEachNamed(newestFirst, ({ name }) => {
      const expected = bed.expectedRecords(name);
      new Table(name).add(records.get(name) ?? []).assertEquals(expected);
      assert.equal(records.get(name)?.length, expected.length, "a record is repeated");
    });
  });

  it("emit no record of a list with a cursor, but for the overlap of newest-first lists, if nothing changed", async () => {
    bed.advance(3 * 3_600);
    const records = await sync();
    assertFewRepeats(records);
    const others = streams.filter(({ reading }) => reading.by === "compared" || reading.by === "lookup");
    assertEachNamed(others, ({ name }) => assert.equal(records.get(name)?.length ?? 0, 0, "it has not changed"));
  });
});
