import assert from "node:assert/strict";
import { page } from "../scripted-api.ts";
import { configured, scriptedRead } from "./scripted-read.ts";

describe("readStreams", () => {
  it("writes text that destinations can load, and warns of changes once per stream", async () => {
    const boards = ["Tea\0", "Half a cup \ud83c", "Cakes"].map((name, index) => ({ id: String(index), name }));
    const { complete, log } = await scriptedRead([configured("boards")], ({ path }) =>
      path === "/boards" ? page(boards) : undefined,
    );
    assert.equal(complete, true);
    const names = (await log.records("boards")).map(({ name }) => name);
    assert.deepEqual(names, ["Tea", "Half a cup \ufffd", "Cakes"]);
    const warnings = (await log.logs("WARN")).filter((message) => message.startsWith("boards: "));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /name \(2\)/u);
  });
});
