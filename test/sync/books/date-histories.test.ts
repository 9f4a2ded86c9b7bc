import assert from "node:assert/strict";
import fc from "fast-check";
import { addDays, type DateRange, type Day, latest } from "../../../src/base/dates.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { streams } from "../../../src/streams/all.ts";
import { childPartitionsOf } from "../../../src/streams/partitions.ts";
import { availableRange } from "../../../src/sync/books/date-windows.ts";
import { DateBook } from "../../../src/sync/books/dates.ts";
import type { Partition, Slice } from "../../../src/sync/partition.ts";
import { Batches, divided } from "../../../src/sync/partitions/batches.ts";
import { configWith } from "../../scripted-api.ts";
import { factsOf, readerOf } from "./book-run.ts";
import { partitionWith } from "./partition-with.ts";

/*
 * A model of an account with daily metrics: each ID has a value per day, days are restated for a while, late days appear, and
 * requests fail. The destination applies rows by ID and day. After quiet syncs it must equal the account, for all days that
 * Pinterest still had when they were first asked.
 */

const pinAnalytics = streams.find(({ name }) => name === "pin_analytics");
assert.ok(pinAnalytics !== undefined && pinAnalytics.reading.by === "analytics");
/** Several requests for all dates, as in reports. */
const reading = { ...pinAnalytics.reading, maxDaysPerRequest: 25 };
const stream = pinAnalytics;
const [kind] = childPartitionsOf(stream);
assert.ok(kind?.of === "batches");
const { batch } = kind;
const start = "2026-01-10";
/** The number of days for which a day's value can change. */
const restatedDays = 2;

/** What happens in one sync. */
interface Sync {
  /** The days since the sync before; 0: the same day. */
  readonly after: number;
  /** The number of IDs that appear before it. */
  readonly appearing: number;
  /** Numbers of slices that fail, counted in the order in which they are read. */
  readonly failing: readonly number[];
  /** The number of slices after which the process is killed: the next sync begins with the last state. */
  readonly killedAfter: number;
  /** Whether the platform retries the job. */
  readonly isSameJob: boolean;
  /** IDs that responses of several omit. */
  readonly omitted: readonly number[];
  /** Whether the list of IDs fails after its first half. */
  readonly isListCut: boolean;
  /** Whether a daily quota ends the read after `killedAfter` slices, so that it finishes its state. */
  readonly isStopped: boolean;
}

const sync: fc.Arbitrary<Sync> = fc.record({
  after: fc.integer({ min: 0, max: 12 }),
  appearing: fc.integer({ min: 0, max: 2 }),
  failing: fc.array(fc.nat({ max: 6 }), { maxLength: 2 }),
  killedAfter: fc.oneof(fc.constant(99), fc.nat({ max: 5 })),
  isSameJob: fc.boolean(),
  omitted: fc.array(fc.nat({ max: 6 }), { maxLength: 1 }),
  isListCut: fc.boolean(),
  isStopped: fc.boolean(),
});

const quiet: Sync = {
  after: 1,
  appearing: 0,
  failing: [],
  killedAfter: 99,
  isSameJob: false,
  omitted: [],
  isListCut: false,
  isStopped: false,
};

/** The account: since when each ID exists, and the value of a day as Pinterest has it on another day. */
class Account {
  readonly ids: Day[] = [];

  /** Returns the value of a day, which stays the same before the ID exists. */
  valueOf(id: number, day: Day, today: Day): string {
    if (day < (this.ids[id] ?? "")) return `${id} ${day} none`;
    const age = (Date.parse(today) - Date.parse(day)) / 86_400_000;
    return `${id} ${day} ${Math.min(age, restatedDays)}`;
  }

  isFinal(day: Day, today: Day): boolean {
    return addDays(day, restatedDays) <= today;
  }
}

const keyOf = (id: number) => `pin ${id}`;
const partitionOf = (id: number, since: Day) =>
  partitionWith({ key: keyOf(id), parameters: { pin_ids: String(id) }, batch, group: "standard", since });

/** Syncs an account, and keeps the destination's table. */
class World {
  readonly account = new Account();
  readonly table = new Map<string, string>();
  state: JsonObject | undefined;
  today: Day = start;
  /** The requests of the last sync. */
  requested: Slice[] = [];

