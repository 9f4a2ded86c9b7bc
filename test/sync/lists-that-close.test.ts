import assert from "node:assert/strict";
import fc from "fast-check";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { type ApiRequest, apiError, page } from "../scripted-api.ts";
import { ChangingList } from "./changing-list.ts";
import { configured, scriptedRead } from "./scripted-read.ts";

const owners = ["1", "2"] as const;
type Owner = (typeof owners)[number];
const boards = ["7", "8"] as const;

/** The denials of a board in one sync: all pages, or those after the first. */
type Denial = "first page" | "later pages" | undefined;

interface Sync {
  readonly owner: Owner;
  /** The number of Pins to add to each board of each owner first. */
  readonly created: readonly number[];
  readonly denials: readonly Denial[];
  /** Whether the user account is inaccessible. */
  readonly isAccountHidden: boolean;
}

/** Two user accounts with the same board IDs, and a destination that stores all records. */
class Accounts {
  readonly #lists = new Map(
    owners.flatMap((owner) => boards.map((board) => [`${owner}/${board}`, new ChangingList(true, 3, "created_at")])),
  );
  readonly #arrived = new Set<string>();
  #state: JsonObject | undefined;
  #lastOwner: Owner | undefined;

  #list(owner: Owner, board: string): ChangingList {
    const list = this.#lists.get(`${owner}/${board}`);
    assert.ok(list !== undefined);
    return list;
  }

  async run({ owner, created, denials, isAccountHidden }: Sync): Promise<boolean> {
    for (const [index, list] of [...this.#lists.values()].entries()) {
      list.happen({ kind: "pass", minutes: 300 });
      for (let left = created[index] ?? 0; left > 0; left -= 1) list.happen({ kind: "create", place: 0 });
    }
    // Without access to the account, a state of any owner is used.
    const isHidden = isAccountHidden && this.#lastOwner === owner;
    const { complete, log } = await scriptedRead(
      [configured("board_pins", "incremental")],
      (request) => this.#respond(owner, denials, isHidden, request),
      {
        now: new Date(this.#list(owner, "7").now + 180 * 60_000).toISOString(),
        ...(this.#state === undefined ? {} : { state: { board_pins: this.#state } }),
      },
    );
    for (const { kind, stream, body } of await log.lines()) {
      if (stream !== "board_pins") continue;
      if (kind === "STATE") this.#state = body;
      if (kind === "RECORD") this.#arrived.add(`${owner}/${asText(body.board_id)}/${asText(body.id)}`);
    }
    this.#lastOwner = owner;
    return complete;
  }

  #respond(owner: Owner, denials: readonly Denial[], isHidden: boolean, request: ApiRequest) {
    const { path, query } = request;
    const denied = apiError(403, 29, "You are not permitted to access that resource.");
    if (path === "/user_account") return isHidden ? denied : { body: { id: owner } };
    if (path === "/boards") {
      const modified = (id: string) => new Date(this.#list(owner, id).rows[0]?.time ?? 0).toISOString().slice(0, 19);
      return page(boards.map((id) => ({ id, name: id, board_pins_modified_at: modified(id) })));
    }
    const index = boards.findIndex((board) => path === `/boards/${board}/pins`);
    const board = boards[index];
    if (board === undefined) return undefined;
    const denial = denials[index];
    if (denial === "first page" || (denial === "later pages" && query.has("bookmark"))) return denied;
    return this.#list(owner, board).respond(request);
  }

  /** Fails unless the destination has each Pin of an account. */
  assertComplete(owner: Owner): void {
    const missing = boards.flatMap((board) =>
      this.#list(owner, board)
        .rows.map(({ id }) => `${owner}/${board}/${id}`)
        .filter((key) => !this.#arrived.has(key)),
    );
    assert.deepEqual(missing, []);
  }
}

const sync = fc.record<Sync>({
  owner: fc.constantFrom(...owners),
  created: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 4, maxLength: 4 }),
  denials: fc.array(fc.constantFrom<Denial>(undefined, undefined, "first page", "later pages"), {
    minLength: 2,
    maxLength: 2,
  }),
  isAccountHidden: fc.boolean(),
});
const open = { created: [], denials: [], isAccountHidden: false } as const;

describe("lists with temporary denials and owner changes", () => {
  it("lose no row after one sync with access", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sync, { maxLength: 6 }), async (syncs) => {
        const accounts = new Accounts();
        for (const each of syncs) await accounts.run(each);
        for (const owner of owners) {
          assert.equal(await accounts.run({ owner, ...open }), true);
          accounts.assertComplete(owner);
        }
      }),
      { numRuns: 60 },
    );
  });
});
