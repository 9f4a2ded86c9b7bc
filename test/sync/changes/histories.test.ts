import assert from "node:assert/strict";
import fc from "fast-check";
import { asText, type JsonObject } from "../../../src/json.ts";
import { deletedAt, updatedAt } from "../../../src/streams/tracking.ts";
import { type Asked, page, refuse } from "../../scripted-api.ts";
import { configured, type Script, scriptedRead } from "../scripted-read.ts";

/** Something that happens to a thing on a board. Undefined content: it is deleted. A board of 0: the board itself is. */
interface Happening {
  readonly id: number;
  readonly board: number;
  readonly content: number | undefined;
}

/** One sync: what happens before it and before each request, and what goes wrong. */
interface Sync {
  readonly before: readonly Happening[];
  readonly meanwhile: readonly (readonly Happening[])[];
  readonly denied: number | undefined;
  /** The request that fails, so that the sync ends there. */
  readonly failAt: number | undefined;
  /** Only so much of what it wrote before it was killed has arrived, from 0 to 1. */
  readonly arrived: number;
}

const happening = fc.record<Happening>({
  id: fc.integer({ min: 1, max: 9 }),
  board: fc.integer({ min: 0, max: 3 }),
  content: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined, freq: 2 }),
});
const calm = fc.record<Sync>({
  before: fc.array(happening, { maxLength: 5 }),
  meanwhile: fc.constant([]),
  denied: fc.constant(undefined),
  failAt: fc.constant(undefined),
  arrived: fc.constant(1),
});
const disturbed = fc.record<Sync>({
  before: fc.array(happening, { maxLength: 5 }),
  meanwhile: fc.array(fc.array(happening, { maxLength: 2 }), { maxLength: 8 }),
  denied: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 2 }),
  failAt: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 2 }),
  arrived: fc.oneof(
    { weight: 2, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  ),
});
const quiet: Sync = { before: [], meanwhile: [], denied: undefined, failAt: undefined, arrived: 1 };
const toggle: Happening = { id: 5, board: 0, content: undefined };
/** What is absent when a scan ends is back when the next sync goes on behind that scan. */
const backInTime: readonly Sync[] = [
  {
    ...quiet,
    before: [
      { id: 1, board: 3, content: 0 },
      { id: 4, board: 1, content: 0 },
    ],
  },
  { ...quiet, before: [{ id: 4, board: 1, content: undefined }], meanwhile: [[], [], [toggle]] },
  { ...quiet, arrived: 0.01 },
  { ...quiet, before: [toggle] },
];

/** A tracked stream in a small world. */
interface Kind {
  readonly stream: string;
  /** A thing's record without its board. */
  readonly keyOf: (record: JsonObject) => string;
  /** The list that a request is for: of a board, or of all (0); undefined: of none. */
  readonly listOf: (asked: Asked) => number | undefined;
  /** Whether a thing can move from board to board, and still is the same. */
  readonly moves: boolean;
}

const idOf = ({ id }: JsonObject) => asText(id);
const boardIn = (pattern: RegExp, { path }: Asked) => {
  const [, board] = pattern.exec(path) ?? [];
  return board === undefined ? undefined : Number(board);
};
const kinds: readonly Kind[] = [
  {
    stream: "following_boards",
    keyOf: idOf,
    listOf: ({ path }) => (path === "/user_account/following/boards" ? 0 : undefined),
    moves: true,
  },
  {
    stream: "board_sections",
    keyOf: ({ board_id: board, id }) => `${asText(board)}/${asText(id)}`,
    listOf: (asked) => boardIn(/^\/boards\/(\d+)\/sections$/u, asked),
    moves: false,
  },
  { stream: "board_pins", keyOf: idOf, listOf: (asked) => boardIn(/^\/boards\/(\d+)\/pins$/u, asked), moves: true },
];

/**
 * A page of two things. It begins after the last thing of the page before, so that no list passes over one because others have gone:
 * where lists do that in both looks, what is there is taken for gone.
 */
function pageAfter(newest: readonly JsonObject[], { query }: Asked): ReturnType<typeof page> {
  const after = query.get("bookmark");
  const left = newest.filter(({ created_at: at }) => after === null || asText(at) < after);
  const items = left.slice(0, 2);
  return page(items, left.length > items.length ? asText(items.at(-1)?.created_at) : null);
}