  run(step: Sync, lookbackDays = restatedDays): void {
    this.today = addDays(this.today, step.after);
    for (let count = 0; count < step.appearing; count += 1) this.account.ids.push(this.today);
    const { book, batches, config } = this.#open(step, lookbackDays);
    const all = this.account.ids.map((since, id) => partitionOf(id, since));
    const isCut = step.isListCut && all.length > 1;
    const listed = isCut ? all.slice(0, Math.ceil(all.length / 2)) : all;
    this.requested = [];
    let read = 0;
    const readSlice = (slice: Slice): boolean => {
      read += 1;
      this.requested.push(slice);
      if (read > step.killedAfter) return false;
      if (!step.failing.includes(read)) this.#read(book, slice, step);
      this.#save(book);
      return true;
    };
    const slices = [...batches.add(book.todo(listed)), ...batches.rest()].flatMap((slice) =>
      divided(slice, config.analyticsBatchSize ?? 2),
    );
    const isKilled = !slices.every(readSlice);
    if (isKilled && !step.isStopped) return;
    this.#emit(book.finish({ isEverythingFound: !isCut && !isKilled, isStopped: isKilled }));
    this.#save(book);
  }

  #open({ isSameJob }: Sync, lookbackDays: number) {
    const config = { ...configWith({ lookbackDays }), analyticsBatchSize: 2 };
    const facts = { config, state: readerOf(this.state), today: this.today, isSameJob, room: 10_000 };
    const book = new DateBook(reading, factsOf(stream.name, facts));
    return { book, batches: new Batches(stream, config), config };
  }

  #save(book: DateBook): void {
    const state: unknown = JSON.parse(JSON.stringify(book.toState()));
    assert.ok(isObject(state));
    this.state = state;
  }

  #read(book: DateBook, slice: Slice, { omitted }: Sync): void {
    const available = slice.range && availableRange(slice.range, reading, this.today);
    assert.ok(available !== undefined, "a request for days that Pinterest doesn't have");
    const idOf = ({ parameters }: Partition) => Number(parameters.pin_ids);
    const missing = slice.members.length > 1 ? slice.members.filter((each) => omitted.includes(idOf(each))) : [];
    const present = slice.members.filter((each) => !missing.includes(each));
    const provisional = new Map<string, Day>();
    const records = present.flatMap((member) =>
      daysIn(available).map((day) => {
        const since = member.since ?? "";
        if (since <= day && !this.account.isFinal(day, this.today) && !provisional.has(member.key))
          provisional.set(member.key, day);
        return { id: idOf(member), day, value: this.account.valueOf(idOf(member), day, this.today) };
      }),
    );
    this.#emit(book.take(slice, { records, next: undefined, missing, provisional }).records);
    book.done(slice);
  }

  #emit(records: readonly JsonObject[]): void {
    for (const { id, day, value } of records) this.table.set(`${asText(id)} ${asText(day)}`, asText(value));
  }

  /** Returns the days of the account that the table lacks, or has as they were before. */
  get wrong(): readonly string[] {
    const oldest = latest(addDays(this.today, -reading.daysBack), addDays(start, -reading.daysBack));
    return this.account.ids.flatMap((_, id) =>
      daysIn({ from: oldest, through: this.today }).flatMap((day) => {
        const expected = this.account.valueOf(id, day, this.today);
        return this.table.get(`${id} ${day}`) === expected
          ? []
          : [`${expected}, not ${this.table.get(`${id} ${day}`)}`];
      }),
    );
  }
}

function daysIn({ from, through }: DateRange): readonly Day[] {
  const days: Day[] = [];
  for (let day = from; day <= through; day = addDays(day, 1)) days.push(day);
  return days;
}

