import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/json.ts";
import { isObject } from "../../../src/json.ts";
import { ConnectorError } from "../../../src/protocol/errors.ts";
import { onlyParent, type Partition } from "../../../src/sync/partitions/partition.ts";
import { Refresh, readRefreshProgress } from "../../../src/sync/progress/refresh.ts";
import { StateReader } from "../../../src/sync/progress/state-format.ts";
import type { Slice } from "../../../src/sync/readers/reader.ts";
import { configWith } from "../../scripted-api.ts";
import { streamNamed } from "../../streams/stream-named.ts";

const partition = (key: string): Partition => ({ key, parameters: {}, revision: undefined, group: "" });
const partitions = ["1", "2", "3"].map(partition);
const fresh = readRefreshProgress({}, new StateReader({}, "boards"), undefined);

function read(state: unknown, job: string | undefined) {
  const stored: unknown = JSON.parse(JSON.stringify(state));
  assert.ok(isObject(stored));
  return readRefreshProgress(stored, new StateReader(stored, "boards"), job);
}

const on = (job: string | undefined) => ({ job, today: "2026-06-30" });

function refreshOf(progress: ReturnType<typeof read>, job: string | undefined): Refresh {
  const plan = { stream: streamNamed("boards"), config: configWith(), jobRun: on(job), dated: undefined };
  const refresh = new Refresh(plan, progress);
  assert.equal(refresh.nextPass(), true);
  return refresh;
}

/** Returns a refresh with all partitions discovered, and the remaining ones. */
function flat(progress: ReturnType<typeof read>, job: string | undefined, all = partitions) {
  const refresh = refreshOf(progress, job);
  assert.deepEqual(refresh.begin([onlyParent]), [onlyParent]);
  const { slices, readBefore } = refresh.open(onlyParent, all);
  return { refresh, slices, readBefore, left: slices.map((slice) => [keyOf(slice), refresh.positionOf(slice)]) };
}

const keyOf = ({ members: [member] }: Slice) => member?.key;
const sliceOf = (key: string, parent = onlyParent.key): Slice => ({ parent, members: [partition(key)] });
const further = (next: string) => ({ records: [], closed: [], next });
const end = (key: string) => ({ records: [], closed: [partition(key)] });

describe("Refresh", () => {
  it("has one pass, or none without dates", () => {
    const { refresh } = flat(fresh, "81");
    assert.equal(refresh.nextPass(), false);
    const { reading, ...stream } = streamNamed("pin_analytics");
    assert.ok(reading.by === "analytics");
    const plan = { stream: { ...stream, reading }, config: configWith(), jobRun: on("81") };
    assert.equal(new Refresh({ ...plan, dated: { reading, range: undefined } }, fresh).nextPass(), false);
  });

  it("reads all members of a batch that has changed between attempts", () => {
    const groupOf = (id: number): Partition => ({
      ...partition(`2/549/${id}`),
      parameters: { ad_account_id: "549", ad_group_ids: String(id) },
    });
    const begin = (ids: readonly number[], progress: ReturnType<typeof read>) => {
      const plan = { stream: streamNamed("keywords"), config: configWith(), jobRun: on("81"), dated: undefined };
      const refresh = new Refresh(plan, progress);
      refresh.nextPass();
      refresh.begin([onlyParent]);
      return { refresh, slices: refresh.open(onlyParent, [partition("0/549"), ...ids.map(groupOf)]).slices };
    };
    const idsOf = (slices: readonly Slice[]) =>
      slices.flatMap(({ members: [member] }) => member?.parameters.ad_group_ids ?? []).map(Number);
    const all = Array.from({ length: 700 }, (_, index) => 1000 + index);
    const first = begin(all, fresh);
    for (const slice of first.slices.slice(0, 2)) first.refresh.advance(slice, { records: [], closed: slice.members });
    assert.deepEqual(idsOf(begin(all, read(first.refresh.toState(), "81")).slices), all.slice(500));
    for (let gone = 250; gone < 260; gone += 1) {
      const others = all.filter((_, index) => index !== gone);
      const left = idsOf(begin(others, read(first.refresh.toState(), "81")).slices);
      assert.deepEqual(left, others.slice(250));
    }
  });

  it("keeps a partition named __proto__", () => {
    const odd = [partition("__proto__")];
    const { refresh } = flat(fresh, "81", odd);
    refresh.advance(sliceOf("__proto__"), further("p2"));
    assert.deepEqual(flat(read(refresh.toState(), "81"), "81", odd).left, [["__proto__", "p2"]]);
  });
});

