import assert from "node:assert/strict";
import fc from "fast-check";
import { asText, type JsonObject } from "../../../src/json.ts";
import { TrackedRows } from "../../../src/sync/changes/tracked-rows.ts";
import { StateReader } from "../../../src/sync/progress/state-format.ts";

/** A change of a row in one of two containers. */
interface Change {
  readonly id: string;
  readonly container: "" | "closed";
  /** Undefined: the row is deleted. */
  readonly content: number | undefined;
}

/** A scan, with changes before it and before each row. */
interface Scan {
  readonly before: readonly Change[];
  readonly meanwhile: readonly (readonly Change[])[];
  /** Whether the scan is interrupted. */
  readonly isInterrupted: boolean;
  /** Whether the second container is denied. */
  readonly isDenied: boolean;
}

const change = fc.record<Change>({
  id: fc.integer({ min: 1, max: 12 }).map(String),
  container: fc.constantFrom("", "closed"),
  content: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
});
const history = fc.array(
  fc.record<Scan>({
    before: fc.array(change, { maxLength: 6 }),
    meanwhile: fc.array(fc.array(change, { maxLength: 2 }), { maxLength: 6 }),
    isInterrupted: fc.boolean(),
    isDenied: fc.boolean(),
  }),
  { maxLength: 12 },
);
const withoutChanges: Scan = { before: [], meanwhile: [], isInterrupted: false, isDenied: false };

/** The rows of an account, the rows of a destination, and the state between scans. */
class Syncs {
  readonly account = new Map<string, JsonObject>();
  readonly table = new Map<string, JsonObject>();
  #state: JsonObject = {};
  /** Rows that existed during the entire previous scan. */
  #presentBefore = new Set<string>();

  apply({ id, container, content }: Change): void {
    if (content === undefined) this.account.delete(id);
    else this.account.set(id, { id, container, content });
  }

  scan({ before, meanwhile, isInterrupted, isDenied }: Scan): void {
    for (const each of before) this.apply(each);
    const rows = new TrackedRows(["id"]).read(
      new StateReader({ changes: this.#state }, "rows").object("changes"),
      false,
    );
    const present = new Set(this.account.keys());
    let position = 0;
    for (const id of ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]) {
      for (const each of meanwhile[position] ?? []) {
        this.apply(each);
        if (each.content === undefined) present.delete(each.id);
      }
      position += 1;
      if (isInterrupted && position > 6) break;
      const record = this.account.get(id);
      if (record === undefined || (isDenied && record.container === "closed")) continue;
      if (rows.record(rows.toScannedRow(record, asText(record.container)), true)) this.table.set(id, record);
    }
    if (!isInterrupted) rows.endScan(() => !isDenied, true, true);
    for (const { key, fields } of rows.deleted) {
      const id = asText(fields.id);
      assert.ok(
        !present.has(id) || !this.#presentBefore.has(id),
        `${id} existed during the last two scans and was deleted`,
      );
      this.table.delete(id);
      rows.remove(key);
    }
    if (!isInterrupted) this.#presentBefore = present;
    this.#state = { rows: rows.toJson() };
  }
}

describe("tracked rows", () => {
  it("never delete an existing row, and converge after two scans without changes", () => {
    fc.assert(
      fc.property(history, (scans) => {
        const syncs = new Syncs();
        for (const scan of scans) syncs.scan(scan);
        // The first one finishes an interrupted scan.
        for (let more = 0; more < 3; more += 1) syncs.scan(withoutChanges);
        assert.deepEqual(
          [...syncs.table.values()].map((row) => JSON.stringify(row)).sort(),
          [...syncs.account.values()].map((row) => JSON.stringify(row)).sort(),
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
