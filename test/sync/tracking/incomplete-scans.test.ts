import assert from "node:assert/strict";
import { type ApiResponse, page } from "../../scripted-api.ts";
import type { Script } from "../scripted-read.ts";
import { denied, unauthorized } from "../scripted-read.ts";
import { Syncs } from "./syncs.ts";

const rows = (...ids: readonly (string | null)[]) => page(ids.map((id) => ({ id })));

/** Ad accounts with a list each. */
const lists =
  (what: string, adAccounts: Readonly<Record<string, ApiResponse>>): Script =>
  ({ path, query }) => {
    if (path === "/ad_accounts") return rows(...Object.keys(adAccounts));
    const [, account = "", list] = /^\/ad_accounts\/(\d)\/(\w+)$/u.exec(path) ?? [];
    // Audiences are listed by ownership.
    if (list !== what || query.get("ownership_type") === "RECEIVED") return undefined;
    return adAccounts[account];
  };
const config = { numWorkers: 1 };

describe("a scan in which a row was skipped", () => {
  it("deletes in the other ad accounts if the ad account is part of the key, also in the next attempt", async () => {
    const audiences = (adAccounts: Parameters<typeof lists>[1]) => lists("audiences", adAccounts);
    const begin = async () => {
      const syncs = new Syncs("audiences", "ad_account_id", "id");
      await syncs.run(audiences({ 1: rows("11", "12"), 2: rows("21", "22") }), { config });
      return syncs;
    };
    const syncs = await begin();
    const partial = { 1: rows(null, "11"), 2: rows("21") };
    assert.deepEqual(await syncs.twice(audiences(partial), { config }), ["-2/22"]);
    assert.deepEqual(await syncs.twice(audiences({ 1: rows("11"), 2: rows("21") }), { config }), ["-1/12"]);
    const cut = await begin();
    assert.equal((await cut.run(audiences({ ...partial, 2: unauthorized }), { config })).complete, false);
    assert.deepEqual(await cut.twice(audiences(partial), { config }), ["-2/22"]);
  });

  it("deletes nothing if the row could be one of another ad account", async () => {
    const tags = (adAccounts: Parameters<typeof lists>[1]) => lists("conversion_tags", adAccounts);
    const syncs = new Syncs("conversion_tags", "id");
    await syncs.run(tags({ 1: rows("11"), 2: rows("21", "22") }));
    assert.deepEqual((await syncs.run(tags({ 1: rows(null, "11"), 2: rows("21") }))).written, []);
    assert.deepEqual(await syncs.twice(tags({ 1: rows("11"), 2: rows("21") })), ["-22"]);
  });
});

describe("a scan without a list", () => {
  it("deletes nothing of an ad account of which a list is denied", async () => {
    const promotions =
      (second: ApiResponse, first: ApiResponse): Script =>
      (request, signal) => {
        const [, account = ""] = /^\/ad_accounts\/(\d)\/product_group_promotions$/u.exec(request.path) ?? [];
        if (request.path.endsWith("/ad_groups")) {
          const id = request.path.split("/")[2] ?? "";
          return page([{ id: `${id}0`, ad_account_id: id }]);
        }
        if (account !== "") return account === "1" ? first : second;
        return lists("", { 1: page([]), 2: page([]) })(request, signal);
      };
    const syncs = new Syncs("product_group_promotions", "id");
    assert.deepEqual((await syncs.run(promotions(rows("21", "22"), rows("11", "12")))).written, [
      "+11",
      "+12",
      "+21",
      "+22",
    ]);
    await syncs.run(promotions(denied, rows("11")));
    assert.ok(syncs.table.has("21") && syncs.table.has("22"), [...syncs.table.keys()].join());
    for (let sync = 0; sync < 2; sync += 1) await syncs.run(promotions(rows("21"), rows("11")));
    assert.deepEqual([...syncs.table.keys()].toSorted(), ["11", "21"]);
  });

  it("deletes no like if the board of likes is denied", async () => {
    const likes =
      (response: ApiResponse): Script =>
      ({ path }) => {
        if (path === "/boards") return page([{ id: "7", name: "Your Pinterest Likes" }]);
        return path === "/boards/7/pins" ? response : undefined;
      };
    const pins = (...ids: readonly string[]) => page(ids.map((id) => ({ id, created_at: "2026-05-01T00:00:00" })));
    const syncs = new Syncs("likes", "id");
    assert.deepEqual((await syncs.run(likes(pins("1", "2")))).written, ["+1", "+2"]);
    assert.deepEqual((await syncs.run(likes(denied), { days: 8 })).written, []);
    assert.deepEqual(await syncs.twice(likes(pins("1")), { days: 8 }), ["-2"]);
  });
});
