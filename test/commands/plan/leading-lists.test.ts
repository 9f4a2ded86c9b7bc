import assert from "node:assert/strict";
import { leadingLists } from "../../../src/commands/plan/leading-lists.ts";
import { streams } from "../../../src/streams/all.ts";
import { configWith } from "../../scripted-api.ts";

describe("leadingLists", () => {
  const run = { config: configWith({}), today: "2026-07-09" };
  const leading = (...names: readonly string[]) => {
    const configured = names.map((name) => ({ descriptor: { name }, syncMode: "full_refresh" as const }));
    return leadingLists(configured, streams, run);
  };

  it("has the lists whose rows lead to requests, and how many per row", () => {
    const lists = leading("board_section_pins", "boards", "campaigns");
    assert.deepEqual(
      [...lists].map(([operation, { fanOut, hasRevisions }]) => [operation, fanOut, hasRevisions]),
      [
        ["user_account/get", 1, false],
        ["boards/list", 1, true],
        ["board_sections/list", 1, false],
        ["ad_accounts/list", 1, false],
      ],
    );
    assert.deepEqual(lists.get("board_sections/list")?.parents, new Map([["boards/list", 1]]));
  });

  it("adds the requests of all child streams, where a row of a batch counts a tenth", () => {
    const { fanOut } = leading("board_pins", "board_sections").get("boards/list") ?? {};
    assert.equal(fanOut, 2);
    const batch = leading("ad_analytics").get("ads/list");
    assert.deepEqual([batch?.fanOut, batch?.hasRevisions], [0.1, false]);
  });
});
