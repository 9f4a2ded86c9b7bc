import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import { truthStreams } from "../../simulator/truth.ts";
import { isObject, type JsonObject } from "../../src/json.ts";
import { streams } from "../../src/streams/all.ts";
import { adsByHand, daysOfReading } from "./ads-by-hand.ts";
import { get, itemsOf, textOf, walk, withSimulator } from "./api.ts";
import { coverageByHand, pinColumns, productDays, settings } from "./coverage-by-hand.ts";

const range = { start_date: "2026-04-11", end_date: "2026-07-09" };
const standard = [
  "IMPRESSION",
  "OUTBOUND_CLICK",
  "PIN_CLICK",
  "SAVE",
  "SAVE_RATE",
  "TOTAL_COMMENTS",
  "TOTAL_REACTIONS",
  "USER_FOLLOW",
  "PROFILE_VISIT",
];
const video = [
  "VIDEO_MRC_VIEW",
  "VIDEO_10S_VIEW",
  "QUARTILE_95_PERCENT_VIEW",
  "VIDEO_V50_WATCH_TIME",
  "VIDEO_START",
  "VIDEO_AVG_WATCH_TIME",
];
const all = { page_size: 250 };

const sorted = (records: readonly JsonObject[]) =>
  records.map((record) => JSON.stringify(record, Object.keys(flat(record)).sort())).sort();
const flat = (value: unknown, keys: Record<string, true> = {}): Record<string, true> => {
  if (Array.isArray(value)) for (const one of value) flat(one, keys);
  else if (isObject(value)) {
    for (const [key, one] of Object.entries(value)) {
      keys[key] = true;
      flat(one, keys);
    }
  }
  return keys;
};

/** Each stream read by hand, request by request. */
const byHand: Readonly<Record<string, (simulator: Simulator) => Promise<JsonObject[]>>> = {
  ...adsByHand,
  ...coverageByHand,
  account: async (simulator) => [(await get(simulator, "/user_account")).object],
  boards: (simulator) => walk(simulator, "/boards"),
  board_sections: (simulator) => children(simulator, "sections"),
  board_pins: (simulator) => children(simulator, "pins", { pin_metrics: true }),
  board_section_pins: async (simulator) => {
    const records: JsonObject[] = [];
    for (const section of await children(simulator, "sections")) {
      const [board, id] = [textOf(section, "board_id"), textOf(section, "id")];
      const pins = await walk(simulator, `/boards/${board}/sections/${id}/pins`, all);
      records.push(...pins.map((pin) => ({ ...pin, board_id: board, board_section_id: id })));
    }
    return records;
  },
  pins: (simulator) => walk(simulator, "/pins", { ...all, include_protected_pins: true, pin_metrics: true }),
  likes: async (simulator) => {
    const board = (await walk(simulator, "/boards")).find(({ name }) => name === "Your Pinterest Likes");
    return walk(simulator, `/boards/${textOf(board, "id")}/pins`, { ...all, pin_metrics: true });
  },
  followers: (simulator) => walk(simulator, "/user_account/followers", all),
  following_users: (simulator) => walk(simulator, "/user_account/following", all),
  following_boards: (simulator) => walk(simulator, "/user_account/following/boards"),
  following_interests: async (simulator) => {
    const username = textOf((await get(simulator, "/user_account")).object, "username");
    return walk(simulator, `/users/${username}/interests/follow`);
  },
  linked_businesses: async (simulator) => {
    const { body } = await get(simulator, "/user_account/businesses");
    return Array.isArray(body) ? body.filter(isObject) : [];
  },
  user_websites: (simulator) => walk(simulator, "/user_account/websites"),
  media: (simulator) => walk(simulator, "/media"),
  search_boards: async (simulator) => {
    const boards = await walk(simulator, "/search/boards", { query: "recipes" });
    return boards.map((board) => ({ ...board, query: "recipes" }));
  },
  search_pins: async (simulator) => {
    const pins = await walk(simulator, "/search/pins", { query: "garden" });
    return pins.map((pin) => ({ ...pin, query: "garden" }));
  },
  user_account_analytics: async (simulator) => daysOf((await get(simulator, "/user_account/analytics", range)).object),
  pin_analytics: async (simulator) => {
    const pins = await walk(simulator, "/pins", { ...all, include_protected_pins: true });
    const records: JsonObject[] = [];
    for (const isVideo of [true, false]) {
      const ids = pins.filter(({ media }) => hasVideo(media) === isVideo).map((pin) => textOf(pin, "id"));
      for (let start = 0; start < ids.length; start += 100) {
        const query = {
          ...range,
          pin_ids: ids.slice(start, start + 100),
          metric_types: (isVideo ? [...standard, ...video] : standard).join(),
        };
        const { object } = await get(simulator, "/pins/analytics", query);
        for (const [id, answer] of Object.entries(object)) {
          if (isObject(answer)) records.push(...daysOf(answer).map((day) => ({ ...day, pin_id: id })));
        }
      }
    }
    return records;
  },
  user_account_top_pins: (simulator) =>
    ranked(simulator, "top_pins", ["ENGAGEMENT", "IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE"]),
  user_account_top_video_pins: (simulator) =>
    ranked(simulator, "top_video_pins", ["IMPRESSION", "SAVE", "OUTBOUND_CLICK", ...video]),
};

