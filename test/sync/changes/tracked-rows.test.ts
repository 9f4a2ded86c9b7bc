import assert from "node:assert/strict";
import { TrackedRows } from "../../../src/sync/changes/tracked-rows.ts";

describe("tracked rows", () => {
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
