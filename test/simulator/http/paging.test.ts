import assert from "node:assert/strict";
import { get, page, pages, textOf, walk, withSimulator } from "../api.ts";

const ids = (items: readonly { readonly id?: unknown }[]) => items.map(({ id }) => id);

describe("simulator: pages", () => {
  it("return every item once for any page size", async () => {
    for (const setting of ["full", "ragged"] as const) {
      await withSimulator({ pages: setting }, async (simulator) => {
        const all = ids(simulator.expectedRecords("pins"));
        for (const page_size of [1, 7, 250]) {
          const found = await walk(simulator, "/pins", {
            page_size: page_size === 1 ? 99 : page_size,
            include_protected_pins: true,
          });
          assert.deepEqual(ids(found), all);
        }
        assert.equal((await walk(simulator, "/user_account/followers", { page_size: 250 })).length, 1310);
      });
    }
  });

  it("have 25 items by default and end with the last items", () =>
    withSimulator({}, async (simulator) => {
      const followers = await page(simulator, "/user_account/followers");
      assert.equal(followers.items.length, 25);
      const boards = await page(simulator, "/boards");
      assert.equal(boards.items.length, 12);
      assert.equal(boards.bookmark, null);
      const exact = await page(simulator, "/boards", { page_size: 12 });
      assert.equal(exact.bookmark, null);
    }));

  it("end with an empty page on /pins, /search/pins, and /search/boards", () =>
    withSimulator({}, async (simulator) => {
      const pin = textOf(simulator.expectedRecords("pins")[0], "id");
      for (const [path, query] of [
        ["/pins", { page_size: 250 }],
        ["/search/pins", { query: pin }],
        ["/search/boards", { query: "recipes" }],
      ] as const) {
        const all = await pages(simulator, path, query);
        const [beforeLast, last] = all.slice(-2);
        assert.ok((beforeLast?.items.length ?? 0) > 0 && beforeLast?.bookmark !== null, path);
        assert.deepEqual(last, { items: [], bookmark: null }, path);
      }
      const none = await page(simulator, "/search/pins", { query: "no such words at all" });
      assert.deepEqual(none, { items: [], bookmark: null });
    }));

  it("continue after the last item despite additions and deletions, even of that item", () =>
    withSimulator({}, async (simulator) => {
      const before = ids(simulator.expectedRecords("pins", { pinMetrics: false }));
      const query = { page_size: 50, include_protected_pins: true };
      const first = await page(simulator, "/pins", query);
      simulator.change({ add_pins: 5 });
      simulator.change({ delete_pin: textOf(first.items.at(-1), "id") });
      simulator.change({ delete_pin: textOf(first.items[3], "id") });
      const rest = await walk(simulator, "/pins", { ...query, bookmark: first.bookmark ?? "" });
      assert.deepEqual([...ids(first.items), ...ids(rest)], before);
    }));

  it("are sorted newest first for Pins, by name for boards, and by age for board search", () =>
    withSimulator({}, async (simulator) => {
      const pins = await walk(simulator, "/pins", { page_size: 250 });
      const times = pins.map((pin) => textOf(pin, "created_at"));
      assert.deepEqual(times, times.toSorted().reverse());
      const names = (await walk(simulator, "/boards")).map((board) => textOf(board, "name").toLowerCase());
      assert.deepEqual(names, names.toSorted());
      const ages = (await walk(simulator, "/search/boards")).map((board) => textOf(board, "created_at"));
      assert.deepEqual(ages, ages.toSorted());
    }));

  it("reject bookmarks of other lists, altered ones, and unescaped ones", () =>
    withSimulator({}, async (simulator) => {
      const { bookmark } = await page(simulator, "/pins");
      assert.ok(bookmark !== null);
      assert.match(Buffer.from(bookmark, "base64").toString(), /^\?c-1\|25\|.*\*GQL\*\|[0-9a-f]{64}\|NEW\|$/u);
      for (const [path, wrong] of [
        ["/boards", bookmark],
        ["/pins", `${bookmark.slice(0, 20)}A${bookmark.slice(21)}`],
        ["/pins", bookmark.slice(0, -4)],
        ["/pins", ""],
      ] as const) {
        const response = await get(simulator, path, { bookmark: wrong });
        assert.deepEqual([response.status, response.object.code], [400, 1], wrong);
      }
    }));
});
