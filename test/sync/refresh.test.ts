import assert from "node:assert/strict";
import type { JsonObject } from "../../src/json.ts";
import { isObject } from "../../src/json.ts";
import { ConnectorError } from "../../src/protocol/errors.ts";
import type { Partition } from "../../src/sync/partition.ts";
import { BranchedRefresh, completedRefresh, Refresh, readRefreshProgress } from "../../src/sync/refresh.ts";
import { StateReader } from "../../src/sync/state-format.ts";

const partitions = ["1", "2", "3"].map((key): Partition => ({ key, parameters: {}, version: undefined, group: "" }));
const [first, second, third] = partitions;
const fresh = { complete: false, done: [], open: new Map<string, string>() };

function read(state: unknown, job: string | undefined) {
  const stored: unknown = JSON.parse(JSON.stringify(state));
  assert.ok(isObject(stored));
  return readRefreshProgress(stored, new StateReader(stored, "boards"), job);
}

const on = (job: string | undefined) => ({ job, today: "2026-06-30" });

function halfWay(job: string | undefined): JsonObject {
  const refresh = new Refresh(partitions, fresh, job);
  assert.ok(first !== undefined && second !== undefined);
  refresh.advance(first, "p2");
  refresh.advance(first, null);
  refresh.advance(second, "p2");
  return refresh.toState();
}

describe("Refresh", () => {
  for (const job of ["81", undefined]) {
    it(`goes on where ${job === undefined ? "a run without a job" : "the same job"} stopped`, () => {
      const refresh = new Refresh(partitions, read(halfWay(job), job), job);
      assert.deepEqual(
        partitions.map((partition) => [refresh.isDone(partition), refresh.bookmarkOf(partition)]),
        [
          [true, undefined],
          [false, "p2"],
          [false, undefined],
        ],
      );
    });
  }

  for (const [written, now] of [
    ["81", "82"],
    ["81", undefined],
    [undefined, "82"],
  ] as const) {
    it(`begins anew for job ${now ?? "(none)"} after job ${written ?? "(none)"}`, () => {
      assert.deepEqual(read(halfWay(written), now), fresh);
    });
  }

  it("takes a bookmark that is done for done", () => {
    const refresh = new Refresh(partitions, fresh, "81");
    assert.ok(third !== undefined);
    refresh.advance(third, "p2");
    refresh.advance(third, null);
    assert.equal(refresh.bookmarkOf(third), undefined);
    assert.equal(refresh.isDone(third), true);
  });

  it("keeps a partition named __proto__ apart", () => {
    const odd: Partition = { key: "__proto__", parameters: {}, version: undefined, group: "" };
    const refresh = new Refresh([odd], fresh, "81");
    refresh.advance(odd, "p2");
    assert.equal(new Refresh([odd], read(refresh.toState(), "81"), "81").bookmarkOf(odd), "p2");
  });
});

describe("the marker of a finished refresh", () => {
  it("holds what the platform looks for, and the job", () => {
    assert.deepEqual(completedRefresh(on("81")), {
      __ab_full_refresh_sync_complete: true,
      job: "81",
      completed: "2026-06-30",
    });
    assert.deepEqual(completedRefresh(on(undefined)), {
      __ab_full_refresh_sync_complete: true,
      completed: "2026-06-30",
    });
  });

  it("keeps the same job from reading again", () => {
    assert.equal(read(completedRefresh(on("81")), "81").complete, true);
  });

  it("lets another job read again", () => {
    assert.deepEqual(read(completedRefresh(on("81")), "82"), fresh);
    assert.deepEqual(read(completedRefresh(on("81")), undefined), fresh);
    assert.deepEqual(read(completedRefresh(on(undefined)), "82"), fresh);
  });

  it("lets a run without a job read again: nothing tells it from another run", () => {
    assert.deepEqual(read(completedRefresh(on(undefined)), undefined), fresh);
  });
});

describe("readRefreshProgress", () => {
  const others: readonly (readonly [string, JsonObject])[] = [
    ["none at all", {}],
    ["the official connector's", { date: "2024-05-01" }],
    ["one of a stream without cursor", { __ab_no_cursor_state_message: true }],
    ["one of an incremental read", { version: 1, partitions: { all: { cursor: "2026-01-01T00:00:00" } } }],
    ["one of incremental analytics", { version: 1, cursor: "2026-01-01" }],
  ];
  for (const [title, state] of others) {
    it(`begins anew from a state that is ${title}`, () => {
      assert.deepEqual(read(state, undefined), fresh);
      assert.deepEqual(read(state, "81"), fresh);
    });
  }

  for (const state of [{ version: 2 }, { version: 1, refresh: 3 }, { version: 1, refresh: { done: [["1"]] } }]) {
    it(`refuses ${JSON.stringify(state)}`, () => {
      assert.throws(
        () => read(state, undefined),
        (error: unknown) => error instanceof ConnectorError && error.message.includes("boards"),
      );
    });
  }
});

describe("BranchedRefresh", () => {
  const branches = ["1", "2", "3", "4"].map((key) => ({ key }));
  const [one, two, three, four] = branches;
  const parts = (branch: string) => [{ key: `${branch}/1` }, { key: `${branch}/2` }];

  /** The first branch is read, the second in the middle of its second part, the third has been opened. */
  function begun(progress = read({}, "81")): BranchedRefresh {
    const refresh = new BranchedRefresh(branches, progress, "81");
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    for (const branch of [one, two, three]) refresh.open(branch, parts(branch.key));
    refresh.close(one);
    refresh.within(two).advance({ key: "2/1" }, null);
    refresh.within(two).advance({ key: "2/2" }, "p2");
    return refresh;
  }

  it("says which branches are done, and how far the others have come of which something was read", () => {
    assert.deepEqual(begun().toState(), {
      version: 1,
      refresh: {
        job: "81",
        branches: {
          done: [["1", "1"]],
          open: {
            "2": { done: [["2/1", "2/1"]], open: { "2/2": { bookmark: "p2" } } },
          },
        },
      },
    });
  });

  it("goes on where the same job stopped, and with another job anew", () => {
    const state = begun().toState();
    const again = new BranchedRefresh(branches, read(state, "81"), "81");
    assert.ok(one !== undefined && two !== undefined && four !== undefined);
    assert.deepEqual(
      branches.map((branch) => again.isDone(branch)),
      [true, false, false, false],
    );
    again.open(two, parts("2"));
    assert.equal(again.within(two).isDone({ key: "2/1" }), true);
    assert.equal(again.within(two).bookmarkOf({ key: "2/2" }), "p2");
    const anew = new BranchedRefresh(branches, read(state, "82"), "82");
    assert.deepEqual(
      branches.map((branch) => anew.isDone(branch)),
      [false, false, false, false],
    );
    anew.open(two, parts("2"));
    assert.equal(anew.within(two).bookmarkOf({ key: "2/2" }), undefined);
  });

  it("keeps what an earlier attempt has left open and this one has not come to", () => {
    const again = new BranchedRefresh(branches, read(begun().toState(), "81"), "81");
    assert.deepEqual(again.toState(), begun().toState());
  });

  it("does not take the done parts of a refresh without branches for branches", () => {
    const flat = { version: 1, refresh: { job: "81", done: [["1/1", "3/2"]], open: {} } };
    const refresh = new BranchedRefresh(branches, read(flat, "81"), "81");
    assert.deepEqual(
      branches.map((branch) => refresh.isDone(branch)),
      [false, false, false, false],
    );
  });
});
