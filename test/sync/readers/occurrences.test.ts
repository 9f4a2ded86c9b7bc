import assert from "node:assert/strict";
import type { ListPage } from "../../../src/pinterest/responses/pages.ts";
import { ListReader } from "../../../src/sync/readers/list-reader.ts";
import { withOccurrences } from "../../../src/sync/readers/occurrences.ts";
import { streamNamed } from "../../streams/stream-named.ts";
import { page } from "../scripted-api.ts";
import { scriptedLoop } from "../scripted-loop.ts";

async function numbered(pages: readonly ListPage[]) {
  const source = async function* () {
    yield* await Promise.resolve(pages);
  };
  const found = [];
  for await (const { rows, bookmark } of withOccurrences(source(), { field: "n", of: ["a", "b"] })) {
    found.push({ numbers: rows.map(({ n }) => n), bookmark });
  }
  return found;
}

describe("withOccurrences", () => {
  const row = (a: string | null, rest = {}) => ({ a, b: "1", ...rest });

  it("counts equal rows over all pages", async () => {
    const pages = [
      { rows: [row("x"), row("y"), row("x", { left: 3 })], bookmark: "p2" },
      { rows: [row("x"), row(null), { b: "1" }], bookmark: null },
    ];
    assert.deepEqual(await numbered(pages), [
      { numbers: [1, 1, 2], bookmark: "p2" },
      { numbers: [3, 1, 2], bookmark: null },
    ]);
  });

  it("counts from 1 again when the list starts over", async () => {
    const pages = [
      { rows: [row("x")], bookmark: "p2" },
      { rows: [row("x")], bookmark: null, restarted: true } as const,
    ];
    assert.deepEqual(
      (await numbered(pages)).map(({ numbers }) => numbers),
      [[1], [1]],
    );
  });

  it("is given the first page whatever bookmark an earlier read left", async () => {
    const stream = streamNamed("ads_credit_discounts");
    const partition = { key: "7", parameters: { ad_account_id: "7" }, version: undefined, group: "" };
    const answer = () => page([{ title: "x" }, { title: "x" }]);
    const { api, loop, context } = scriptedLoop(stream, answer, { partitions: [partition] });
    const reader = new ListReader(loop, context);
    const found = [];
    for await (const each of reader.read({ parent: "", members: [partition] }, "p2")) found.push(each);
    assert.deepEqual(
      found.flatMap(({ records }) => records.map(({ occurrence }) => occurrence)),
      [1, 2],
    );
    assert.equal(api.asked.filter((request) => request.includes("bookmark=p2")).length, 0);
  });
});
