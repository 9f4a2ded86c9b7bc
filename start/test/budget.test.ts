import assert from "node:assert/strict";
import { extents } from "../../simulator/world/scale.ts";
import { addDays } from "../../src/base/dates.ts";
import { today } from "../../test/today.ts";
import { parseOptions } from "../options.ts";
import { readAccount } from "../read.ts";
import { accountOf, openStartBed, type StartBed } from "./bed.ts";

describe("the budget of npm start", () => {
  let bed: StartBed;
  afterEach(() => bed.close());

  /** Reads a user's account. Returns the problems by stream. */
  async function readOwn(budget: number, args: readonly string[] = []): Promise<ReadonlyMap<string, string>> {
    const account = { ...accountOf(bed.simulator, { start_date: addDays(today, -89) }), isSimulated: false };
    const { streams, command } = parseOptions(args);
    const before = bed.simulator.journal.entries.length;
    const options = { streams, budget, made: 1, onPlan: () => undefined, command };
    const outcomes = await readAccount(bed.database, account, options);
    assert.ok(bed.simulator.journal.entries.length - before <= budget);
    return new Map(outcomes.flatMap(({ stream, problem }) => (problem === "" ? [] : [[stream, problem]])));
  }

  it("is spent first on what the page needs, with a call for each of 270 boards beyond it", async () => {
    bed = await openStartBed({ ...extents.small, boards: 270 });
    assert.deepEqual([...(await readOwn(300)).keys()], ["board_pins"]);
    const lists = bed.simulator.journal.entries.filter(
      ({ path, query }) => path === "/v5/boards" && !("bookmark" in query),
    );
    assert.equal(lists.length, 1, "the boards are requested once, although two passes need them");
  });

  it("is spent on the account's own days first, however small it is", async () => {
    bed = await openStartBed();
    const problems = await readOwn(20);
    for (const stream of ["account", "user_account_analytics", "user_account_top_pins"])
      assert.ok(!problems.has(stream), `${stream}: ${problems.get(stream)}`);
  });

  it("leads to one command for all that it has no room for, and that command is enough", async () => {
    bed = await openStartBed();
    const streams = "account,boards,board_sections,pins,followers,user_account_analytics";
    const args = ["--data", "data", "--config", "my config.json", "--streams", streams];
    const [problem = "", ...others] = new Set((await readOwn(21, [...args, "--budget", "21"])).values());
    assert.deepEqual(others, []);
    const [, command, budget] = /: (npm start .* --budget (\d+))$/u.exec(problem) ?? [];
    const expected = `npm start -- --data data --config "my config.json" --streams ${streams} --budget ${budget}`;
    assert.equal(command, expected, problem);
    assert.deepEqual(await readOwn(Number(budget), args), new Map());
  });
});
