import assert from "node:assert/strict";
import { get, page, pages, textOf, walk, withSimulator } from "../api.ts";

const ids = (items: readonly { readonly id?: unknown }[]) => items.map(({ id }) => id);

describe("simulator: pages", () => {
  it("have 25 items by default and end with the last item, or empty on /pins, /search/pins, and /search/boards", () =>
    withSimulator({}, async (simulator) => {
      assert.equal((await page(simulator, "/user_account/followers")).items.length, 25);
      assert.equal((await page(simulator, "/boards", { page_size: 12 })).bookmark, null);
      const pin = textOf(simulator.expectedRecords("pins")[0], "id");
      for (const [path, query] of [
        ["/pins", { page_size: 250 }],
        ["/search/pins", { query: pin }],
        ["/search/boards", { query: "recipes" }],
      ] as const) {
        const [beforeLast, last] = (await pages(simulator, path, query)).slice(-2);
        assert.ok((beforeLast?.items.length ?? 0) > 0, path);
        assert.deepEqual(last, { items: [], bookmark: null }, path);
      }
    }));

  it("continue after the last item despite additions and deletions, even of that item", () =>
    withSimulator({ pages: "ragged" }, async (simulator) => {
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
      const shown = async (path: string, field: string) =>
        (await walk(simulator, path)).map((row) => textOf(row, field).toLowerCase());
      const times = await shown("/pins", "created_at");
      assert.deepEqual(times, times.toSorted().toReversed());
      for (const found of [await shown("/boards", "name"), await shown("/search/boards", "created_at")])
        assert.deepEqual(found, found.toSorted());
    }));

  it("reject bookmarks of other lists, altered ones, and unescaped ones", () =>
    withSimulator({}, async (simulator) => {
      const { bookmark } = await page(simulator, "/pins");
      assert.ok(bookmark !== null);
      assert.match(
        Buffer.from(bookmark, "base64").toString(),
        /^\?c\d+\.\d{10},-1\|25\|\d{16}\*GQL\*\|[0-9a-f]{64,}\|NEW\|$/u,
      );
      for (const [path, wrong] of [
        ["/boards", bookmark],
        ["/pins", `${bookmark.slice(0, 20)}A${bookmark.slice(21)}`],
        ["/pins", bookmark.slice(0, -4)],
        ["/pins", ""],
      ] as const) {
        assert.equal((await get(simulator, path, { bookmark: wrong })).object.code, 1, wrong);
      }
    }));
});
