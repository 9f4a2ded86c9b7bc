import assert from "node:assert/strict";
import { digestOf } from "../../../src/base/digest.ts";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import { type ApiResponse, apiError, page, pageOfAll } from "../../scripted-api.ts";
import { configured, type OneSituation, readOne, type Script, scriptedRead, unauthorized } from "../scripted-read.ts";

/** Returns the timestamp of the Pin with this ID. Pins were created on consecutive days of June. */
const on = (id: number) => new Date(Date.UTC(2026, 4, 31) + id * 86_400_000).toISOString().slice(0, 19);
const pin = (id: number, time = on(id)): JsonObject => ({ id: String(id), created_at: time });
/** A page of Pins by their IDs, or as they are. */
type PageOfPins = readonly (number | JsonObject)[];

/** Returns Pins in these pages; `at` handles requests first. */
const pins =
  (pages: readonly PageOfPins[], at: (bookmark: string) => ApiResponse | undefined = () => undefined): Script =>
  ({ path, query }) => {
    if (path !== "/pins") return undefined;
    const bookmark = query.get("bookmark") ?? "";
    const index = Number(bookmark.replace("p", "") || 1) - 1;
    const rows = (pages[index] ?? []).map((each) => (typeof each === "number" ? pin(each) : each));
    return at(bookmark) ?? page(rows, index + 1 < pages.length ? `p${index + 2}` : null);
  };

const digests = (...ids: readonly number[]) => ids.map((id) => digestOf(String(id), 8)).join("");
const stateOf = (progress: JsonObject): JsonObject => ({ version: 1, partitions: { all: progress } });
/** A state that has read the Pins up to an ID. */
const readTo = (id: number, more: JsonObject = {}) => stateOf({ cursor: on(id), ids: [String(id)], ...more });

async function read(script: Script, state?: JsonObject, situation: OneSituation = {}) {
  const one = await readOne("pins", script, { mode: "incremental", state, config: { numWorkers: 1 }, ...situation });
  const progressOf = ({ partitions }: JsonObject) =>
    isObject(partitions) && isObject(partitions.all) ? partitions.all : {};
  const pages = one.api.requests
    .filter((request) => /^\/pins(?:\?|$)/u.test(request))
    .map((request) => new URLSearchParams(request.split("?")[1]).get("bookmark") ?? "p1");
  return {
    ...one,
    ids: one.ids.map(Number),
    pages,
    progresses: one.states.map(progressOf),
    progress: progressOf(one.states.at(-1) ?? {}),
  };
}

const expired = apiError(400, 1, "Invalid bookmark.");

