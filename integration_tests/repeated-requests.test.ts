import assert from "node:assert/strict";
import { streams } from "../src/streams/all.ts";
import type { Bed, ReadInBed } from "./bed/bed.ts";
import type { Outcome } from "./bed/connector.ts";
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

  it("in full_refresh with 40 concurrent requests", async () => {
    await readOnce({ mode: "full_refresh", config: { ...bed.config, num_workers: 40 } });
  });

  it("in two incremental syncs with 4 concurrent requests", async () => {
    const config = { ...bed.config, num_workers: 4 };
    const { messages } = await readOnce({ config });
    bed.advance(86_400);
    await readOnce({ config, states: lastStates(messages) });
  });

  async function readOnce(options: ReadInBed): Promise<Outcome> {
    bed.simulator.journal.clear();
    const outcome = await bed.read(names, options);
    assert.deepEqual(errorsOf(outcome.messages), []);
    assertNoRepeats();
    return outcome;
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
