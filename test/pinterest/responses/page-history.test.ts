import assert from "node:assert/strict";
import fc from "fast-check";
import { PageHistory } from "../../../src/pinterest/responses/page-history.ts";

const page = (...ids: readonly (string | number)[]) => ids.map((id) => ({ id: String(id) }));

/** How many pages are taken in until one is rejected. */
function takenOf(history: PageHistory, pages: Iterable<readonly { readonly id: string }[]>): number {
  let taken = 0;
  for (const rows of pages) {
    try {
      history.add(rows, false);
    } catch (error) {
      assert.match(String(error), /^Error: the list loops/u);
      return taken;
    }
    taken += 1;
  }
  return taken;
}

describe("PageHistory", () => {
  it("accepts any list of distinct rows", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { minLength: 1 }), fc.integer({ min: 1, max: 10 }), (ids, size) => {
        const pages = ids.flatMap((_, index) => (index % size === 0 ? [page(...ids.slice(index, index + size))] : []));
        assert.equal(takenOf(new PageHistory(["id"]), pages), pages.length);
      }),
    );
  });

  it("rejects a page with the keys of an earlier page in any order", () => {
    const history = new PageHistory(["id"]);
    const rowsOf = (views: number, ...ids: readonly string[]) => ids.map((id) => ({ id, views }));
    history.add(rowsOf(1, "1", "2"), false);
    history.add(page(3), false);
    assert.throws(() => history.add(rowsOf(5, "2", "1"), false), /repeats an earlier one/u);
    history.add(page(1, 2, 4), false);
  });

  it("compares rows with long keys and long rows without a key", () => {
    for (const key of [["id"], []]) {
      const history = new PageHistory(key);
      const rowOf = (end: string) => ({ id: `${"x".repeat(200)}${end}` });
      assert.equal(history.add([rowOf("1"), rowOf("2")], false).length, 2);
      const after = history.add([rowOf("2"), rowOf("3")], false);
      assert.deepEqual(after, key.length === 0 ? [rowOf("2"), rowOf("3")] : [rowOf("3")]);
      assert.throws(() => history.add([rowOf("3"), rowOf("2")], false), /repeats an earlier one/u);
    }
  });

  it("finds every cycle, for any page boundaries", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 2, max: 12 }), (around, size) => {
        const rows = Math.min(size, around);
        function* circle() {
          for (let start = 0; ; start = (start + rows) % around)
            yield page(...Array.from({ length: rows }, (_, index) => (start + index) % around));
        }
        const taken = takenOf(new PageHistory(["id"]), circle());
        assert.ok(taken <= around, `${taken} pages`);
      }),
    );
  });

  it("rejects the fiftieth consecutive empty page, unless it is the last one", () => {
    const history = new PageHistory(["id"]);
    for (let count = 0; count < 49; count += 1) history.add([], false);
    history.add(page(1), false);
    for (let count = 0; count < 49; count += 1) history.add([], false);
    assert.throws(() => history.add([], false), /50 empty pages in a row/u);
    assert.throws(() => history.add([], false), /50 empty pages in a row/u);
    history.add([], true);
  });
});
