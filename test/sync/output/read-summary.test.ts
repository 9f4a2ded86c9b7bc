import assert from "node:assert/strict";
import { ReadSummary } from "../../../src/sync/output/read-summary.ts";

describe("ReadSummary", () => {
  it("says what was read, what that took by category, and what was skipped and why", () => {
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

  it("counts waits at the same time once", () => {
    const summary = new ReadSummary();
    summary.wait(0, 2_000);
    summary.wait(1_000, 2_000);
    summary.wait(1_500, 3_000);
    assert.match(String(summary), /waited 3\.0 s/u);
  });

  it("says nothing of what there was none of, and adds up for all streams, but waits at the same time", () => {
    const all = new ReadSummary();
    for (const one of [new ReadSummary(all), new ReadSummary(all)]) {
      one.write(2);
      one.call("org_read");
      assert.equal(String(one), "read 2 records with 1 API calls");
      one.wait(0, 2_000);
      one.skip(1, "rows without id");
    }
    assert.equal(
      String(all),
      "read 4 records with 2 API calls; waited 2.0 s for rate limits; skipped 2: rows without id",
    );
    assert.equal(all.calls, 2);
  });
});
