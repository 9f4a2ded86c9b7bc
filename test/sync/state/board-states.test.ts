import assert from "node:assert/strict";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import { type ApiResponse, page } from "../../scripted-api.ts";
import { denied, type OneSituation, readOne, type Script, unauthorized } from "../scripted-read.ts";

const old = "2026-05-01T00:00:00";

/** Boards with a revision each, and one Pin each; `at` handles requests for Pins first. */
function boards(
  revisions: Readonly<Record<string, string | null>>,
  at: (board: string, bookmark: string) => ApiResponse | undefined = () => undefined,
): Script {
  return ({ path, query }) => {
    const [, board = ""] = /^\/boards\/([^/]+)\/pins$/u.exec(path) ?? [];
    if (path === "/boards")
      return page(Object.entries(revisions).map(([id, revision]) => ({ id, board_pins_modified_at: revision })));
    if (board === "") return undefined;
    return at(board, query.get("bookmark") ?? "") ?? page([{ id: `${board}0`, created_at: old }]);
  };
}

const read = (script: Script, situation: OneSituation = {}) =>
  readOne("board_pins", script, { mode: "incremental", ...situation, config: { numWorkers: 1, ...situation.config } });

const partitionsOf = (state: JsonObject | undefined) => (isObject(state?.partitions) ? state.partitions : {});

describe("the Pins of a board", () => {
  const noon = "2026-06-30T12:00:00Z";
  for (const [title, before, after, requests] of [
    ["an unchanged revision", "2026-06-29T10:43:44", "2026-06-29T10:43:44", 0],
    ["another revision", "2026-06-29T10:43:44", "2026-06-29T10:43:44.5", 1],
    ["no revision", null, null, 1],
    ["no revision before", null, "2026-06-29T10:43:44", 1],
    ["no revision any more", "2026-06-29T10:43:44", null, 1],
    ["a date as its revision, which a change on that date keeps", "2026-06-29", "2026-06-29", 1],
    // The rows of a recent change might not be visible yet.
    ["a revision of two hours before the read", "2026-06-30T10:00:00", "2026-06-30T10:00:00", 0],
    ["a more recent revision", "2026-06-30T10:00:01", "2026-06-30T10:00:01", 1],
    ["a revision in the future", "2026-07-02T00:00:00", "2026-07-02T00:00:00", 1],
  ] as const) {
    it(`are requested ${requests === 0 ? "no more" : "again"} with ${title}`, async () => {
      const first = await read(boards({ 1: before }), { now: noon });
      assert.deepEqual([first.errors, first.ids], [[], ["10"]]);
      const next = await first.again(boards({ 1: after }));
      assert.deepEqual([next.complete, next.ids, next.api.calls("/boards/1/pins")], [true, [], requests]);
    });
  }

  it("are requested again if the revision changed during an interrupted scan", async () => {
    const revision = (time: string) => ({ 1: `2026-06-29T${time}` });
    const cut = boards(revision("10:43:43"), (_, bookmark) =>
      bookmark === "" ? page([{ id: "11", created_at: old }], "p2") : unauthorized,
    );
    const first = await read(cut);
    assert.equal(first.complete, false);
    const second = await first.again(boards(revision("10:43:44")));
    assert.equal(second.complete, true);
    assert.equal((await second.again()).api.calls("/boards/1/pins"), 0);
    const stale = await first.again(boards(revision("10:43:43")));
    assert.ok((await stale.again(boards(revision("10:43:44")))).api.calls("/boards/1/pins") > 0);
  });
});