const completed = (job: string | undefined) => refreshOf(fresh, job).endState(true);

describe("the marker of a finished refresh", () => {
  it("contains the platform's marker and the job", () => {
    assert.deepEqual(completed("81"), {
      __ab_full_refresh_sync_complete: true,
      job: "81",
      completed: "2026-06-30",
    });
    assert.deepEqual(completed(undefined), {
      __ab_full_refresh_sync_complete: true,
      completed: "2026-06-30",
    });
  });
});

describe("readRefreshProgress", () => {
  const others: readonly (readonly [string, JsonObject])[] = [
    ["none at all", {}],
    ["the official connector's", { date: "2024-05-01" }],
    ["one of a stream without cursor", { __ab_no_cursor_state_message: true }],
    ["one of an incremental read", { version: 1, partitions: { all: { cursor: "2026-01-01T00:00:00" } } }],
    ["one of incremental analytics", { version: 1, cursor: "2026-01-01" }],
    ["one whose dates are in the wrong order", { version: 1, refresh: { from: "2026-05-02", through: "2026-05-01" } }],
  ];
  for (const [title, state] of others) {
    it(`starts over from a state that is ${title}`, () => {
      assert.deepEqual(read(state, undefined), fresh);
      assert.deepEqual(read(state, "81"), fresh);
    });
  }

  for (const state of [
    { version: 2 },
    { version: 1, refresh: 3 },
    { version: 1, refresh: { done: [["1"]] } },
    { version: 1, refresh: { days: 1e9 } },
  ]) {
    it(`rejects ${JSON.stringify(state)}`, () => {
      assert.throws(
        () => read(state, undefined),
        (error: unknown) => error instanceof ConnectorError && error.message.includes("boards"),
      );
    });
  }
});

describe("Refresh through parent partitions", () => {
  const parents = ["1", "2", "3", "4"].map(partition);
  const within = (parent: string) => [partition(`${parent}/1`), partition(`${parent}/2`)];

  function through(progress: ReturnType<typeof read>, job: string) {
    const refresh = refreshOf(progress, job);
    const left = refresh.begin(parents).map(({ key }) => key);
    const open = (parent: string) =>
      refresh.open(partition(parent), within(parent)).slices.map((slice) => [keyOf(slice), refresh.positionOf(slice)]);
    return { refresh, left, open };
  }

  /** The first parent is read, the second is in its second partition, and the third is open. */
  function begun(progress = read({}, "81")): Refresh {
    const { refresh, open } = through(progress, "81");
    for (const parent of ["1", "2", "3"]) open(parent);
    refresh.close(partition("1"));
    refresh.advance(sliceOf("2/1", "2"), end("2/1"));
    refresh.advance(sliceOf("2/2", "2"), further("p2"));
    return refresh;
  }

  it("stores completed parents and the progress of open ones", () => {
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

  it("keeps open parents that this attempt has not reached", () => {
    const again = through(read(begun().toState(), "81"), "81");
    assert.deepEqual(again.refresh.toState(), begun().toState());
  });

  it("ignores partitions of a refresh that was not by parent", () => {
    const state = { version: 1, refresh: { job: "81", done: [["1/1", "3/2"]], open: {} } };
    const { refresh, left } = through(read(state, "81"), "81");
    assert.deepEqual(left, ["1", "2", "3", "4"]);
    assert.deepEqual(refresh.toState(), { version: 1, refresh: { job: "81", branches: { done: [], open: {} } } });
  });
});