describe("the book of dates", () => {
  it("has every day as Pinterest has it after a quiet sync, whatever happened before", () => {
    fc.assert(
      fc.property(fc.array(sync, { minLength: 1, maxLength: 8 }), (history) => {
        const world = new World();
        for (const step of history) world.run(step);
        world.run({ ...quiet, appearing: 1 });
        assert.deepEqual(world.wrong, []);
      }),
      { numRuns: 300 },
    );
  });

  it("reads again what isn't final, also without a lookback window", () => {
    fc.assert(
      fc.property(fc.array(sync, { minLength: 1, maxLength: 5 }), (history) => {
        const world = new World();
        for (const step of history) world.run(step, 0);
        world.run({ ...quiet, appearing: 1 }, 0);
        assert.deepEqual(world.wrong, []);
      }),
      { numRuns: 100 },
    );
  });

  it("requests nothing twice in a read that was killed and continued on the same day", () => {
    fc.assert(
      fc.property(fc.nat({ max: 12 }), fc.integer({ min: 1, max: 5 }), (killedAfter, ids) => {
        const namesOf = ({ members, range }: Slice) => members.map(({ key }) => `${key} from ${range?.from}`);
        const world = new World();
        world.run({ ...quiet, appearing: ids, killedAfter });
        const isKilled = world.requested.length > killedAfter;
        const first = world.requested.slice(0, killedAfter).flatMap(namesOf);
        world.run({ ...quiet, after: 0 });
        const all = [...first, ...world.requested.flatMap(namesOf)];
        if (isKilled) assert.deepEqual([all.length, new Set(all).size], [ids * 4, ids * 4]);
      }),
    );
  });

  it("requests the rest of a second read of the day, which was killed, when it is continued", () => {
    const world = new World();
    world.run({ ...quiet, appearing: 6 });
    world.run({ ...quiet, after: 0, killedAfter: 1 });
    const [first] = world.requested;
    world.run({ ...quiet, after: 0 });
    const rest = world.requested.flatMap(({ members }) => members.map(({ key }) => key));
    const all = [...(first?.members ?? []).map(({ key }) => key), ...rest].toSorted();
    assert.deepEqual(
      all,
      world.account.ids.map((_, id) => keyOf(id)),
    );
  });

  it("lets no ID that fails hold another one back", () => {
    const world = new World();
    world.run({ ...quiet, appearing: 4 });
    for (let day = 0; day < 50; day += 1) world.run({ ...quiet, failing: [1] });
    const wrong = new Set(world.wrong.map((text) => text.split(" ")[0]));
    assert.deepEqual(wrong, new Set(["0", "1"]), "the others are up to date");
    world.run(quiet);
    assert.deepEqual(world.wrong, []);
  });

  it("asks again for a part of the dates that failed, and for no other", () => {
    const world = new World();
    world.run({ ...quiet, appearing: 1, failing: [2] });
    const [, failed] = world.requested;
    world.run(quiet);
    const [again, latest] = world.requested.map(({ range }) => range);
    assert.deepEqual([world.requested.length, again], [2, failed?.range]);
    // An unfinished ID carries at most the day before.
    assert.equal(latest?.from, addDays(world.today, -2 - restatedDays));
    assert.deepEqual(world.wrong, []);
  });

  it("forgets an ID that a complete list lacks, and reads all of its dates if it returns", () => {
    const world = new World();
    world.run({ ...quiet, appearing: 2 });
    const [, gone = ""] = world.account.ids.splice(1, 1).length > 0 ? ["", world.today] : [];
    world.run(quiet);
    world.account.ids.push(gone);
    world.run(quiet);
    const back = world.requested.filter(({ members }) => members.some(({ key }) => key === keyOf(1)));
    assert.equal(back.length, 4, "all dates, in four requests");
  });

  it("has room for 10,000 IDs with a day and a gap of their own, and reads what is beyond from the first day on", () => {
    const marks = Array.from({ length: 10_000 }, (_, id) => ({
      id,
      day: addDays("2025-01-01", id % 300),
      gap: `${addDays("2024-01-01", id % 97)}/${addDays("2024-01-03", id % 97)}`,
    }));
    const read = new Map<string, string>();
    for (const { id, day, gap } of marks) {
      const text = `${day},${gap}`;
      read.set(text, (read.get(text) ?? "") + String(id).padStart(7, "x"));
    }
    const dates = { first: "2024-01-01", read: Object.fromEntries(read) };
    const facts = { state: readerOf({ dates }), today: "2026-01-01" };
    const book = new DateBook(reading, factsOf(stream.name, facts));
    const text = JSON.stringify(book.toState());
    assert.ok(text.length < 900_000, String(text.length));
    assert.ok(text.includes("xxx9999"));
    const small = new DateBook(reading, factsOf(stream.name, { ...facts, room: 100_000 }));
    assert.ok(JSON.stringify(small.toState()).length < 101_000);
  });
});
