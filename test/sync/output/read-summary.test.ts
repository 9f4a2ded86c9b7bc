import assert from "node:assert/strict";
import { ReadSummary } from "../../../src/sync/output/read-summary.ts";

describe("ReadSummary", () => {
  it("reports records, API calls by category, and skips by reason", () => {
    const summary = new ReadSummary();
    summary.write(12);
    for (const category of ["org_read", "ads_read", "org_read"]) summary.call(category);
    summary.wait(1_000, 3_500);
    summary.skip(2, "boards/list_pins: Not found. (HTTP 404)");
    assert.equal(
      String(summary),
      "read 12 records with 3 API calls (org_read 2, ads_read 1); waited 2.5 s for rate limits; skipped 2: boards/list_pins: Not found. (HTTP 404)",
    );
  });

  it("counts overlapping waits once", () => {
    const summary = new ReadSummary();
    summary.wait(0, 2_000);
    summary.wait(1_000, 2_000);
    summary.wait(1_500, 3_000);
    assert.match(String(summary), /waited 3\.0 s/u);
  });

  it("omits zero counts, and sums all streams without overlapping waits or reasons", () => {
    const all = new ReadSummary();
    for (const one of [all.addStream("pins"), all.addStream("boards")]) {
      one.write(2);
      one.call("org_read");
      assert.equal(String(one), "read 2 records with 1 API call");
      one.wait(0, 2_000);
      one.skip(1, "rows without id");
    }
    assert.equal(
      String(all),
      "read 4 records with 2 API calls; waited 2.0 s for rate limits; skipped 2: the warnings say why",
    );
    assert.deepEqual([all.calls, all.records], [2, 4]);
    assert.deepEqual(
      [...all.streams].map(([name, { calls, records }]) => [name, calls, records]),
      [
        ["pins", 1, 2],
        ["boards", 1, 2],
      ],
    );
  });
});