describe("a board that was denied for a while", () => {
  it("has lost no Pin after a read with access", async () => {
    const pins = (...ids: readonly string[]) => page(ids.map((id) => ({ id, created_at: `2026-05-0${id}T00:00:00` })));
    const first = await read(boards({ 1: "2026-05-03T00:00:00", 2: old }, () => pins("3")));
    const revisions = { 1: "2026-05-05T00:00:00", 2: old };
    const closed = await first.again(boards(revisions, () => denied));
    const partly = await closed.again(
      boards(revisions, (_, bookmark) =>
        bookmark === "" ? page([{ id: "5", created_at: "2026-05-05T00:00:00" }], "p2") : denied,
      ),
    );
    const open = await partly.again(
      boards(revisions, (_, bookmark) => (bookmark === "" ? pins("5", "4", "3") : pins("4", "3"))),
    );
    assert.deepEqual([closed.complete, partly.complete, open.complete], [true, false, true]);
    assert.deepEqual([closed.ids, partly.ids, open.ids], [[], ["5"], ["4"]]);
  });
});

describe("the state of many boards", () => {
  it("has at most eight characters per revision, and is the same after a sync without changes", async () => {
    const revision = `2026-06-29T10:43:44.${"1".repeat(1_000)}`;
    const script = boards({ 1: revision, 2: null, ["__proto__"]: old });
    const first = await read(script);
    const [state, again] = [first.states.at(-1), (await first.again()).states.at(-1)];
    assert.deepEqual(again, state);
    assert.match(JSON.stringify(state), /"version":"[\w-]{1,8}"/u);
    assert.ok(JSON.stringify(state).length < 800, JSON.stringify(state));
  });

  it("has no partition of a board that no longer exists", async () => {
    const first = await read(boards({ 1: old, 2: old }));
    const next = await first.again(boards({ 2: old, 3: old }));
    assert.deepEqual(Object.keys(partitionsOf(next.states.at(-1))), ["2", "3"]);
  });

  it("keeps the partitions of unchanged boards", async () => {
    const script: Script = ({ path }) => {
      if (path === "/boards") return page(["7", "8"].map((id) => ({ id, board_pins_modified_at: old })));
      return page(path.endsWith("/sections") ? [{ id: "1" }] : [{ id: `of ${path}`, created_at: old }]);
    };
    const first = await readOne("board_section_pins", script, { mode: "incremental" });
    const next = await first.again();
    assert.deepEqual(
      [next.complete, next.ids, Object.keys(partitionsOf(next.states.at(-1)))],
      [true, [], ["7/1", "8/1"]],
    );
    assert.equal("round" in (next.states.at(-1) ?? {}), false);
  });

  it("has a common cursor of other boards until a pass is complete", async () => {
    const state = { version: 1, cursor: "2026-03-01T00:00:00", partitions: { "1": { cursor: "2026-01-01T00:00:00" } } };
    const months = ["04", "02", "01"];
    const pins = (board: string) =>
      page(months.map((month) => ({ id: `${board} of ${month}`, created_at: `2026-${month}-15T00:00:00` })));
    const cut = await read(
      boards({ 1: old, 2: old, 3: old }, (board) => (board === "3" ? unauthorized : pins(board))),
      { state },
    );
    assert.deepEqual([cut.complete, cut.ids], [false, ["1 of 04", "1 of 02", "1 of 01", "2 of 04"]]);
    const all = boards({ 1: old, 2: old, 3: old }, pins);
    const rest = await cut.again(all);
    assert.deepEqual([rest.complete, rest.ids], [true, ["3 of 04"]]);
    const later = await rest.again(boards({ 1: old, 2: old, 3: old, 4: old }, pins));
    assert.deepEqual(later.ids, ["4 of 04", "4 of 02", "4 of 01"], "what is new later is read from its beginning");
  });
});

/** Returns the state of a sync that reads one page of another partition and then fails. */
async function after(stream: "board_pins" | "board_section_pins" | "campaigns", partitions: JsonObject) {
  const { states } = await readOne(
    stream,
    ({ path, query }) => {
      if (path === "/boards" || path === "/ad_accounts") return page([{ id: "1" }]);
      if (path === "/boards/1/sections") return page([{ id: "1" }]);
      return query.has("bookmark") ? unauthorized : page([{ id: "1", created_at: old, updated_time: 1 }], "p2");
    },
    { mode: "incremental", state: { version: 1, partitions } },
  );
  const state = states.at(-1);
  assert.ok(state !== undefined);
  const progressOf = (key: string): JsonObject => {
    const progress = partitionsOf(state)[key];
    return isObject(progress) ? progress : {};
  };
  return { state, progressOf, size: Buffer.byteLength(JSON.stringify(state)) };
}

