import assert from "node:assert/strict";
import { addDays, type Day } from "../../../src/base/dates.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import { LookupBook } from "../../../src/sync/books/lookups.ts";
import type { Partition } from "../../../src/sync/partition.ts";
import { factsOf, readerOf, saved } from "./book-run.ts";

const monday: Day = "2026-06-01";

type Answer = "found" | "gone" | "denied" | "failed";

interface Situation {
  readonly state?: JsonObject | undefined;
  readonly day?: Day;
  /** By key of a Pin. Others are found. */
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly isEverythingFound?: boolean;
  readonly room?: number;
}

/** Requests each Pin that is due, and returns what was requested and written. */
function sync(
  pins: readonly Partition[],
  { state, day = monday, answers = {}, isEverythingFound = true, room = 900_000 }: Situation = {},
) {
  const log: string[] = [];
  const lookup = { object: "advertised Pin", deniedDays: 7 };
  const book = new LookupBook(
    lookup,
    factsOf("ad_pins", {
      state: readerOf(state),
      room,
      today: day,
      log: (level, message) => log.push(`${level} ${message}`) > 0,
    }),
  );
  const requested: string[] = [];
  const ids: unknown[] = [];
  for (const slice of book.todo(pins)) {
    const [partition] = slice.members;
    requested.push(partition.key);
    const answer = answers[partition.key] ?? "found";
    if (answer === "found") {
      ids.push(...book.take(slice, { records: [{ id: partition.key }], next: undefined }).records.map(({ id }) => id));
      book.done(slice);
    } else if (answer !== "failed") {
      book.miss(partition, answer === "denied");
    }
  }
  assert.deepEqual(book.finish({ isEverythingFound }), []);
  return { requested, ids, log, state: saved(book) };
}

const pin = (key: string, revision?: string): Partition => ({ key, parameters: { pin_id: key }, revision });
const pins = ["1/5", "1/6", "1/7"].map((key) => pin(key, "1780000000"));

describe("the book of single objects", () => {
  const first = sync(pins);

  it("requests each object once, and again at a new revision", () => {
    assert.deepEqual(
      [first.requested, first.ids],
      [
        ["1/5", "1/6", "1/7"],
        ["1/5", "1/6", "1/7"],
      ],
    );
    const changed = [pin("1/5", "1780000001"), ...pins.slice(1), pin("1/8", "1780000000")];
    const second = sync(changed, { state: first.state });
    assert.deepEqual(second.requested, ["1/5", "1/8"]);
    assert.deepEqual(sync(changed, { state: second.state, day: addDays(monday, 400) }).requested, []);
  });

  it("requests an object without a revision in each sync", () => {
    for (const answer of ["found", "gone", "denied"] as const) {
      const { state } = sync([pin("1/5")], { answers: { "1/5": answer } });
      assert.deepEqual(sync([pin("1/5")], { state }).requested, ["1/5"]);
    }
  });

  it("requests an object again that failed", () => {
    const { state, ids } = sync(pins, { answers: { "1/6": "failed" } });
    assert.deepEqual(ids, ["1/5", "1/7"]);
    assert.deepEqual(sync(pins, { state }).requested, ["1/6"]);
  });

  it("requests an object that is not found again only at a new revision", () => {
    const { state } = sync(pins, { answers: { "1/6": "gone" } });
    const later = sync(pins, { state, day: addDays(monday, 100) });
    assert.deepEqual(later.requested, []);
    assert.deepEqual(sync([pin("1/6", "1780000001")], { state }).ids, ["1/6"]);
  });

  it("requests a denied object again after seven days, or at a new revision", () => {
    const answers = { "1/6": "denied", "1/7": "denied" } as const;
    const { state } = sync(pins, { answers });
    const sixth = sync(pins, { state, day: addDays(monday, 6), answers });
    assert.deepEqual(sixth.requested, []);
    assert.deepEqual(sync([pin("1/6", "1780000001")], { state }).ids, ["1/6"]);
    const seventh = sync(pins, { state: sixth.state, day: addDays(monday, 7), answers: { "1/6": "denied" } });
    assert.deepEqual([seventh.requested, seventh.ids, seventh.log], [["1/6", "1/7"], ["1/7"], []]);
    assert.deepEqual(sync(pins, { state: seventh.state, day: addDays(monday, 13) }).requested, []);
    assert.deepEqual(sync(pins, { state: seventh.state, day: addDays(monday, 14) }).requested, ["1/6"]);
  });

  it("keeps a denied object due that fails", () => {
    const { state } = sync(pins, { answers: { "1/6": "denied" } });
    const failed = sync(pins, { state, day: addDays(monday, 7), answers: { "1/6": "failed" } });
    assert.deepEqual(sync(pins, { state: failed.state, day: addDays(monday, 8) }).requested, ["1/6"]);
  });

  it("forgets an object that no ad shows only if all were found", () => {
    const partial = sync(pins.slice(1), { state: first.state, isEverythingFound: false });
    assert.deepEqual(sync(pins, { state: partial.state }).requested, []);
    const { state } = sync(pins.slice(1), { state: first.state });
    assert.deepEqual(sync(pins, { state }).requested, ["1/5"]);
  });

  it("writes the state as documented, and names a member that is invalid", () => {
    const { state } = sync(pins, { answers: { "1/6": "gone", "1/7": "denied" } });
    assert.deepEqual(state, {
      lookups: { read: "Y2c3T4l9UANlh1", denied: { "2026-06-01": "n-WhHaJ" } },
    });
    for (const [lookups, message] of [
      [{ denied: { soon: "xPk8PdQ" } }, /denied\.soon/u],
      [{ read: 7 }, /read/u],
    ] as const)
      assert.throws(() => sync(pins, { state: { lookups } }), { failureType: "config_error", message });
  });

  it("has room for 100,000 objects", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => pin(`1/${index}`, "1780000000"));
    const { state, log } = sync(many, { answers: { "1/6": "gone", "1/7": "denied" } });
    assert.ok(JSON.stringify(state).length < 710_000, `${JSON.stringify(state).length} characters`);
    assert.deepEqual(sync(many, { state }).requested, []);
    assert.deepEqual(log, []);
  }).timeout(60_000);

  it("requests objects again for which the state has no room, first those that ads no longer show", () => {
    const many = Array.from({ length: 1_000 }, (_, index) => pin(`1/${index}`, "1780000000"));
    const situation = { isEverythingFound: false, room: 9_000 };
    const all = sync(many, situation);
    assert.deepEqual(all.log, []);
    const changed = many.slice(0, 200).map(({ key }) => pin(key, "1780000001"));
    const shown = [...changed, ...many.slice(200)];
    const second = sync(shown, { ...situation, state: all.state });
    assert.equal(second.requested.length, 200);
    assert.deepEqual(second.log, [
      "WARN the state has no room for 200 of 1,200 advertised Pins, so the next sync requests them again",
    ]);
    assert.ok(JSON.stringify(second.state).length <= 9_000);
    assert.deepEqual(sync(shown, { ...situation, state: second.state }).requested, []);
  });
});
