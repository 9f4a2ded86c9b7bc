import assert from "node:assert/strict";
import { knownCredentials } from "../../simulator/simulator.ts";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { Bed } from "../bed/bed.ts";
import { errorsOf, lastStates, recordsOf } from "../bed/messages.ts";
import { Table } from "../bed/table.ts";

/** Tracked streams: one whose deletions are requested by ID, and one whose aren't. */
const names = ["boards", "followers"];

describe("tracked streams", () => {
  it("match the account after syncs, once a deletion has been seen for an hour", async () => {
    const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };
    const bed = await Bed.open({ seed: 5, scale: "small", config: { credentials, track_changes: names } });
    const tables = new Map(names.map((name) => [name, new Table(name)]));
    let states: readonly JsonObject[] = [];
    let tombstones = 0;
    try {
      for (const seconds of [0, 86_400, 7_200]) {
        bed.advance(seconds);
        if (seconds === 86_400) {
          bed.simulator.change({ delete_board: asText(bed.expectedRecords("boards").at(-1)?.id) });
          bed.simulator.change({ delete_follower: asText(bed.expectedRecords("followers").at(-1)?.username) });
          bed.simulator.change({ add_followers: 2 });
        }
        const { messages } = await bed.read(names, { states });
        assert.deepEqual(errorsOf(messages), []);
        states = lastStates(messages, states);
        for (const [name, records] of recordsOf(messages))
          for (const { [updatedAt]: _, [deletedAt]: deleted, ...record } of records) {
            if (deleted === null) tables.get(name)?.add([record]);
            else tables.get(name)?.remove(record);
            if (deleted !== null) tombstones += 1;
          }
      }
      for (const [name, table] of tables) table.assertEquals(bed.expectedRecords(name));
      assert.equal(tombstones, 2);
    } finally {
      await bed.close();
    }
  });
});
