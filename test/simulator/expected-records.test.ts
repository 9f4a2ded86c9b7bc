import assert from "node:assert/strict";
import { expectedStreams } from "../../simulator/expected/expected-records.ts";
import { streams } from "../../src/streams/all.ts";
import { get, itemsOf, textOf, walk, withSimulator } from "./api.ts";

describe("simulator: expected records", () => {
  it("exist for every stream", () => {
    assert.deepEqual([...expectedStreams].sort(), streams.map(({ name }) => name).sort());
  });

  it("respect selected boards, dates, and the acting account", () =>
    withSimulator({}, async (simulator) => {
      const board = simulator.world.me.boards[1]?.id ?? "";
      const pins = simulator.expectedRecords("board_pins", { boardIds: [board], pinMetrics: false });
      assert.ok(pins.length > 0);
      assert.ok(pins.every((pin) => pin.board_id === board && pin.pin_metrics === null));
      const days = simulator.expectedRecords("user_account_analytics", {
        startDate: "2026-07-01",
        endDate: "2026-07-03",
      });
      assert.deepEqual(
        days.map(({ date }) => date),
        ["2026-07-01", "2026-07-02", "2026-07-03"],
      );
      assert.throws(() => simulator.expectedRecords("no_stream"), RangeError);
      const shared = simulator.world.adAccounts[1]?.id;
      assert.equal(
        simulator.expectedRecords("account", { adAccountId: shared })[0]?.id,
        simulator.world.shared.profile.id,
      );
      assert.deepEqual(simulator.expectedRecords("following_interests", { adAccountId: shared }), []);
    }));

  it("follow changes of the world", () =>
    withSimulator({}, async (simulator) => {
      const [board] = itemsOf(await get(simulator, "/boards", { page_size: 1 }));
      const id = textOf(board, "id");
      simulator.change({ advance_seconds: 5 });
      const { pins } = simulator.change({ add_pins: 3, board_id: id });
      const after = (await get(simulator, `/boards/${id}`)).object;
      assert.equal(after.pin_count, Number(board?.pin_count) + 3);
      assert.equal(after.board_pins_modified_at, "2026-07-09T12:00:05");
      const newest = simulator.expectedRecords("board_pins", { boardIds: [id] }).slice(0, 3);
      assert.deepEqual(
        newest.map((pin) => pin.id),
        Array.isArray(pins) ? pins.toReversed() : undefined,
      );
      simulator.change({ delete_pin: textOf(newest[0], "id") });
      const last = (await get(simulator, `/boards/${id}`)).object;
      assert.equal(last.pin_count, Number(board?.pin_count) + 2);
      assert.notEqual(last.board_pins_modified_at, after.board_pins_modified_at);
      simulator.change({ delete_board: id, add_boards: 2 });
      assert.equal((await get(simulator, `/boards/${id}/pins`)).object.code, 40);
      assert.equal((await get(simulator, `/pins/${textOf(newest[1], "id")}/product_tags`)).object.code, 50);
      assert.equal((await walk(simulator, "/boards")).length, 13);
    }));
});
