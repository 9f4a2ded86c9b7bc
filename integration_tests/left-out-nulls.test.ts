import assert from "node:assert/strict";
import { extents } from "../simulator/world/scale.ts";
import { isObject, type JsonObject } from "../src/base/json.ts";
import { streams } from "../src/streams/all.ts";
import { pollOf, type Stream } from "../src/streams/stream.ts";
import { isTrackable } from "../src/streams/tracking.ts";
import { Bed, credentials } from "./bed/bed.ts";
import { errorsOf, lastStates, recordsOf } from "./bed/messages.ts";
import { Table } from "./bed/table.ts";

const config = {
  credentials,
  search_queries: ["garden"],
  terms: ["garden"],
  countries: ["US"],
  trend_regions: ["US"],
  start_date: "2026-07-06",
  columns: ["IMPRESSION_1", "SPEND_IN_DOLLAR"],
};
const tracked = { ...config, track_changes: ["*"] };
const namesOf = (some: readonly Stream[]) => some.map(({ name }) => name);

/** Returns a value without the members of objects that are null. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const left = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(left.map(([name, member]) => [name, withoutNulls(member)]));
}

// Pinterest announced it for all endpoints (2026-09).
describe("responses without the fields that are null", () => {
  let bed: Bed;
  before(async () => {
    bed = await Bed.open({ seed: 7, scale: { ...extents.small, pins: 60 }, config });
  });
  after(() => bed.close());

  it("have the rows of all streams without files", async () => {
    // Rows of files are no responses of the API.
    const names = namesOf(streams.filter((stream) => pollOf(stream) === undefined));
    bed.simulator.settings.nulls = "omitted";
    const { messages } = await bed.read(names, { mode: "full_refresh" });
    assert.deepEqual(errorsOf(messages), []);
    const records = recordsOf(messages);
    const valuesOf = (rows: readonly JsonObject[] = []) => rows.map(withoutNulls).filter(isObject);
    for (const name of names)
      new Table(name).add(valuesOf(records.get(name))).assertEquals(valuesOf(bed.expectedRecords(name)));
  });

  it("change no record of a list that was read with nulls before", async () => {
    const names = namesOf(streams.filter(isTrackable));
    bed.simulator.settings.nulls = "sent";
    const first = await bed.read(names, { config: tracked });
    assert.deepEqual(errorsOf(first.messages), []);
    bed.advance(2 * 3_600);
    bed.simulator.settings.nulls = "omitted";
    const next = await bed.read(names, { config: tracked, states: lastStates(first.messages) });
    assert.deepEqual(errorsOf(next.messages), []);
    const records = recordsOf(next.messages);
    assert.deepEqual(
      names.filter((name) => (records.get(name) ?? []).length > 0),
      [],
    );
  });
});
