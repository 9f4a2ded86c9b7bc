import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { updatedAt } from "../../src/streams/tracking.ts";
import { page, pageOfAll } from "../scripted-api.ts";
import { denied, idsOf, notFound, rejected, rows, withQuota } from "../sync/api.ts";
import { configured, type Read, type Script, type Situation, scriptedRead } from "../sync/scripted-read.ts";
import { itSyncs, type Sync } from "../sync/syncs.ts";

/** An account's ad accounts and their owners, and the boards and Pins of the profiles. `u1` is the profile of the token. */
interface World {
  readonly owners: Readonly<Record<string, string>>;
  readonly profiles: Readonly<Record<string, readonly [boards: readonly string[], pins: readonly string[]]>>;
  /** Ad accounts that give no access to the profile of their owner. */
  readonly denied?: readonly string[];
  /** Whether no ad account says whose it is. */
  readonly isAnonymous?: boolean;
}

const world: World = {
  owners: { 11: "u2", 12: "u3", 13: "u3", 14: "u1" },
  profiles: {
    u1: [["1", "9"], ["101"]],
    u2: [
      ["2", "9"],
      ["201", "202"],
    ],
    u3: [["3"], ["301"]],
  },
};

const server =
  ({ owners, profiles, denied: inaccessible = [], isAnonymous = false }: World = world): Script =>
  ({ path, query }) => {
    const adAccount = query.get("ad_account_id");
    const owner = adAccount === null ? "u1" : (owners[adAccount] ?? "");
    const [boards, pins] = profiles[owner] ?? [[], []];
    if (path === "/ad_accounts")
      return page(
        Object.entries(owners).map(([id, of]) =>
          isAnonymous ? { id } : { id, owner: { id: of, username: `name of ${of}` } },
        ),
      );
    if (adAccount !== null && inaccessible.includes(adAccount)) return denied;
    if (path === "/user_account") return { body: { id: owner, username: `name of ${owner}` } };
    if (/^\/ad_accounts\/\d+$/u.test(path)) return { body: { permissions: ["ADMIN"] } };
    if (/^\/boards\/\d+$/u.test(path)) return notFound;
    if (path === "/boards") return page(rows(...boards));
    const [, board] = /^\/boards\/(\d+)\/pins$/u.exec(path) ?? [];
    if (board !== undefined) return page([{ id: `${board}00`, created_at: "2026-06-01T00:00:00" }]);
    if (path !== "/pins") return undefined;
    return page(pins.map((id) => ({ id, created_at: `2026-06-0${id.at(-1)}T00:00:00` })).toReversed());
  };

const config = { allProfiles: true };
const incremental = { mode: "incremental" } as const;
const rowsOf = ({ records }: Pick<Read, "records">) =>
  records.map(({ profile_id: profile, id }) => `${asText(profile)} ${asText(id)}`).toSorted();

/** Defines a test of syncs of which the first stream has these rows, each with its profile. */
const itHas = (
  title: string,
  streams: string | readonly string[],
  ...syncs: readonly (Sync & { readonly has: readonly string[] })[]
) =>
  itSyncs(
    title,
    streams,
    ...syncs.map(({ has, also, ...sync }) => ({
      config,
      writes: "any" as const,
      ...sync,
      also: (read: Read, reads: readonly Read[]) => {
        assert.deepEqual(rowsOf(read), has);
        also?.(read, reads);
      },
    })),
  );
const all = ["u1 1", "u1 9", "u2 2", "u2 9", "u3 3"];

