import assert from "node:assert/strict";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { openStartBed, type StartBed } from "./bed.ts";

const day = 86_400_000;
const lists = ["pins", "board_pins", "likes", "search_pins"];

describe("the Pins of npm start", () => {
  let bed: StartBed;
  before(async () => {
    bed = await openStartBed();
  });
  after(() => bed.close());

  it("have the numbers of the last read, and are gone with it", async () => {
    const { simulator, database } = bed;
    const read = (hours = 0) => bed.read({ streams: [...lists, "boards"] }, { search_queries: ["garden"] }, hours);
    const { pins: added } = simulator.change({ add_pins: 60 });
    await read();
    const before = simulator.expectedRecords("pins");
    simulator.clock.advance(30 * day);
    const gone = asText(before.at(-1)?.id);
    simulator.change({ delete_pin: gone });
    const outcomes = await read(30 * 24);
    const expected = simulator.expectedRecords("pins");
    assert.deepEqual(
      outcomes.map(({ stream, problem }) => [stream, problem]),
      [...lists, "boards"].map((stream) => [stream, ""]),
    );
    const stored = await database.rows("SELECT id, (pin_metrics->'90d'->>'pin_click')::BIGINT AS clicks FROM pins");
    const clicksOf = ({ pin_metrics: metrics }: JsonObject) =>
      isObject(metrics) && isObject(metrics["90d"]) ? metrics["90d"].pin_click : undefined;
    const byId = (rows: readonly JsonObject[]) => new Map(rows.map((row) => [asText(row.id), clicksOf(row)]));
    assert.deepEqual(new Map(stored.map(({ id, clicks }) => [asText(id), clicks])), byId(expected));
    const isNew = ({ id }: JsonObject) => Array.isArray(added) && added.includes(asText(id));
    assert.notDeepEqual(byId(expected.filter(isNew)), byId(before.filter(isNew)), "the new Pins got clicks");
    for (const table of lists)
      assert.deepEqual(await database.rows(`SELECT id FROM ${table} WHERE id = '${gone}'`), [], table);
  });
});
