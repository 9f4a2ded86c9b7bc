import assert from "node:assert/strict";
import { type ApiResponse, apiError, page } from "../scripted-api.ts";
import {
  fault,
  gone,
  type OneSituation,
  readOne,
  restricted,
  rows,
  type Script,
  unauthorized,
} from "./scripted-read.ts";

/** Boards with one section each, or with a response in place of their sections. */
function boards(sections: Readonly<Record<string, ApiResponse | undefined>>): Script {
  return ({ path }) => {
    const [, board = ""] = /^\/boards\/(\d+)\/sections$/u.exec(path) ?? [];
    if (path === "/boards") return page(rows(...Object.keys(sections)));
    return board === "" ? undefined : (sections[board] ?? page(rows(`${board}0`)));
  };
}

/** Boards with sections, each with one Pin, or with a response in place of its Pins. */
function sectioned(all: Readonly<Record<string, Readonly<Record<string, ApiResponse | undefined>>>>): Script {
  return ({ path }) => {
    const [, board = "", section] = /^\/boards\/(\d+)\/sections(?:\/(\d+)\/pins)?$/u.exec(path) ?? [];
    const changed = "2026-01-03T00:00:00";
    if (path === "/boards")
      return page(rows(...Object.keys(all)).map((row) => ({ ...row, board_pins_modified_at: changed })));
    if (board === "") return undefined;
    if (section === undefined) return page(rows(...Object.keys(all[board] ?? {})));
    return all[board]?.[section] ?? page([{ id: `${section}0`, created_at: changed }]);
  };
}

/** Reads lists one at a time. */
const read = (script: Script, situation: OneSituation = {}, name = "board_sections") =>
  readOne(name, script, { ...situation, config: { numWorkers: 1, ...situation.config } });
const readPins = (script: Script, situation: OneSituation = {}) =>
  read(script, { mode: "incremental", ...situation }, "board_section_pins");

/** The requested paths except for the list of boards and the account. */
const lists = ({ api }: Awaited<ReturnType<typeof readOne>>) =>
  api.requests.map((request) => request.split("?")[0] ?? "").filter((path) => path.startsWith("/boards/"));

describe("a stream with many partitions", () => {
  const many = Array.from({ length: 45 }, (_, index) => String(index + 1));
  const failing = (isFailing: (id: string) => boolean) =>
    boards(Object.fromEntries(many.map((id) => [id, isFailing(id) ? fault : undefined])));

  it("reads everything but what fails, names each, and leaves that to the next attempt", async () => {
    const first = await read(
      failing((id) => Number(id) % 3 === 1),
      { job: "81" },
    );
    assert.deepEqual([first.complete, first.ids.length], [false, 30]);
    assert.match(first.messageOf("transient_error"), /\(board 1\)/u);
    assert.match(first.warnings, /not read: board 4: /u);
    const next = await first.again(failing(() => false));
    assert.deepEqual(
      [next.complete, next.ids.toSorted()],
      [
        true,
        many
          .filter((id) => Number(id) % 3 === 1)
          .map((id) => `${id}0`)
          .toSorted(),
      ],
    );
  });

  it("ends after 20 failures in a row without anything read between them", async () => {
    const ended = await read(failing((id) => Number(id) > 5));
    assert.deepEqual([ended.complete, ended.ids.length], [false, 5]);
    assert.deepEqual(
      [25, 26].map((id) => ended.api.calls(`/boards/${id}/sections`) > 0),
      [true, false],
    );
  });

  for (const [what, response, type] of [
    ["an invalid access token", unauthorized, "config_error"],
    ["a missing scope", apiError(401, 3, "Missing: ['boards:read']"), "config_error"],
    ["a feature that isn't enabled", restricted, "config_error"],
    ["an exhausted quota", apiError(429, 8, "Too many.", { "x-ratelimit-reset": "67150" }), "transient_error"],
    ["an unknown error", apiError(418, 0, "I am a teapot."), "system_error"],
    ["a bug", new TypeError("ours"), "system_error"],
  ] as const) {
    it(`ends at once after ${what}`, async () => {
      const ended = await read(boards({ 1: undefined, 2: response, 3: undefined }));
      assert.deepEqual([ended.complete, ended.ids, ended.api.calls("/boards/3/sections")], [false, ["10"], 0]);
      assert.ok(ended.messageOf(type) !== "");
      const nested = await readPins(sectioned({ 1: { 11: undefined }, 2: { 21: response }, 3: { 31: undefined } }));
      assert.deepEqual([nested.complete, nested.ids, nested.api.calls("/boards/3/sections")], [false, ["110"], 0]);
    });
  }

  it("ends with the error, not with the stop of the other requests that it causes", async () => {
    const script = boards({ 2: unauthorized });
    const { messageOf, ids } = await readOne("board_sections", async (request, signal) => {
      if (request.path === "/boards") return page(rows("1", "2"));
      if (request.path !== "/boards/1/sections") return script(request);
      await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
      return page(rows("10"));
    });
    assert.match(messageOf("config_error"), /access token/u);
    assert.deepEqual(ids, []);
  });

  for (const at of ["/boards", "/boards/2/sections"]) {
    it(`requests nothing after a stop signal during ${at}, and saves what was read`, async () => {
      const stop = new AbortController();
      const script = boards({ 1: undefined, 2: undefined, 3: undefined });
      const stopping: Script = (request) => {
        if (request.path === at) stop.abort();
        return script(request);
      };
      const stopped = await read(stopping, { stop, job: "81" });
      assert.deepEqual([stopped.complete, stopped.errors, stopped.kinds.at(-1)], [false, [], "INCOMPLETE"]);
      const later = at === "/boards" ? ["/boards/1/sections", "/boards/2/sections"] : [];
      for (const path of [...later, "/boards/3/sections"]) assert.equal(stopped.api.calls(path), 0, path);
      const { complete, ids } = await read(script, { job: "81", state: stopped.states.at(-1) });
      assert.deepEqual([complete, [...stopped.ids, ...ids]], [true, ["10", "20", "30"]]);
    });
  }
});

describe("a stream of nested partitions", () => {
  it("reads what a parent has before it opens the next one", async () => {
    const ended = await readPins(sectioned({ 1: { 11: undefined, 12: undefined }, 2: {}, 3: { 31: undefined } }));
    assert.deepEqual(lists(ended), [
      "/boards/1/sections",
      "/boards/1/sections/11/pins",
      "/boards/1/sections/12/pins",
      "/boards/2/sections",
      "/boards/3/sections",
      "/boards/3/sections/31/pins",
    ]);
  });

  it("reads a skipped or failed section, and no other, in the next attempt of the job", async () => {
    const job = { job: "81" };
    const first = await readPins(
      sectioned({ 1: { 11: gone, 12: undefined }, 2: { 21: fault, 22: undefined }, 3: { 31: undefined } }),
      job,
    );
    assert.deepEqual([first.complete, first.ids], [false, ["120", "220", "310"]]);
    assert.match(first.warnings, /board_section_pins: skipped board 1, section 11: .*Not found/u);
    const all = sectioned({
      1: { 11: undefined, 12: undefined },
      2: { 21: undefined, 22: undefined },
      3: { 31: undefined },
    });
    const next = await first.again(all);
    assert.deepEqual([next.complete, next.ids], [true, ["110", "210"]]);
    assert.ok(!next.api.requests.some((each) => /\/(?:12|22|31)\/pins/u.test(each)), next.api.requests.join());
  });
});