describe("all profiles of the ad accounts", () => {
  itHas("are found if no ad account says whose it is", "boards", {
    api: server({ ...world, isAnonymous: true, denied: ["11"] }),
    has: ["u1 1", "u1 9", "u3 3"],
    warnings: [/Pinterest denied access to the profile of ad account 11 /u],
  });

  itHas(
    "are read, each through its first ad account, with their ID in each row and no request twice",
    ["boards", "account", "ad_accounts", "board_pins", "pins"],
    {
      api: server(),
      has: all,
      also: ({ of, logs, api: { requests } }) => {
        assert.deepEqual(rowsOf(of("pins")), ["u1 101", "u2 201", "u2 202", "u3 301"]);
        assert.deepEqual(rowsOf(of("board_pins")), ["u1 100", "u1 900", "u2 200", "u2 900", "u3 300"]);
        assert.deepEqual(rowsOf(of("account")), ["u1 u1", "u2 u2", "u3 u3"]);
        assert.ok(of("ad_accounts").records.every((record) => !("profile_id" in record)));
        assert.equal(new Set(requests).size, requests.length);
        assert.ok(requests.every((request) => !/ad_account_id=1[34]/u.test(request)));
        const reads = logs("INFO")
          .filter((line) => /: read /u.test(line))
          .map((line) => line.split(":", 1).join());
        assert.deepEqual(reads.filter((line) => /^(?:boards|ad_accounts)/u.test(line)).toSorted(), [
          "ad_accounts",
          "boards of name of u1",
          "boards of name of u2",
          "boards of name of u3",
        ]);
      },
    },
  );

  let isExpired = true;
  itSyncs(
    "share no list of ad accounts if the setting is off: one whose bookmark expired is read again",
    "ad_accounts",
    {
      api: (request) => {
        if (request.path !== "/ad_accounts") return undefined;
        if (!request.query.has("bookmark") || !isExpired) return pageOfAll(rows("1", "2"), request, 1);
        isExpired = false;
        return rejected("Invalid bookmark.");
      },
      writes: "any",
      also: ({ ids }) => assert.deepEqual(new Set(ids), new Set(["1", "2"])),
      warnings: "any",
    },
  );

  for (const [adAccountIds, has] of [
    [
      ["13", "11"],
      ["u2 2", "u2 9", "u3 3"],
    ],
    [["14"], ["u1 1", "u1 9"]],
  ] as const)
    itHas(`are those of named ad accounts: ${adAccountIds.join()}`, "boards", {
      api: server(),
      config: { ...config, adAccountIds },
      has,
    });

  itHas("include one whose first ad account denies access", "boards", {
    api: server({ ...world, denied: ["12"] }),
    has: all,
  });
  itHas("skip one that denies access, with one warning, after its other ad accounts", ["boards", "pins"], {
    api: server({ ...world, denied: ["12", "13"] }),
    has: all.slice(0, 4),
    warnings: [/name of u3 \(u3\)/u],
  });

  const deniesLists =
    (isDenied: (adAccount: string | null, path: string) => boolean): Script =>
    (request, signal) =>
      isDenied(request.query.get("ad_account_id"), request.path) ? denied : server()(request, signal);
  itHas("skip one whose lists are denied, with a warning per stream", ["pins", "boards", "board_pins"], {
    api: deniesLists((adAccount, path) => adAccount === "12" && path !== "/user_account"),
    has: ["u1 101", "u2 201", "u2 202"],
    warnings: [/permitted/u, /permitted/u, /permitted/u],
  });
  itHas("are an error if each denies a list", "boards", {
    api: deniesLists((_, path) => path === "/boards"),
    has: [],
    warnings: "any",
    error: ["config_error", /permitted/u],
  });
  itHas("are an error if each denies access", "boards", {
    api: server({ ...world, denied: ["12", "13"] }),
    config: { ...config, adAccountIds: ["12", "13"] },
    has: [],
    warnings: "any",
    error: ["config_error", /ad account|access/u],
  });

  const more: World["profiles"] = { ...world.profiles, u1: [[], ["101", "103"]], u2: [[], ["201", "202", "204"]] };
  itHas(
    "resume separately: one that comes starts from the beginning, and one that goes keeps its state",
    "pins",
    { ...incremental, api: server({ ...world, owners: { 11: "u2", 14: "u1" } }), has: ["u1 101", "u2 201", "u2 202"] },
    {
      api: server({ owners: { 12: "u3", 14: "u1" }, profiles: more }),
      // The newest Pin of the last sync is within an hour of the cursor.
      has: ["u1 101", "u1 103", "u3 301"],
      warnings: [/skipped profile u2: Pinterest no longer lists it/u],
    },
    { api: server({ ...world, profiles: more }), has: ["u1 103", "u2 202", "u2 204", "u3 301"] },
  );

  const isGone = [/profiles: skipped profile u2: Pinterest no longer lists it/u];
  const fewer = server({ ...world, owners: { 12: "u3", 14: "u1" } });
  itSyncs(
    "are missed for thirty days in incremental syncs, with one warning for all streams",
    ["boards", "pins"],
    { ...incremental, config, api: server(), writes: "any" },
    { api: fewer, writes: "any", warnings: isGone },
    { after: "28 d", writes: "any", warnings: isGone },
    { writes: "any" },
    { writes: "any" },
  );
  itSyncs(
    "are not missed if they deny access, or in a full refresh",
    "boards",
    { config, api: server(), writes: 5 },
    { api: fewer, writes: 3 },
    { ...incremental, api: server(), writes: 5 },
    {
      api: server({ ...world, denied: ["11"] }),
      writes: 3,
      warnings: [/denied access to the profile name of u2/u],
    },
  );
  // A full refresh that is complete replaces the table, with the rows of the profile that isn't found.
  for (const mode of ["full_refresh", "incremental"] as const)
    itSyncs(
      `are an error as long as the settings name their ad account, in a sync of mode ${mode}`,
      "boards",
      { mode, config: { ...config, adAccountIds: ["11", "12"] }, api: server(), writes: 3 },
      { api: fewer, writes: "any", error: ["config_error", /11 doesn't exist, or .*Everything else was synced/u] },
    );

  const named: Situation["config"] = { adAccountIds: ["11", "12"] };
  itSyncs(
    "continue from the state of one profile, and one continues from theirs",
    "pins",
    { ...incremental, api: server(), config: { adAccountIds: ["11"] }, writes: "201 202" },
    {
      config: { ...config, ...named },
      writes: 2,
      also: (read) => assert.deepEqual(rowsOf(read), ["u2 202", "u3 301"]),
    },
    { config: named, writes: "202" },
  );

  for (const [allProfiles, fields] of [
    [true, ["id"]],
    [false, ["id", "profile_id"]],
  ] as const)
    itSyncs(`are one profile while the connection ${allProfiles ? "lacks" : "still has"} the column`, "boards", {
      api: server(),
      as: { fields },
      config: { allProfiles },
      writes: "1 9",
      warnings: [/All profiles.* was changed after the source schema, so only one profile is read/u],
    });

  itHas("have each named board in one of them at least", "board_pins", {
    api: server(),
    config: { ...config, boardIds: ["1", "3"] },
    has: ["u1 100", "u3 300"],
  });
  itHas("lack a named board that is in none of them", "board_pins", {
    api: server(),
    config: { ...config, boardIds: ["1", "77"] },
    has: ["u1 100"],
    error: ["config_error", /77/u],
  });

  const tracked = { ...incremental, as: { cursorField: updatedAt }, config: { ...config, trackChanges: ["boards"] } };
  const left = server({ ...world, profiles: { ...world.profiles, u2: [["2"], []] } });
  itHas(
    "keep deletions apart: what leaves one profile stays in another",
    "boards",
    { ...tracked, api: server(), has: all },
    { ...tracked, api: left, has: [] },
    { ...tracked, api: left, has: ["u2 9"] },
  );

  it("are refreshed only when all of them are, whatever earlier jobs have refreshed", async () => {
    const first = await scriptedRead("boards", server(), { config, job: "1" });
    const failing = deniesLists((adAccount, path) => adAccount === "12" && path === "/boards");
    const second = await first.again(failing, { job: "2" });
    const marks = ({ states }: Read) => states.map((state) => state.__ab_full_refresh_sync_complete === true);
    assert.equal(marks(first).filter(Boolean).length, 1);
    assert.deepEqual([marks(first).at(-1), marks(second).includes(true)], [true, false]);
    assert.ok(marks(second).length >= 2);
    const third = await second.again(server(), { job: "2" });
    assert.equal(marks(third).at(-1), true);
  });

  it("take turns under a daily quota: 40 profiles are read within the days that they need plus one", async () => {
    const ids = idsOf(40, 100);
    const script = server({
      owners: Object.fromEntries(ids.map((id) => [id, `u${id}`])),
      profiles: Object.fromEntries(ids.map((id) => [`u${id}`, [[], ["1"]]] as const)),
    });
    // 42 requests find the profiles, so 23 a day are left for 41 lists.
    const first = await scriptedRead("pins", withQuota(65, script), { ...incremental, config });
    const second = await first.again(withQuota(65, script), { now: "2026-07-01T12:00:00Z" });
    const read = [...first.records, ...second.records].map(({ profile_id: profile }) => asText(profile));
    assert.equal(new Set(read).size, 40);
  });

  it("take turns under a daily quota also if a full refresh of the main one uses up each", async () => {
    const script = server({ owners: { 11: "u2" }, profiles: { u1: [[], idsOf(30, 100)], u2: [[], ["1"]] } });
    const wanted = [configured("pins", "incremental"), configured("pin_product_tags", "full_refresh")];
    const first = await scriptedRead(wanted, withQuota(20, script), { config });
    const second = await first.again(withQuota(20, script), { now: "2026-07-01T12:00:00Z" });
    const read = [...first.records, ...second.records].map(({ profile_id: profile }) => profile);
    assert.ok(read.includes("u2"));
  });
});
