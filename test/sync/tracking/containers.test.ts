import assert from "node:assert/strict";
import { type ApiResponse, apiError, listIn, page } from "../../scripted-api.ts";
import { below, denied, isRows, rows, type Script, unauthorized } from "../scripted-read.ts";
import { Syncs } from "./syncs.ts";

type Lists = Parameters<typeof below>[2];
const sections = (boards: Lists) => below("/boards", "sections", boards);
const tags = (adAccounts: Lists) => below("/ad_accounts", "conversion_tags", adAccounts);
/** Ad accounts with audiences, which are listed by ownership. */
const audiences =
  (adAccounts: Lists): Script =>
  (request) =>
    request.query.get("ownership_type") === "RECEIVED"
      ? undefined
      : below("/ad_accounts", "audiences", adAccounts)(request);
/** Ad accounts with the accounts that share their audience of the same ID. */
const shared =
  (adAccounts: Readonly<Record<string, readonly string[] | ApiResponse>>): Script =>
  ({ path, query }) => {
    if (path === "/ad_accounts") return page(rows(...Object.keys(adAccounts)));
    const [, id = "", rest] = /^\/ad_accounts\/(\d+)\/audiences(\/shared\/accounts)?$/u.exec(path) ?? [];
    const found = adAccounts[id];
    if (!isRows(found)) return found;
    if (rest === undefined) return page([{ id, ad_account_id: id }]);
    const isShared = query.get("account_type") === "AD_ACCOUNT";
    return page(isShared ? found.map((account) => ({ account_id: account })) : []);
  };
const one = { config: { numWorkers: 1 } };
const isIncomplete = (line: string) => line.includes("the read was incomplete, so a later sync finds deletions");

describe("a tracked list of child records", () => {
  it("deletes nothing that a narrower selection excludes", async () => {
    const syncs = new Syncs("board_sections", "board_id", "id");
    const all = sections({ 1: ["11"], 2: ["21"] });
    await syncs.run(all);
    const config = { boardIds: ["1"] };
    assert.deepEqual([...(await syncs.twice(all, { config })), ...(await syncs.run(all, { config })).written], []);
    assert.deepEqual(await syncs.twice(sections({ 1: [], 2: ["21"] }), { config }), ["-1/11"]);
    assert.deepEqual((await syncs.run(all)).written, ["+1/11", "+2/21"]);
  });

  it("deletes records of ad accounts that it still reads after others were removed or added in the settings", async () => {
    const syncs = new Syncs("conversion_tags", "id");
    await syncs.run(tags({ 1: ["11", "12"], 2: ["21", "22"] }));
    const config = { adAccountIds: ["1"] };
    assert.deepEqual(await syncs.twice(tags({ 1: ["11"], 2: ["21", "22"] }), { config }), ["-12"]);
    assert.deepEqual((await syncs.run(tags({ 1: ["11"], 2: ["21"] }), { config })).written, []);
    assert.deepEqual(await syncs.twice(tags({ 1: [], 2: ["21"], 3: ["31"] })), ["+31", "-11", "-22"]);
  });

  it("restarts an unfinished scan after ad accounts were added in the settings", async () => {
    const syncs = new Syncs("conversion_tags", "id");
    const all = { 1: ["11"], 2: ["21"], 3: ["31"], 4: ["41"] };
    const config = { adAccountIds: ["1", "3", "4"], numWorkers: 1 };
    const cut = await syncs.run(tags({ ...all, 4: unauthorized }), { config });
    assert.deepEqual([cut.written, cut.complete], [["+11", "+31"], false]);
    assert.deepEqual((await syncs.run(tags(all))).written, ["+21", "+41"]);
  });

  it("deletes nothing of an absent ad account, since the user might have lost a role, and no ad account", async () => {
    const syncs = new Syncs("conversion_tags", "id");
    await syncs.run(tags({ 1: ["11", "12"], 2: ["21"] }));
    for (let sync = 0; sync < 3; sync += 1) assert.deepEqual((await syncs.run(tags({ 2: ["21"] }))).written, []);
    assert.deepEqual(await syncs.twice(tags({ 1: ["11"], 2: [] })), ["-12", "-21"]);
    const accounts = new Syncs("ad_accounts", "id");
    const config = { trackChanges: ["*"] };
    await accounts.run(tags({ 1: [], 2: [] }), { config });
    assert.deepEqual(await accounts.twice(tags({ 1: [] }), { config }), []);
  });

  it("deletes nothing below an absent ad account, or while a parent's list is denied", async () => {
    const syncs = new Syncs("audience_shared_accounts", "ad_account_id", "account_id");
    assert.deepEqual((await syncs.run(shared({ 1: ["11", "12"], 2: ["21"] }))).written, ["+1/11", "+1/12", "+2/21"]);
    assert.deepEqual((await syncs.run(shared({ 2: ["21"] }))).written, []);
    const { written, logs } = await syncs.run(shared({ 1: ["11"], 2: denied }));
    assert.deepEqual([written, logs.some(isIncomplete)], [[], true]);
    assert.deepEqual(await syncs.twice(shared({ 1: ["11"], 2: [] })), ["-1/12", "-2/21"]);
  });

  it("deletes nothing below parents of a status that Pinterest rejects now", async () => {
    const syncs = new Syncs("keywords", "id");
    const groups = { 1: "ACTIVE", 2: "DRAFT" };
    const keywords =
      (rejected?: string): Script =>
      ({ path, query }) => {
        const statuses = listIn(query, "entity_statuses");
        if (path === "/ad_accounts") return page(rows("5"));
        if (rejected !== undefined && statuses.includes(rejected))
          return apiError(400, 1, `entity_statuses: ${rejected} is not a valid status.`);
        if (path.endsWith("/ad_groups")) {
          const wanted = Object.entries(groups).filter(([, status]) => statuses.includes(status));
          return page(wanted.map(([id]) => ({ id, ad_account_id: "5" })));
        }
        return path.endsWith("/keywords")
          ? page(listIn(query, "ad_group_ids").map((id) => ({ id: `of ${id}` })))
          : undefined;
      };
    assert.deepEqual((await syncs.run(keywords())).written, ["+of 1", "+of 2"]);
    for (let sync = 0; sync < 2; sync += 1) {
      const { written, complete, logs } = await syncs.run(keywords("DRAFT"));
      assert.deepEqual([written, complete, logs.some(isIncomplete)], [[], true, true]);
    }
    assert.deepEqual((await syncs.run(keywords())).written, []);
  });

  it("deletes nothing below a parent that Pinterest returned without its ID", async () => {
    const syncs = new Syncs("audience_shared_accounts", "audience_id", "account_id");
    const complete = shared({ 1: ["11", "12"] });
    assert.deepEqual((await syncs.run(complete)).written, ["+1/11", "+1/12"]);
    const { written } = await syncs.run((request) =>
      request.path === "/ad_accounts/1/audiences" ? page([{ id: null }, { id: "9" }]) : complete(request),
    );
    assert.deepEqual(written, ["+9/11", "+9/12"]);
    assert.deepEqual(await syncs.twice(complete), ["-9/11", "-9/12"]);
  });

  it("deletes everything below an ad account that has no parents left", async () => {
    const syncs = new Syncs("audience_shared_accounts", "audience_id", "account_id");
    const all = shared({ 1: ["11", "12"], 2: ["21"] });
    await syncs.run(all);
    const emptied = await syncs.twice((request) =>
      request.path === "/ad_accounts/1/audiences" ? page([]) : all(request),
    );
    assert.deepEqual(emptied, ["-1/11", "-1/12"]);
  });
});

