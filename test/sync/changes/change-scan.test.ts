import assert from "node:assert/strict";
import { isObject } from "../../../src/json.ts";
import { ChangeScan } from "../../../src/sync/changes/change-scan.ts";
import { onlyParent, type Partition } from "../../../src/sync/partitions/partition.ts";
import { readRefreshProgress } from "../../../src/sync/progress/refresh.ts";
import { StateReader } from "../../../src/sync/progress/state-format.ts";
import type { Slice } from "../../../src/sync/readers/reader.ts";
import { configWith } from "../../scripted-api.ts";
import { streamNamed } from "../../streams/stream-named.ts";

/** A partition in the container of its ad account. */
const partition = (account: string): Partition => ({
  key: account,
  parameters: { ad_account_id: account },
  revision: undefined,
  group: "",
});
const partitions = ["1", "2"].map(partition);
const sliceOf = (account: string): Slice => ({ parent: onlyParent.key, members: [partition(account)] });

/** Returns a scan of two ad accounts that has discovered both. @param scan the state of an earlier run */
function scanOf({ scan = {}, areKeyed = true }: { scan?: unknown; areKeyed?: boolean } = {}): ChangeScan {
  assert.ok(isObject(scan));
  const partial = Array.isArray(scan.partial) ? scan.partial.map(String) : [];
  const plan = {
    containers: new Set(["ad_account_id"]),
    areKeyed,
    partial,
    toState: (state: object) => ({ ...state }),
  };
  const jobRun = { job: undefined, today: "2026-06-30" };
  const refresh = { version: 1, refresh: scan };
  const progress = readRefreshProgress(refresh, new StateReader(refresh, "campaigns"), undefined);
  const stream = streamNamed("campaigns");
  const result = new ChangeScan(plan, { stream, config: configWith(), jobRun, dated: undefined }, progress);
  assert.equal(result.nextPass(), true);
  result.begin([onlyParent]);
  result.open(onlyParent, partitions);
  return result;
}

const complete = (scan: ChangeScan) => ["1", "2"].filter(scan.isComplete);

/** Reads the only page of an ad account. @param isPartial whether rows were skipped */
function readPage(scan: ChangeScan, account: string, isPartial = false): void {
  scan.advance(sliceOf(account), { records: [], closed: [partition(account)], ...(isPartial ? { isPartial } : {}) });
}

describe("ChangeScan", () => {
  it("is complete if all partitions were read without skipped rows", () => {
    const scan = scanOf();
    for (const account of ["1", "2"]) readPage(scan, account);
    scan.endPass(false, false);
    assert.deepEqual([complete(scan), scan.isCompleteEverywhere], [["1", "2"], true]);
    assert.equal("partial" in scan.toState(), false);
  });

  it("is incomplete in the containers with skipped rows, and in the next attempt", () => {
    const scan = scanOf();
    readPage(scan, "1", true);
    const next = scanOf({ scan: scan.toState() });
    for (const each of [scan, next]) {
      readPage(each, "2");
      each.endPass(false, false);
      assert.deepEqual([complete(each), each.isCompleteEverywhere], [["2"], false]);
    }
  });

  it("is incomplete everywhere after a skipped row that could be one of another container", () => {
    const scan = scanOf({ areKeyed: false });
    readPage(scan, "1", true);
    readPage(scan, "2");
    scan.endPass(false, false);
    assert.deepEqual(complete(scan), []);
  });

  it("is incomplete in containers that it didn't read, and in undiscovered ones", () => {
    const scan = scanOf();
    readPage(scan, "2");
    scan.endPass(false, false);
    assert.deepEqual([complete(scan), scan.isComplete("3")], [["2"], false]);
  });

  it("is incomplete everywhere if partitions are missing from the list of parents", () => {
    for (const [isMissing, isPartial] of [
      [true, false],
      [false, true],
    ] as const) {
      const scan = scanOf();
      for (const account of ["1", "2"]) readPage(scan, account);
      scan.endPass(isMissing, isPartial);
      assert.deepEqual([complete(scan), scan.isCompleteEverywhere], [[], false]);
    }
  });
});
