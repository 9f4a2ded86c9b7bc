import assert from "node:assert/strict";
import fc from "fast-check";
import { asText, type JsonObject } from "../../../src/json.ts";
import { TrackedRows } from "../../../src/sync/changes/tracked-rows.ts";
import { StateReader } from "../../../src/sync/progress/state-format.ts";

/** Something that happens to a row, in one of two places. */
interface Happening {
  readonly id: string;
  readonly place: "" | "closed";
  /** Undefined: the row is deleted. */
  readonly content: number | undefined;
}

/** A scan: what happens before each row that it comes to, whether it is cut short, and whether its second place is denied. */
interface Look {
  readonly before: readonly Happening[];
  readonly meanwhile: readonly (readonly Happening[])[];
  readonly isCut: boolean;
  readonly isDenied: boolean;
}

const happening = fc.record<Happening>({
  id: fc.integer({ min: 1, max: 12 }).map(String),
  place: fc.constantFrom("", "closed"),
  content: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
});
const history = fc.array(
  fc.record<Look>({
    before: fc.array(happening, { maxLength: 6 }),
    meanwhile: fc.array(fc.array(happening, { maxLength: 2 }), { maxLength: 6 }),
    isCut: fc.boolean(),
    isDenied: fc.boolean(),
  }),
  { maxLength: 12 },
);
const quiet: Look = { before: [], meanwhile: [], isCut: false, isDenied: false };

/** A world of rows, the rows of a destination, and the state between them. */
class Syncs {
  readonly world = new Map<string, JsonObject>();
  readonly table = new Map<string, JsonObject>();
  #state: JsonObject = {};
  /** Rows that were there from the beginning to the end of the scan before. */
  #before = new Set<string>();

  happen({ id, place, content }: Happening): void {
    if (content === undefined) this.world.delete(id);
    else this.world.set(id, { id, place, content });
  }

  look({ before, meanwhile, isCut, isDenied }: Look): void {
    for (const each of before) this.happen(each);
    const rows = new TrackedRows(["id"]).read(
      new StateReader({ changes: this.#state }, "rows").object("changes"),
      false,
    );
    const there = new Set(this.world.keys());
    let turn = 0;
    for (const id of ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]) {
      for (const each of meanwhile[turn] ?? []) {
        this.happen(each);
        if (each.content === undefined) there.delete(each.id);
      }
      turn += 1;
      if (isCut && turn > 6) break;
      const record = this.world.get(id);
      if (record === undefined || (isDenied && record.place === "closed")) continue;
      if (rows.record(rows.toScannedRow(record, asText(record.place)), true)) this.table.set(id, record);
    }
    if (!isCut) rows.endScan(() => !isDenied, true, true);
    for (const { key, fields } of rows.deleted) {
      const id = asText(fields.id);
      assert.ok(
        !there.has(id) || !this.#before.has(id),
        `${id} was there in one of the last two scans, and is called gone`,
      );
      this.table.delete(id);
      rows.remove(key);
    }
    if (!isCut) this.#before = there;
    this.#state = { rows: rows.toJson() };
  }
}

describe("tracked rows", () => {
  it("never delete an existing row, and converge after two scans without changes", () => {
    fc.assert(
      fc.property(history, (looks) => {
        const syncs = new Syncs();
        for (const look of looks) syncs.look(look);
        // A scan that was cut short is finished first.
        for (let scan = 0; scan < 3; scan += 1) syncs.look(quiet);
        assert.deepEqual(
          [...syncs.table.values()].map((row) => JSON.stringify(row)).sort(),
          [...syncs.world.values()].map((row) => JSON.stringify(row)).sort(),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("remove absent rows without deleting them after a scan with another selection", () => {
    const rows = new TrackedRows(["id"]);
    rows.record(rows.toScannedRow({ id: "1" }, ""), false);
    rows.endScan(() => true, false, true);
    assert.deepEqual([rows.size, rows.missed, rows.deleted], [0, [], []]);
  });

  it("are not stored if they exceed the limit, but counted", () => {
    const rows = new TrackedRows(["id"], 400);
    for (let id = 1; id <= 50; id += 1) rows.record(rows.toScannedRow({ id: String(id) }, ""), true);
    assert.ok(rows.record(rows.toScannedRow({ id: "1" }, ""), true));
    assert.deepEqual([rows.size, rows.overflow, rows.toJson()], [0, 51, {}]);
  });

  it("take less than 1 MB of a state with any keys", () => {
    for (const fields of [["id"], ["owner", "id"], ["id", "owner"]]) {
      const rows = new TrackedRows(fields);
      const owner = (index: number) => String(1_022_106_146_619_699_000n + BigInt(index % 5000));
      for (let index = 0; rows.overflow === 0; index += 1) {
        const id = String(1_109_081_775_732_622_458n + BigInt(index));
        rows.record(rows.toScannedRow({ id, owner: owner(index) }, owner(index % 7)), index % 2 === 0);
        if (index % 4000 === 3999) assert.ok(JSON.stringify(rows.toJson()).length < 1_000_000, fields.join());
        assert.ok(index < 100_000);
      }
      assert.ok(rows.overflow > 10_000, `${fields.join()}: ${rows.overflow}`);
    }
  });
});