describe("a scan in which a row was skipped", () => {
  it("deletes in the other ad accounts if the ad account is part of the key, also in the next attempt", async () => {
    const begin = async () => {
      const syncs = new Syncs("audiences", "ad_account_id", "id");
      await syncs.run(audiences({ 1: ["11", "12"], 2: ["21", "22"] }), one);
      return syncs;
    };
    const syncs = await begin();
    const partial = { 1: [null, "11"], 2: ["21"] };
    assert.deepEqual(await syncs.twice(audiences(partial), one), ["-2/22"]);
    assert.deepEqual(await syncs.twice(audiences({ 1: ["11"], 2: ["21"] }), one), ["-1/12"]);
    const cut = await begin();
    assert.equal((await cut.run(audiences({ ...partial, 2: unauthorized }), one)).complete, false);
    assert.deepEqual(await cut.twice(audiences(partial), one), ["-2/22"]);
  });

  it("deletes nothing if the row could be one of another ad account", async () => {
    const syncs = new Syncs("conversion_tags", "id");
    await syncs.run(tags({ 1: ["11"], 2: ["21", "22"] }));
    assert.deepEqual((await syncs.run(tags({ 1: [null, "11"], 2: ["21"] }))).written, []);
    assert.deepEqual(await syncs.twice(tags({ 1: ["11"], 2: ["21"] })), ["-22"]);
  });
});

describe("a scan without a list", () => {
  it("deletes nothing of an ad account of which a list is denied", async () => {
    const promotions = (lists: Lists): Script => {
      const groups = below("/ad_accounts", "ad_groups", { 1: ["10"], 2: ["20"] });
      const listed = below("/ad_accounts", "product_group_promotions", lists);
      return (request, signal) => (request.path.endsWith("/ad_groups") ? groups : listed)(request, signal);
    };
    const syncs = new Syncs("product_group_promotions", "id");
    const { written } = await syncs.run(promotions({ 1: ["11", "12"], 2: ["21", "22"] }));
    assert.deepEqual(written, ["+11", "+12", "+21", "+22"]);
    await syncs.run(promotions({ 1: ["11"], 2: denied }));
    assert.ok(syncs.table.has("21") && syncs.table.has("22"), [...syncs.table.keys()].join());
    await syncs.twice(promotions({ 1: ["11"], 2: ["21"] }));
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
