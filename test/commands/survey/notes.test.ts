import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Simulator, startSimulator } from "../../../simulator/simulator.ts";
import { extents } from "../../../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { parseBody } from "../../../src/pinterest/responses/parse-body.ts";
import { FakeClock } from "../../fake-clock.ts";
import { folderOfTest } from "../../temporary-folders.ts";
import { noon } from "../../today.ts";
import type { Flip } from "./flips.ts";
import { survey } from "./survey-run.ts";

const day = 86_400_000;

/** Changes the rows of lists on a path. */
const eachRow = (path: RegExp, change: (row: JsonObject) => JsonObject): Flip => ({
  send: async (url, next) => {
    const response = await next();
    const body = parseBody(response.body);
    if (!path.test(url.pathname) || !isObject(body) || !Array.isArray(body.items)) return response;
    return { ...response, body: JSON.stringify({ ...body, items: body.items.filter(isObject).map(change) }) };
  },
});

describe("survey --notes", () => {
  let simulator: Simulator;
  const folder = folderOfTest();

  beforeEach(async () => {
    simulator = await startSimulator({
      seed: 6,
      scale: { ...extents.small, pins: 120, followers: 20 },
      clock: new FakeClock(noon),
    });
  });
  afterEach(() => simulator.close());

  /** Surveys the account some days after noon. @param flip what is false in this run */
  const run = (days: number, flip: Flip = {}) =>
    survey(simulator, flip, ["--notes", join(folder.path, "notes.json")], noon + days * day);
  const boards = () =>
    simulator.expectedRecords("boards").toSorted((one, other) => Number(other.pin_count) - Number(one.pin_count));

  it("answers after changes on another day what one run can't", async () => {
    const first = await run(0);
    assert.equal(first.report.runs, 1);
    for (const id of ["T4", "T8", "O3", "D1"]) assert.equal(first.found[id], "not_tried: second_run");
    const { mode } = await stat(join(folder.path, "notes.json"));
    assert.equal(mode & 0o777, 0o600);
    const [board] = boards();
    const [pin] = simulator.expectedRecords("board_pins");
    const [ad] = simulator.expectedRecords("ads");
    simulator.change({ advance_days: 1, add_pins: 3, board_id: asText(board?.id) });
    simulator.change({ delete_pin: asText(pin?.id), rename: asText(ad?.id) });
    const second = await run(1);
    assert.equal(second.report.runs, 2);
    const { T4, O3, D1, B1, T7 } = second.found;
    assert.deepEqual(
      { T4, O3, D1, B1, T7 },
      {
        T4: "holds: enough_cases",
        O3: "holds: enough_cases",
        D1: "cannot_tell: nothing_gone",
        B1: "holds: enough_cases",
        T7: "holds: enough_cases",
      },
    );
  });

  it("notices what changed although it should not, or changed without its time", async () => {
    await run(0);
    simulator.change({ advance_days: 1, add_pins: 3, board_id: asText(boards()[0]?.id) });
    const later = (row: JsonObject) => ({ ...row, created_at: "2020-01-01T00:00:00" });
    assert.equal((await run(1, eachRow(/\/v5\/pins$/u, later))).found.T4, "fails: counterexample");
    const rejected = (row: JsonObject) => ({ ...row, review_status: "REJECTED", rejected_reasons: ["SPAM"] });
    const { found, report } = await run(1, eachRow(/\/ads$/u, rejected));
    assert.equal(found.T8, "fails: counterexample");
    assert.equal(found.T7, "fails: counterexample");
    const fields = isObject(report.found) && isObject(report.found.T7) ? report.found.T7.fields : undefined;
    assert.deepEqual(fields, ["rejected_reasons", "review_status"]);
  });

  it("notices a board that changed without its time, restated days, and deletions that come back", async () => {
    const [board] = boards();
    const frozen = eachRow(/\/v5\/boards$/u, (row) => ({ ...row, board_pins_modified_at: "2026-07-09T11:00:00" }));
    await run(0, frozen);
    simulator.change({ add_pins: 3, board_id: asText(board?.id), advance_days: 1 });
    const restated: Flip = {
      send: async (url, next) => {
        const response = await next();
        if (!url.pathname.endsWith("/user_account/analytics"))
          return frozen.send?.(url, () => Promise.resolve(response)) ?? response;
        return { ...response, body: response.body.replaceAll('"IMPRESSION":', '"IMPRESSION":1') };
      },
    };
    const { found } = await run(1, restated);
    assert.equal(found.B1, "fails: counterexample");
    assert.equal(found.O3, "fails: counterexample");
    const hiding: Flip = {
      send: async (url, next) => {
        const response = await next();
        const body = parseBody(response.body);
        if (!url.pathname.endsWith("/v5/boards") || !isObject(body) || !Array.isArray(body.items)) return response;
        return { ...response, body: JSON.stringify({ ...body, items: body.items.slice(1) }) };
      },
    };
    await run(2, hiding);
    assert.equal((await run(3)).found.D1, "fails: counterexample");
    await run(4, hiding);
    assert.equal((await run(5, hiding)).found.D1, "holds: enough_cases");
  });

  it("starts over after 14 days, and keeps no ID or name", async () => {
    await run(0);
    const text = await readFile(join(folder.path, "notes.json"), "utf8");
    for (const { id, name } of boards()) assert.ok(!text.includes(asText(id)) && !text.includes(`"${asText(name)}"`));
    assert.equal((await run(13)).report.runs, 2);
    assert.equal((await run(28)).report.runs, 1);
    const [one, other]: readonly JsonObject[] = [
      JSON.parse(text),
      JSON.parse(await readFile(join(folder.path, "notes.json"), "utf8")),
    ];
    assert.notEqual(one?.salt, other?.salt);
  });
});