/** Returns text in the form of row digests. */
const digests = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) => (first + index).toString(36).padStart(8, "A")).join("");
/** Returns a board ID of the maximum length. */
const id = (index: number) => String(1_099_300_590_356_454_982n + BigInt(index));
const lately = "2026-06-29T00:00:00";
const floor = "2026-04-01T00:00:00";

describe("a board that changed lately, or since", () => {
  it("is read again with its sections after an interrupted pass", async () => {
    const script =
      (fails: boolean): Script =>
      ({ path }) => {
        const revision = (id: string) => {
          if (id === "5" && !fails) return "2026-05-02T00:00:00";
          return id === "7" ? "2026-06-30T11:30:00" : old;
        };
        if (path === "/boards")
          return page(["5", "6", "7", "8"].map((id) => ({ id, board_pins_modified_at: revision(id) })));
        if (fails && path.startsWith("/boards/8/")) return unauthorized;
        return page(path.endsWith("/sections") ? [{ id: "1" }] : [{ id: `of ${path}`, created_at: old }]);
      };
    const first = await readOne("board_section_pins", script(true), { mode: "incremental", config: { numWorkers: 1 } });
    assert.equal(first.complete, false);
    const next = await first.again(script(false));
    assert.deepEqual(
      ["5", "6", "7", "8"].map((id) => next.api.calls(`/boards/${id}/sections`)),
      [1, 0, 1, 1],
    );
    assert.deepEqual(Object.keys(partitionsOf(next.states.at(-1))), ["5/1", "6/1", "7/1", "8/1"]);
  });
});

describe("a state with too many rows", () => {
  it("keeps 90,000 rows of one list in less than 1 MB", async () => {
    const seen = digests(90_000);
    const { progressOf, size } = await after("campaigns", { 7: { cursor: lately, seen } });
    assert.equal(progressOf("7").seen, seen);
    assert.ok(size < 1_000_000, `${size} bytes`);
  });

  // One of n lists keeps (100,000 - 15n) / n rows. `after` adds a list.
  it("keeps an equal number from the top of each list", async () => {
    const all = [digests(300), digests(80_000, 1_000), digests(90_000, 100_000)];
    const lists = Object.fromEntries(all.map((seen, index) => [String(7 + index), { cursor: lately, seen }]));
    const { progressOf, size } = await after("campaigns", lists);
    const most = (100_000 - 15 * 4) / 4;
    const kept = all.map((seen) => seen.slice(0, 8 * most));
    assert.deepEqual(
      ["7", "8", "9"].map((key) => progressOf(key).seen),
      kept,
    );
    assert.ok(size < 1_000_000, `${size} bytes`);
  });

  it("counts the rows of an unfinished scan, and prefers those that were known before", async () => {
    const most = (100_000 - 15 * 2) / 2;
    for (const [known, inScan] of [
      [70_000, 0],
      [40_000, most - 40_000],
    ] as const) {
      const scan = { bookmark: "b", newest: lately, ids: [], seen: digests(70_000, 100_000) };
      const { progressOf, size } = await after("campaigns", { 7: { cursor: lately, seen: digests(known), scan } });
      const state = progressOf("7");
      assert.equal(state.seen, digests(Math.min(known, most)));
      assert.equal(isObject(state.scan) ? state.scan.seen : undefined, digests(inScan, 100_000));
      assert.ok(size < 1_000_000, `${size} bytes`);
    }
  });
});