describe("a newest-first list", () => {
  it("keeps the cursor until the scan has reached it", async () => {
    const { ids, progresses } = await read(pins([[3], [2, 1], [0]]), readTo(1));
    assert.deepEqual(ids, [3, 2]);
    assert.deepEqual(
      progresses.map(({ cursor, scan }) => [cursor, isObject(scan) ? scan.bookmark : undefined]),
      [
        [on(1), "p2"],
        [on(1), "p3"],
        [on(3), undefined],
      ],
    );
  });

  for (const [what, pages, state, requested, ids] of [
    ["the first page without new rows below the cursor", [[2, 0], [-1], [-2]], readTo(1), ["p1", "p2"], [2]],
    ["the first page for a cursor in the future", [[2], [1]], stateOf({ cursor: "2999-12-31T00:00:00" }), ["p1"], []],
    ["the end after an empty page with a bookmark", [[], [2]], stateOf({ cursor: on(1) }), ["p1", "p2"], [2]],
    ["an empty list", [[]], undefined, ["p1"], []],
    [
      "the end if it was unordered",
      [[3], [2], [1], [0]],
      readTo(2, { unordered: true, seen: digests(2, 1, 0) }),
      ["p1", "p2", "p3", "p4"],
      [3],
    ],
    // A row can have appeared at any place, so that only rows with a digest are known.
    [
      "the end if it was unordered in a state without digests",
      [[3], [2], [1], [0]],
      readTo(2, { unordered: true }),
      ["p1", "p2", "p3", "p4"],
      [3, 1, 0],
    ],
  ] as const satisfies readonly (readonly [
    string,
    readonly PageOfPins[],
    JsonObject | undefined,
    readonly string[],
    readonly number[],
  ])[]) {
    it(`is read up to ${what}`, async () => {
      const { pages: found, ids: emitted } = await read(pins(pages), state);
      assert.deepEqual([found, emitted], [requested, ids]);
    });
  }

  it("is resumed at the bookmark, with the cursor that the start of the scan found", async () => {
    const first = await read(
      pins([[9], [8], [7]], (bookmark) => (bookmark === "p3" ? unauthorized : undefined)),
      readTo(1),
    );
    assert.deepEqual([first.complete, first.ids, first.progress.cursor], [false, [9, 8], on(1)]);
    // Since then, a Pin has arrived, which the rest of the scan doesn't find.
    const second = await read(pins([[10], [8], [7]]), first.states.at(-1));
    assert.deepEqual(
      [second.pages, second.ids],
      [
        ["p3", "p1", "p2"],
        [7, 10],
      ],
    );
    assert.equal(second.progress.cursor, on(10));
  });

  it("counts as ordered again after a complete ordered scan, but not after part of one", async () => {
    const unordered = { unordered: true };
    assert.equal((await read(pins([[3], [2]]), readTo(2, unordered))).progress.unordered, undefined);
    assert.equal((await read(pins([[2], [3]]), readTo(2, unordered))).progress.unordered, true);
    const scan = { bookmark: "p2", newest: on(9), ids: ["9"] };
    const resumed = await read(
      pins([[9], [3], [2]], (bookmark) => (bookmark === "" ? unauthorized : undefined)),
      readTo(2, { ...unordered, scan }),
    );
    assert.deepEqual([resumed.progress.unordered, resumed.progress.cursor], [true, on(9)]);
    const rest = await resumed.again(pins([[9], [4], [3], [2]]));
    assert.deepEqual(rest.ids, ["9", "4"], "rows added since the scan began can be anywhere");
  });

  it("does not count as unordered after a restart", async () => {
    let isExpired = true;
    const script = pins([[9, 8], [7]], (bookmark) => {
      if (bookmark !== "p2" || !isExpired) return undefined;
      isExpired = false;
      return expired;
    });
    const scan = { bookmark: "p2", newest: on(9), ids: ["9"], oldest: on(8) };
    const { complete, progresses, progress } = await read(script, readTo(1, { scan }));
    assert.deepEqual([complete, progress.cursor], [true, on(9)]);
    assert.ok(progresses.every(({ unordered }) => unordered === undefined));
  });

  it("has timestamps that are compared by value, not by format", async () => {
    const rows = [
      pin(2, "2026-06-01T12:00:00.600000+02:00"),
      pin(1, "2026-06-01T10:00:00.500Z"),
      pin(0, "2026-06-01T10:00:00"),
    ];
    const { ids, progress } = await read(pins([rows]), stateOf({ cursor: "2026-06-01T10:00:00.5", ids: ["1"] }));
    assert.deepEqual([ids, progress.cursor, progress.unordered], [[2], "2026-06-01T10:00:00.6", undefined]);
  });

  it("emits a later row with the timestamp of the cursor", async () => {
    const { ids, progress } = await read(pins([[pin(2, on(1)), 1]]), readTo(1));
    assert.deepEqual([ids, progress], [[2], { cursor: on(1), seen: digests(2, 1) }]);
  });

  it("emits rows above the floor that the state doesn't contain", async () => {
    assert.deepEqual((await read(pins([[3, 2, 1]]), readTo(3, { seen: digests(3), floor: on(1) }))).ids, [2]);
  });

  it("is read on if no row of the first page is known, since older rows can be moved to the top", async () => {
    const pages = [
      [2, 1],
      [9, 8],
    ];
    const first = await read(pins(pages), readTo(9, { seen: digests(9, 8), floor: on(7) }));
    assert.deepEqual([first.pages, first.progress.unordered], [["p1", "p2"], true]);
    const told = (await first.log.logs("INFO")).filter((line) => line.includes("is not newest-first"));
    assert.equal(told.length, 1, told.join("\n"));
    assert.deepEqual((await read(pins(pages), first.states.at(-1))).ids, [2, 1]);
  });

  it("stores only its new rows in an interrupted scan if it is unordered", async () => {
    const state = readTo(1, { seen: digests(1), unordered: true });
    const { progress } = await read(
      pins([[3, 1], [0]], (bookmark) => (bookmark === "p2" ? unauthorized : undefined)),
      state,
    );
    assert.equal(isObject(progress.scan) ? progress.scan.seen : undefined, digests(3));
  });

  it("counts no row between the present and a floor in the future as seen", async () => {
    const future = { cursor: "2999-12-31T00:00:01", ids: ["1"], seen: digests(1), floor: "2999-12-31T00:00:00" };
    const first = await read(pins([[1], [0]]), stateOf(future));
    assert.deepEqual([first.ids, first.progress.cursor], [[], "2026-06-30T12:00:00"]);
    const second = await read(pins([[32, 1], [0]]), first.states.at(-1), { now: "2026-07-03T00:00:00Z" });
    assert.deepEqual(second.ids, [32]);
  });

  it("emits the same rows if child streams need all of it, and is read to its end", async () => {
    const pages: readonly PageOfPins[] = [[3], [2], [1]];
    const state = readTo(3);
    const alone = await read(pins(pages), state);
    const children = ({ path }: { readonly path: string }) =>
      path.endsWith("/product_tags") ? { body: { product_tags: [] } } : undefined;
    const list = pins(pages);
    const { log, api, outcomes } = await scriptedRead(
      [configured("pins", "incremental"), configured("pin_product_tags")],
      (request, signal) => children(request) ?? list(request, signal),
      { state: { pins: state } },
    );
    assert.deepEqual([...outcomes.values()], ["COMPLETE", "COMPLETE"]);
    assert.deepEqual([(await log.records("pins")).length, alone.ids.length], [0, 0]);
    const requested = api.requests.filter((request) => /^\/pins(?:\?|$)/u.test(request)).length;
    assert.deepEqual([alone.pages.length, requested], [2, 3]);
  });

  for (const [what, later] of [
    ["one page", [5, 4, 3, 2, 1]],
    ["one page after its newest row was deleted", [4, 3, 2, 1]],
  ] as const) {
    it(`emits any new row of a list of ${what}`, async () => {
      const first = await read(pins([[5, 4, 3, 2, 1]]));
      const second = await read(pins([later]), first.states.at(-1));
      const third = await read(pins([[...later, pin(9, "2019-05-01T00:00:00")]]), second.states.at(-1));
      assert.deepEqual([second.ids, third.ids], [[], [9]]);
    });
  }

  it("emits any new row of the last day, at any place", async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 5, 30) + minute * 60_000).toISOString().slice(0, 19);
    const pagesOf = (all: readonly JsonObject[]) =>
      Array.from({ length: Math.ceil(all.length / 50) }, (_, index) => all.slice(50 * index, 50 * (index + 1)));
    const many = Array.from({ length: 400 }, (_, index) => pin(400 - index, at(400 - index)));
    const first = await read(pins(pagesOf(many)));
    const second = await read(pins(pagesOf(many.toSpliced(350, 0, pin(999, at(50))))), first.states.at(-1));
    assert.deepEqual(second.ids, [999]);
  });

  it("emits a row of the future once, and goes on", async () => {
    const future = pin(99, "2028-01-01T00:00:00");
    const first = await read(pins([[future, 29]]));
    assert.deepEqual([first.ids, first.progress.cursor], [[99, 29], on(29)]);
    const second = await read(pins([[future, 31, 29]]), first.states.at(-1), { now: "2026-07-02T00:00:00Z" });
    const third = await read(pins([[future, 31, 29]]), second.states.at(-1), { now: "2028-02-01T00:00:00Z" });
    assert.deepEqual([second.ids, third.ids], [[31], []]);
  });

  it("starts over with a warning if an edited state has a floor above the cursor", async () => {
    const { ids, warnings } = await read(pins([[25, 20, 10]]), readTo(20, { seen: "", floor: on(29) }));
    assert.deepEqual(ids, [25, 20, 10]);
    assert.match(warnings, /starting 1 partition from the beginning, since the saved state is inconsistent/u);
  });

  for (const [title, state, tied] of [
    ["release 0.1.0", readTo(18), []],
    ["the official connector with a common cursor", { version: 1, cursor: on(18), partitions: {} }, [18]],
    ["the official connector", { created_at: on(18) }, [18]],
  ] as const) {
    it(`resumes from a state of ${title} without older rows, and then from its own`, async () => {
      const list = pins([[20, 19], [18, 17], [16]]);
      const first = await read(list, state);
      const second = await read(list, first.states.at(-1));
      assert.deepEqual([first.ids, second.ids], [[20, 19, ...tied], []]);
    });
  }
});

