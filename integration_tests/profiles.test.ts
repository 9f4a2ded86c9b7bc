import assert from "node:assert/strict";
import { extents } from "../simulator/world/scale.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { streams } from "../src/streams/all.ts";
import { isOfProfile, profileId } from "../src/streams/profiles.ts";
import { cursorOf } from "../src/streams/tracking.ts";
import { Bed, credentials } from "./bed/bed.ts";
import { endsOf, lastStates, recordsOf } from "./bed/messages.ts";
import { repeatedRequests } from "./bed/repeated-requests.ts";
import { Table } from "./bed/table.ts";

/** Children of divided streams, which stay those of one profile. */
const undivided = ["pin_product_tags", "following_interests"];
const divided = streams.filter(isOfProfile);

describe("all profiles of the ad accounts", () => {
  let bed: Bed;
  let states: readonly JsonObject[];
  let tables: Map<string, Table>;
  beforeEach(async () => {
    bed = await Bed.open({
      scale: { ...extents.small, pins: 90, followers: 90, followingUsers: 9 },
      config: { credentials, all_profiles: true, search_queries: ["garden"] },
    });
    states = [];
    tables = new Map(divided.map(({ name, primaryKey }) => [name, new Table(name, [profileId, ...primaryKey])]));
  });
  afterEach(() => bed.close());

  /** Reads all streams that are divided by profile from the last states. */
  async function sync(): Promise<void> {
    bed.simulator.journal.clear();
    const outcome = await bed.read(["ad_accounts", ...undivided, ...tables.keys()], { states });
    assert.equal(outcome.code, 0, outcome.stderr);
    for (const [name, end] of endsOf(outcome.messages)) assert.equal(end, "COMPLETE", name);
    states = lastStates(outcome.messages, states);
    for (const { name, primaryKey, reading } of divided) {
      const table =
        cursorOf({ reading }) === undefined ? new Table(name, [profileId, ...primaryKey]) : tables.get(name);
      assert.ok(table);
      tables.set(name, table.add(recordsOf(outcome.messages).get(name) ?? []));
    }
  }

  /** Returns the expected records of a stream in all profiles. */
  function expected(name: string, adAccounts: readonly (string | undefined)[]): readonly JsonObject[] {
    return adAccounts.flatMap((id) => {
      const options = id === undefined ? {} : { adAccountId: id };
      const [account] = bed.expectedRecords("account", options);
      return bed.expectedRecords(name, options).map((row) => ({ [profileId]: asText(account?.id), ...row }));
    });
  }

  const sharedAdAccount = () =>
    asText(bed.expectedRecords("ad_accounts").find(({ permissions }) => asText(permissions).includes("ADMIN"))?.id);

  it("are in the tables of two syncs, before and after changes", async () => {
    const adAccounts = [undefined, sharedAdAccount()];
    await sync();
    for (const [name, table] of tables) table.assertEquals(expected(name, adAccounts));
    assert.equal(tables.get("account")?.size, 2);
    // Pins of the likes board are in two streams.
    const repeated = repeatedRequests(bed.simulator.journal.entries);
    assert.deepEqual(
      repeated.filter((request) => !request.startsWith("boards/list_pins ")),
      [],
    );
    bed.simulator.change({ advance_seconds: 86_400 });
    bed.simulator.change({ add_pins: 3 });
    bed.simulator.change({ add_pins: 2, ad_account_id: sharedAdAccount() });
    await sync();
    for (const name of ["boards", "pins", "board_pins", "catalogs"])
      tables
        .get(name)
        ?.assertKeys(
          new Table(name, [profileId, ...(divided.find((each) => each.name === name)?.primaryKey ?? [])]).add(
            expected(name, adAccounts),
          ).keys,
        );
  });

  it("are in a plan, with the requests of each", async () => {
    const names = ["boards", "board_pins"];
    const { stdout } = await bed.run("plan", {}, { args: ["--streams", names.join()] });
    const [, first, second] = /^API calls by profile: \S+ (\d+), \S+ (\d+)\.$/mu.exec(stdout) ?? [];
    bed.simulator.journal.clear();
    await bed.read(names);
    const ofBoards = bed.simulator.journal.entries.filter(({ path }) => path.includes("/boards"));
    const ofShared = ofBoards.filter(({ query }) => "ad_account_id" in query).length;
    assert.deepEqual([Number(first), Number(second)], [ofShared, ofBoards.length - ofShared]);
  });
});