function hasVideo(media: unknown): boolean {
  return isObject(media) && media.media_type !== "image" && media.media_type !== "multiple_images";
}

function daysOf({ all: part }: JsonObject): JsonObject[] {
  const days = isObject(part) ? part.daily_metrics : undefined;
  return Array.isArray(days) ? days.filter(isObject) : [];
}

async function children(simulator: Simulator, what: string, query = {}): Promise<JsonObject[]> {
  const records: JsonObject[] = [];
  for (const board of await walk(simulator, "/boards")) {
    const id = textOf(board, "id");
    const found = await walk(simulator, `/boards/${id}/${what}`, { ...all, ...query });
    records.push(...found.map((record) => ({ ...record, board_id: id })));
  }
  return records;
}

async function ranked(simulator: Simulator, what: string, measures: readonly string[]): Promise<JsonObject[]> {
  const records: JsonObject[] = [];
  for (const sort_by of measures) {
    const query = { ...range, sort_by, num_of_pins: 50 };
    const { pins } = (await get(simulator, `/user_account/analytics/${what}`, query)).object;
    if (Array.isArray(pins)) records.push(...pins.filter(isObject).map((pin) => ({ ...pin, ...range, sort_by })));
  }
  return records;
}

describe("simulator: truth", () => {
  it("is known of every stream", () => {
    assert.deepEqual([...truthStreams].sort(), Object.keys(byHand).sort());
    assert.deepEqual(
      streams.map(({ name }) => name).filter((name) => !truthStreams.includes(name)),
      [],
    );
  });

  for (const stream of truthStreams) {
    it(`of ${stream} is what reading by hand gives`, () =>
      withSimulator({}, async (simulator) => {
        const records = simulator.truth(stream, {
          queries: [stream === "search_boards" ? "recipes" : "garden"],
          ...settings,
          ...(stream in adsByHand || /_(?:reports?|pin_analytics)$/u.test(stream) ? daysOfReading(stream) : {}),
          ...(stream === "brand_category_sku_report" ? productDays : {}),
          ...(stream === "ad_pin_analytics" ? { columns: pinColumns } : {}),
        });
        assert.ok(records.length > 0);
        const read = await byHand[stream]?.(simulator);
        const [found, expected] = [sorted(read ?? []), sorted(records)];
        assert.deepEqual(found.slice(0, 3), expected.slice(0, 3));
        assert.equal(found.length, expected.length);
        assert.ok(found.every((record, index) => record === expected[index]));
      }));
  }

  it("keeps to boards, dates and scopes when they are given", () =>
    withSimulator({}, async (simulator) => {
      const board = simulator.world.me.boards[1]?.id ?? "";
      const pins = simulator.truth("board_pins", { boardIds: [board], pinMetrics: false });
      assert.ok(pins.length > 0);
      assert.ok(pins.every((pin) => pin.board_id === board && pin.pin_metrics === null));
      const days = simulator.truth("user_account_analytics", { startDate: "2026-07-01", endDate: "2026-07-03" });
      assert.deepEqual(
        days.map(({ date }) => date),
        ["2026-07-01", "2026-07-02", "2026-07-03"],
      );
      assert.deepEqual(simulator.truth("likes", { scopes: ["boards:read", "pins:read"] }), []);
      const every = simulator.truth("pin_analytics", { silent: true });
      assert.equal(every.length, simulator.truth("pins").length * 90);
      assert.throws(() => simulator.truth("no_stream"), RangeError);
      const shared = simulator.world.adAccounts[1]?.id;
      assert.equal(simulator.truth("account", { adAccountId: shared })[0]?.id, simulator.world.shared.profile.id);
      assert.deepEqual(simulator.truth("following_interests", { adAccountId: shared }), []);
    }));

  it("follows the changes of the world", () =>
    withSimulator({}, async (simulator) => {
      const [board] = itemsOf(await get(simulator, "/boards", { page_size: 1 }));
      const id = textOf(board, "id");
      simulator.change({ advance_seconds: 5 });
      const { pins } = simulator.change({ add_pins: 3, board_id: id });
      const after = (await get(simulator, `/boards/${id}`)).object;
      assert.equal(after.pin_count, Number(board?.pin_count) + 3);
      assert.equal(after.board_pins_modified_at, "2026-07-09T12:00:05");
      const newest = simulator.truth("board_pins", { boardIds: [id] }).slice(0, 3);
      assert.deepEqual(
        newest.map((pin) => pin.id),
        Array.isArray(pins) ? pins.toReversed() : undefined,
      );
      simulator.change({ delete_pin: textOf(newest[0], "id") });
      const last = (await get(simulator, `/boards/${id}`)).object;
      assert.equal(last.pin_count, Number(board?.pin_count) + 2);
      assert.notEqual(last.board_pins_modified_at, after.board_pins_modified_at);
      simulator.change({ delete_board: id, add_boards: 2 });
      assert.equal((await get(simulator, `/boards/${id}/pins`)).object.code, 40);
      assert.equal((await get(simulator, `/pins/${textOf(newest[1], "id")}`)).object.code, 50);
      assert.equal((await walk(simulator, "/boards")).length, 13);
    }));

  it("follows sections and followers, and the account that is acted for", () =>
    withSimulator({}, async (simulator) => {
      const { world } = simulator;
      const section = world.me.sections.find(({ id }) => world.me.sectionPins(id).length > 0);
      assert.ok(section);
      const address = `/boards/${section.boardId}/sections/${section.id}/pins`;
      const [pin] = await walk(simulator, address);
      const count = simulator.truth("board_pins").length;
      simulator.change({ delete_section: section.id });
      assert.equal((await get(simulator, address)).object.code, 2031);
      assert.equal((await get(simulator, `/pins/${textOf(pin, "id")}`)).object.board_section_id, null);
      assert.equal(simulator.truth("board_pins").length, count);
      simulator.change({ add_followers: 7 });
      assert.equal((await walk(simulator, "/user_account/followers", all)).length, 1317);
      const shared = { ad_account_id: world.adAccounts[1]?.id ?? "" };
      const before = await walk(simulator, "/pins", { ...all, ...shared });
      simulator.change({ add_pins: 2, board_id: world.shared.boards[1]?.id, ...shared });
      assert.equal((await walk(simulator, "/pins", { ...all, ...shared })).length, before.length + 2);
      assert.equal(simulator.truth("board_pins").length, count);
    }));

  it("is the same for the same seed and another for another", async () => {
    const read = async (seed: number) => {
      let pins: readonly JsonObject[] = [];
      await withSimulator({ seed }, async (simulator) => {
        pins = simulator.truth("pins");
      });
      return pins;
    };
    assert.deepEqual(await read(3), await read(3));
    assert.notDeepEqual(await read(3), await read(4));
  });
});