describe("a state of 10,000 partitions", () => {
  const many = (form: (index: number) => readonly [string, JsonObject | string]) =>
    Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => form(index)));
  const row = { cursor: lately, ids: [id(0)], version: "abcdefgh" };
  const board = (index: number) => id(index);
  const section = (index: number) => `${id(index)}/${id(index)}`;

  for (const [title, keyOf, form] of [
    ["one row per section", section, row],
    [
      "sections with an overlap",
      section,
      { ...row, cursor: `${lately}.123`, seen: digests(100), floor: `${floor}.123` },
    ],
    [
      "rows of some sections",
      section,
      (index: number) => (index < 4_990 ? { ...row, cursor: `${lately}.123` } : `${lately} abcdefgh`),
    ],
    ["sections in no order with all rows", section, { ...row, seen: digests(100), unordered: true }],
    ["sections of release 0.2.0 in no order", section, `${lately} abcdefgh unordered`],
  ] as const) {
    it(`takes less than 1 MB: ${title}`, async () => {
      const stream = keyOf === board ? "board_pins" : "board_section_pins";
      const { size } = await after(
        stream,
        many((index) => [keyOf(index), typeof form === "function" ? form(index) : form]),
      );
      assert.ok(size < 1_000_000, `${size} bytes`);
    });
  }

  it("keeps everything but the digests, and is the same after the next sync", async () => {
    const scan = { bookmark: "b", oldest: floor, newest: lately, version: "abcdefgh" };
    const forms: readonly (readonly [JsonObject, JsonObject])[] = [
      [{ cursor: lately }, { cursor: lately }],
      [
        { cursor: lately, version: "abcdefgh" },
        { cursor: lately, version: "abcdefgh" },
      ],
      [
        { cursor: lately, version: "abcdefgh", unordered: true },
        { version: "abcdefgh", unordered: true },
      ],
      [{ cursor: lately, seen: digests(1), floor }, { cursor: floor }],
      [{ cursor: lately, seen: digests(1) }, {}],
      [
        { cursor: lately, scan },
        { cursor: lately, scan },
      ],
      [
        { cursor: lately, scan: { ...scan, seen: digests(1), floor } },
        { cursor: lately, scan: { ...scan, seen: "", floor } },
      ],
    ];
    const { state } = await after(
      "board_pins",
      many((index) => [id(index), { ids: [id(index)], ...forms[index % forms.length]?.[0] }]),
    );
    const again = await after("board_pins", partitionsOf(state));
    for (const [index, [, kept]] of forms.entries()) assert.deepEqual(again.progressOf(id(index)), kept);
    assert.deepEqual(again.state, state);
  });

  it("is read in the compact form that 0.2.0 writes", async () => {
    const { progressOf } = await after("board_pins", {
      2: lately,
      3: `${lately} abcdefgh`,
      4: `${lately}  unordered`,
      5: `${lately} abcdefgh unordered`,
    });
    assert.deepEqual(["2", "3", "4", "5"].map(progressOf), [
      { cursor: lately },
      { cursor: lately, version: "abcdefgh" },
      // Without order and digests, no row is known.
      { unordered: true },
      { version: "abcdefgh", unordered: true },
    ]);
  });

  for (const [title, list, pins, ids] of [
    ["a list without a floor", {}, ["06-03", "06-02"], ["06-03", "06-02"]],
    ["a list with a floor", { floor: "2026-06-02T00:00:00" }, ["06-03", "06-02", "06-01"], ["06-03", "06-02"]],
    ["a list in no order", { unordered: true }, ["06-01", "06-03"], ["06-01", "06-03"]],
  ] as const) {
    it(`has no room for digests but loses no row that appears below the cursor of ${title}`, async () => {
      const state = {
        version: 1,
        partitions: {
          ...many((index) => [id(index), { cursor: lately, seen: digests(1), floor }]),
          7: { cursor: "2026-06-03T00:00:00", seen: digests(3), version: "abcdefgh", ...list },
        },
      };
      const rows = page(pins.map((day) => ({ id: day, created_at: `2026-${day}T00:00:00` })));
      const listed = (response: ApiResponse) => boards({ 7: old }, () => response);
      const next = await (await read(listed(unauthorized), { state })).again(listed(rows));
      assert.deepEqual([next.complete, next.ids], [true, ids]);
    });
  }
});
