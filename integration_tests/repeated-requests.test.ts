import assert from "node:assert/strict";
import { streams } from "../src/streams/all.ts";
import type { Bed } from "./bed/bed.ts";
import { errorsOf, lastStates } from "./bed/messages.ts";
import { openBed, repeatedRequests } from "./repeated-requests.ts";

const names = streams.map(({ name }) => name);

/** Rows in two streams: Pinterest lists liked Pins as Pins of a board, which is one of the account's boards. */
const sameList: ReadonlySet<string> = new Set(["boards/list_pins"]);

describe("shared lists are requested once per run", () => {
  let bed: Bed;
  beforeEach(async () => {
    bed = await openBed();
  });
  afterEach(() => bed.close());

  for (const numWorkers of [4, 16, 40]) {
    for (const mode of ["full_refresh", "incremental"] as const) {
      it(`in ${mode} with ${numWorkers} concurrent requests`, async () => {
        const config = { ...bed.config, num_workers: numWorkers };
        const { messages } = await bed.read(names, { mode, config });
        assert.deepEqual(errorsOf(messages), []);
        assertNoRepeats();
        if (mode === "full_refresh") return;
        bed.advance(86_400);
        bed.simulator.journal.clear();
        const states = lastStates(messages);
        assert.deepEqual(errorsOf((await bed.read(names, { config, states })).messages), []);
        assertNoRepeats();
      }).timeout(240_000);
    }
  }

  function assertNoRepeats(): void {
    const { entries } = bed.simulator.journal;
    assert.ok(entries.length > 500, "hardly anything was requested");
    const all = repeatedRequests(entries);
    const ofBoards = all.filter(({ operation }) => sameList.has(operation));
    assert.ok(ofBoards.length <= 1 && ofBoards.every(({ repetitions }) => repetitions === 1), "of one board, once");
    const repeated = all.filter(({ operation }) => !sameList.has(operation));
    assert.deepEqual(
      repeated.map(({ request, repetitions }) => `${request}: ${repetitions} more`),
      [],
    );
  }
});
