import assert from "node:assert/strict";
import { extents } from "../../simulator/world/scale.ts";
import { renderPage } from "../page/page.ts";
import { readAccount } from "../read.ts";
import { accountOf, openStartBed, type StartBed } from "./bed.ts";
import { sectionsOf } from "./page-content.ts";

describe("the budget of npm start", () => {
  let bed: StartBed;
  afterEach(() => bed.close());

  /** Reads the streams that npm start reads of a user's account. */
  async function readOwn(budget: number, streams?: readonly string[]) {
    const account = { ...accountOf(bed.simulator), isSimulated: false };
    const command = (...option: readonly string[]) => `npm start -- ${option.join(" ")}`;
    const options = { streams, budget, made: 1, onPlan: () => undefined, command };
    const before = bed.simulator.journal.entries.length;
    const outcomes = await readAccount(bed.database, account, options);
    assert.ok(bed.simulator.journal.entries.length - before <= budget);
    const problems = new Map(outcomes.flatMap(({ stream, problem }) => (problem === "" ? [] : [[stream, problem]])));
    return { problems, sections: sectionsOf(await renderPage(bed.database)) };
  }

  it("is spent first on what the page needs, with a call for each of 270 boards beyond it", async () => {
    bed = await openStartBed({ ...extents.small, boards: 270 });
    const { problems, sections } = await readOwn(300);
    assert.deepEqual([...problems.keys()], ["board_pins"]);
    const rows = (title: string) => sections.find((each) => each.title === title)?.rows.length ?? 0;
    assert.ok(rows("Top Pins of 90 days") > 1);
    assert.ok(rows("Campaigns") > 1);
    const lists = bed.simulator.journal.entries.filter(
      ({ path, query }) => path === "/v5/boards" && !("bookmark" in query),
    );
    assert.equal(lists.length, 1, "the boards are requested once, although two passes need them");
  });

  it("is spent on the account's own days first, however small it is", async () => {
    bed = await openStartBed();
    const { problems, sections } = await readOwn(20);
    for (const stream of ["account", "user_account_analytics", "user_account_top_pins"])
      assert.ok(!problems.has(stream), `${stream}: ${problems.get(stream)}`);
    const tile = sections.find((each) => each.title === "Impressions" && each.period === "p28");
    assert.match(tile?.text ?? "", /^[\d,]+ [▲▼]/u);
  });
});