describe("an unordered list", () => {
  const account = (id: number, time: string) => ({ id: String(id), updated_time: Date.parse(time) / 1000 });
  const accounts =
    (...rows: readonly JsonObject[]): Script =>
    (request) =>
      request.path === "/ad_accounts" ? pageOfAll(rows, request, 1) : undefined;
  const readAccounts = (script: Script, situation: OneSituation = {}) =>
    readOne("ad_accounts", script, { mode: "incremental", config: { numWorkers: 1 }, ...situation });

  for (const [age, hours, isKnown] of [
    [60, 0, true],
    [59, 0, false],
    [60, -1, true],
    [59, -1, false],
    [60, 1, true],
    [59, 1, false],
    [-60, 0, false],
    // A row with a wrong timestamp would be emitted by each sync until then.
    [-600, 0, true],
  ] as const) {
    it(`emits a row that is ${age} seconds old ${isKnown ? "once" : "twice"}, by a clock ${hours} hours ahead`, async () => {
      const at = (seconds: number, from = 0) =>
        new Date(Date.UTC(2026, 5, 30, 6) + from + seconds * 1000).toISOString();
      const apiAheadMs = hours * 3_600_000;
      const list = accounts(account(2, at(-age, apiAheadMs)));
      const first = await readAccounts(list, { now: at(0) });
      const second = await first.again(list, { now: at(120) });
      const third = await second.again(list, { now: at(240) });
      assert.deepEqual([first.ids, second.ids, third.ids], [["2"], isKnown ? [] : ["2"], []]);
    });
  }

  it("emits once a row that appears with an older timestamp", async () => {
    const recent = [account(1, "2026-06-20"), account(2, "2026-06-28")];
    const first = await readAccounts(accounts(...recent));
    const second = await first.again(accounts(account(0, "2024-01-05"), ...recent));
    assert.deepEqual([first.ids, second.ids, (await second.again()).ids], [["1", "2"], ["0"], []]);
  });

  it("emits no row up to the cursor of a state without digests, even if its first scan is interrupted", async () => {
    const rows = [1, 2, 3].map((id) => account(id, `2026-06-0${id}T00:00:00Z`));
    const list = accounts(...rows);
    const cut: Script = (request, signal) =>
      request.query.get("bookmark") === "at 2" ? unauthorized : list(request, signal);
    const first = await readAccounts(cut, { state: stateOf({ cursor: "2026-06-03T00:00:00", ids: ["3"] }) });
    const second = await first.again(list);
    const third = await second.again(list);
    assert.deepEqual([first.ids, second.ids, third.ids], [[], [], []]);
  });
});
