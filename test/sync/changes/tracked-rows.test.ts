import assert from "node:assert/strict";
import { asText } from "../../../src/json.ts";
import { type AbsentRow, TrackedRows } from "../../../src/sync/changes/tracked-rows.ts";
import { StateReader } from "../../../src/sync/progress/state-format.ts";

const everywhere = () => true;

function see(rows: TrackedRows, id: string, container = "", name = "a"): boolean {
  return rows.record(rows.toScannedRow({ id, name }, container), true);
}

/** Returns rows of a first scan, by ID and container. */
function scanned(...all: readonly (readonly [id: string, container: string])[]): TrackedRows {
  const rows = new TrackedRows(["id"]);
  for (const [id, container] of all) see(rows, id, container);
  rows.endScan(everywhere, true, true);
  return rows;
}

const idsOf = (absent: readonly AbsentRow[]) => absent.map(({ fields }) => asText(fields.id)).toSorted();
const keyOf = (rows: TrackedRows, id: string) => rows.toScannedRow({ id }, "").key;

/** Returns the rows as the next sync reads them from the state. */
function stored(rows: TrackedRows): TrackedRows {
  const state = { rows: rows.toJson() };
  return new TrackedRows(["id"]).read(new StateReader(state, "boards"), false);
}

describe("tracked rows", () => {
  it("are deleted if they are absent from two complete scans of their container", () => {
    const rows = scanned(["1", "A"], ["2", "A"], ["3", "B"]);
    const isComplete = (container: string) => container === "A";
    see(rows, "1", "A");
    assert.equal(rows.countAbsent(isComplete), 1);
    rows.endScan(isComplete, true, true);
    assert.deepEqual([idsOf(rows.missed), rows.deleted], [["2"], []]);
    see(rows, "1", "A");
    rows.endScan(isComplete, true, false);
    assert.deepEqual([idsOf(rows.missed), rows.deleted], [["2"], []], "no row can be deleted now");
    see(rows, "1", "A");
    rows.endScan(isComplete, true, true);
    assert.deepEqual([rows.missed, idsOf(rows.deleted)], [[], ["2"]]);
  });

  it("are in the container in which they were seen last", () => {
    const rows = scanned(["1", "A"], ["2", "B"]);
    see(rows, "1", "B");
    rows.endScan((container) => container === "B", true, true);
    // Row 1 has left A, where it isn't missing.
    rows.endScan((container) => container === "A", true, true);
    assert.deepEqual([rows.missed, rows.deleted], [[], []]);
    rows.endScan((container) => container === "B", true, true);
    assert.deepEqual(idsOf(rows.missed), ["1", "2"]);
  });

  it("stay deleted until their tombstone is written, and are missed in the state", () => {
    const rows = scanned(["1", ""], ["2", ""]);
    rows.endScan(everywhere, true, true);
    rows.confirmDeleted(keyOf(rows, "2"));
    assert.deepEqual([idsOf(rows.missed), idsOf(rows.deleted)], [["1"], ["2"]]);
    assert.deepEqual(idsOf(stored(rows).missed), ["1", "2"]);
    rows.endScan(() => false, true, true);
    assert.deepEqual([rows.missed, idsOf(rows.deleted)], [[], ["2"]], "an incomplete scan says nothing of row 2");
    rows.remove(keyOf(rows, "2"));
    assert.deepEqual([rows.size, rows.deleted], [1, []]);
  });

  it("can be deleted only after they were missed", () => {
    const rows = scanned(["1", ""]);
    rows.confirmDeleted(keyOf(rows, "1"));
    assert.deepEqual(rows.deleted, []);
  });

  it("are new, changed, or the same, and keep their status in the current scan", () => {
    const rows = scanned(["1", ""]);
    assert.deepEqual([see(rows, "1"), see(rows, "1", "", "b"), see(rows, "2")], [false, true, true]);
    // An incremental read between the pages of the scan.
    rows.record(rows.toScannedRow({ id: "1", name: "b" }, ""), false);
    rows.endScan(everywhere, true, true);
    assert.deepEqual(rows.missed, []);
  });

  it("are unseen again if the scan restarts", () => {
    const rows = scanned(["1", ""], ["2", ""]);
    see(rows, "1");
    rows.abandonScan();
    see(rows, "2");
    rows.endScan(everywhere, true, true);
    assert.deepEqual(idsOf(rows.missed), ["1"]);
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