/** Things on boards, a destination, and the syncs between them. */
class History {
  readonly table = new Map<string, JsonObject>();
  readonly #kind: Kind;
  readonly #things = new Map<string, JsonObject>();
  readonly #boards = new Set([1, 2, 3]);
  #state: JsonObject | undefined;
  #day = 0;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  get world(): readonly JsonObject[] {
    return [...this.#things.values()].filter(({ board_id: board }) => this.#boards.has(Number(board)));
  }

  /** What happens. Gives the keys that are no longer there. */
  happen({ id, board, content }: Happening): readonly string[] {
    const before = this.world.map(this.#kind.keyOf);
    if (board === 0) {
      const toggled = 1 + (id % 3);
      if (!this.#boards.delete(toggled)) this.#boards.add(toggled);
    } else {
      const name = this.#kind.moves ? String(id) : `${board}/${id}`;
      const created_at = `2026-05-0${id}T00:00:00`;
      if (content === undefined) this.#things.delete(name);
      else this.#things.set(name, { id: String(id), board_id: String(board), created_at, name: String(content) });
    }
    const after = new Set(this.world.map(this.#kind.keyOf));
    return before.filter((key) => !after.has(key));
  }

  async sync({ before, meanwhile, denied, failAt, arrived }: Sync): Promise<void> {
    const { stream, keyOf, listOf } = this.#kind;
    for (const each of before) this.happen(each);
    const there = new Set(this.world.map(keyOf));
    let requests = 0;
    const script: Script = (asked) => {
      for (const each of meanwhile[requests] ?? []) for (const key of this.happen(each)) there.delete(key);
      requests += 1;
      if (requests === failAt) return refuse(401, 2, "Authentication failed.");
      if (asked.path === "/boards") return page([...this.#boards].map((id) => ({ id: String(id) })));
      const board = listOf(asked);
      if (board === undefined) return undefined;
      if (board === denied) return refuse(403, 29, "You are not permitted to access that resource.");
      const rows = this.world.filter(({ board_id: of }) => board === 0 || of === String(board));
      const newest = rows.toSorted((one, other) => asText(other.created_at).localeCompare(asText(one.created_at)));
      return pageAfter(newest, asked);
    };
    this.#day += 1;
    const { log } = await scriptedRead([{ ...configured(stream, "incremental"), cursorField: updatedAt }], script, {
      state: { [stream]: this.#state },
      config: { trackChanges: [stream], trackSweepDays: 1 },
      now: new Date(Date.parse("2026-06-01T12:00:00Z") + this.#day * 86_400_000).toISOString(),
    });
    const lines = (await log.lines()).filter(
      ({ kind, stream: of }) => of === stream && /^(?:RECORD|STATE)$/u.test(kind),
    );
    for (const { kind, body } of lines.slice(0, Math.ceil(arrived * lines.length))) {
      if (kind === "STATE") this.#state = body;
      else this.#load(body, there);
    }
  }

  /** Fails unless the table holds what there is. */
  assertTrue(): void {
    const contents = (rows: Iterable<JsonObject>) =>
      [...rows].map(({ id, board_id: board, name }) => JSON.stringify([id, board, name])).sort();
    assert.deepEqual(contents(this.table.values()), contents(this.world));
  }

  #load(record: JsonObject, there: ReadonlySet<string>): void {
    const key = this.#kind.keyOf(record);
    if (record[deletedAt] === null) {
      const known = asText(this.table.get(key)?.[updatedAt]);
      assert.ok(asText(record[updatedAt]) >= known, "a later record has an earlier time");
      this.table.set(key, record);
      return;
    }
    assert.ok(!there.has(key), `${key} was there all through the sync, and is called gone`);
    this.table.delete(key);
  }
}

for (const kind of kinds) {
  describe(`the table of tracked ${kind.stream}`, () => {
    it("equals the account after each sync", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(calm, { minLength: 1, maxLength: 8 }), async (syncs) => {
          const history = new History(kind);
          for (const each of syncs) {
            await history.sync(each);
            history.assertTrue();
          }
        }),
        { numRuns: 25 },
      );
    });

    it("loses no existing row and converges to the account after any faults", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(disturbed, { minLength: 1, maxLength: 6 }), async (syncs) => {
          const history = new History(kind);
          for (const each of syncs) await history.sync(each);
          // A scan that was cut short is finished first, and may have passed what has gone since.
          await history.sync(quiet);
          await history.sync(quiet);
          history.assertTrue();
        }),
        { numRuns: 40, examples: [[[...backInTime]]] },
      );
    });
  });
}
