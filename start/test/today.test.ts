import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { sectionsOf } from "./page-content.ts";
import { clicks, counts, likes, type Rows } from "./truth.ts";

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
    const stored = await database.rows(`SELECT id, (pin_metrics->'90d'->>'pin_click')::BIGINT
      + (pin_metrics->'90d'->>'clickthrough')::BIGINT AS clicks FROM pins`);
    const byId = (rows: Rows, value: (row: Rows[number]) => number) =>
      Object.fromEntries(rows.map((row) => [asText(row.id), value(row)]));
    assert.deepEqual(
      byId(stored, (row) => Number(row.clicks)),
      byId(expected, (row) => clicks([row])),
    );
    const isNew = ({ id }: Rows[number]) => Array.isArray(added) && added.includes(asText(id));
    assert.ok(clicks(expected.filter(isNew)) > clicks(before.filter(isNew)), "the new Pins got clicks");
    for (const table of lists)
      assert.deepEqual(await database.rows(`SELECT id FROM ${table} WHERE id = '${gone}'`), [], table);
    const tile = (title: string, page: string) =>
      sectionsOf(page)
        .find((section) => section.title === title)
        ?.text.split(" ")[0];
    const page = await renderPage(database);
    assert.equal(tile("Pins you own", page), counts(expected.length));
    assert.equal(tile("Likes, all time", page), counts(likes(expected)));
  });
});
