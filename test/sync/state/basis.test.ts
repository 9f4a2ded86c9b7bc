import assert from "node:assert/strict";
import { digestOf } from "../../../src/base/digest.ts";
import { type ApiRequest, type ApiResponse, apiError, page, pageOfAll } from "../../scripted-api.ts";
import {
  configured,
  denied,
  fault,
  type OneSituation,
  readOne,
  rows,
  type Script,
  scriptedRead,
  unauthorized,
} from "../scripted-read.ts";

/** Pins of January, newest first. All Pins of one account are older than those of the other. */
const pinsOf = (year: number) =>
  Array.from({ length: 10 }, (_, index) => ({
    id: `${year}${10 - index}`,
    created_at: `${year}-01-${String(10 - index).padStart(2, "0")}T00:00:00`,
    description: "x".repeat(2_000),
  }));

/**
 * The token's owner determines the records, unless requests act for the owner of an ad account.
 * @param at responses in place of pages of Pins, by their bookmarks
 */
function api(
  owner: string,
  at: Readonly<Record<string, ApiResponse>> = {},
  ownerOf: Readonly<Record<string, string>> = {},
) {
  const years: Readonly<Record<string, number>> = { "1": 2026, "2": 2024 };
  return (request: ApiRequest): ApiResponse => {
    const acting = ownerOf[request.query.get("ad_account_id") ?? ""] ?? owner;
    if (request.path === "/user_account") return { body: { id: acting, username: `name of ${acting}`, pin_count: 10 } };
    if (request.path === "/ad_accounts") return page([{ id: "549", name: "one", updated_time: 1 }]);
    if (request.path !== "/pins") return page([]);
    return at[request.query.get("bookmark") ?? ""] ?? pageOfAll(pinsOf(years[acting] ?? 2020), request, 4);
  };
}

/** Reads Pins incrementally. */
async function read(script: Script, situation: OneSituation = {}, name = "pins") {
  const one = await readOne(name, script, {
    mode: "incremental",
    ...situation,
    config: { numWorkers: 1, ...situation.config },
  });
  const warnings = one.warnings.split("\n").filter((line) => line.includes("belongs to another"));
  return { ...one, last: one.states.at(-1), warnings, requests: one.api.requests };
}

const cut = { "at 4": unauthorized };
const digest = (id: string) => digestOf(id, 16);
/** Returns another response to requests for the account. */
const withAccount =
  (response: ApiResponse, owner: string): Script =>
  (request) =>
    request.path === "/user_account" ? response : api(owner)(request);

describe("the account of a state", () => {
  it("reads all Pins with a warning after the token's owner changed, also after a failed sync", async () => {
    const first = await read(api("1"));
    assert.deepEqual(first.warnings, []);
    assert.ok(first.states.every(({ account }) => account === digest("1")));
    const second = await read(api("2"), { state: first.last });
    assert.deepEqual([second.complete, second.ids.length, second.warnings.length], [true, 10, 1]);
    assert.equal(second.last?.account, digest("2"));
    const failed = await read(api("2", { "": unauthorized }), { state: first.last });
    const third = await read(api("2"), { state: failed.last });
    assert.deepEqual([failed.complete, third.ids.length, third.warnings], [false, 10, []]);
  });

  it("does not resume an interrupted scan of another account", async () => {
    const { last: state } = await read(api("1", cut));
    assert.equal(state?.account, digest("1"));
    assert.equal((await read(api("1"), { state })).ids.length, 6);
    assert.equal((await read(api("2"), { state })).ids.length, 10);
  });

  it("does not resume a full refresh of another account, or without the job that began it", async () => {
    const options = { job: "81", mode: "full_refresh" } as const;
    const { last: state } = await read(api("1", cut), options);
    assert.equal(state?.account, digest("1"));
    assert.equal((await read(api("1"), { ...options, state })).ids.length, 6);
    const other = await read(api("2"), { ...options, state });
    assert.deepEqual([other.ids.length, other.warnings.length], [10, 1]);
    const done = { __ab_full_refresh_sync_complete: true, version: 2, job: "81", completed: "2026-06-30" };
    assert.deepEqual(other.last, { ...done, account: digest("2"), selection: state.selection });
    const withoutJob = await read(api("1", cut), { mode: "full_refresh" });
    for (const job of [undefined, "82"])
      for (const before of [state, withoutJob.last])
        assert.equal((await read(api("1"), { ...options, job, state: before })).ids.length, 10, job);
  });

  it("is that of the first ad account, if the settings name some", async () => {
    const script = api("9", {}, { "549": "1", "550": "1", "551": "2" });
    const acting = (...adAccountIds: readonly string[]) => ({ config: { adAccountIds } });
    const first = await read(script, acting("549", "551"));
    assert.ok(first.requests.includes("/user_account?ad_account_id=549"));
    const other = await read(script, { ...acting("551", "549"), state: first.last });
    assert.deepEqual([other.ids.length, other.warnings.length], [10, 1]);
    const same = await read(script, { ...acting("550", "549"), state: first.last });
    assert.deepEqual([same.ids, same.warnings], [["202610"], []]);
  });

  it("is added to a state without one, from which the stream continues", async () => {
    const { account: _, ...state } = (await read(api("1"))).last ?? {};
    const { ids, last, warnings } = await read(api("1"), { state });
    assert.deepEqual([ids, warnings, last?.account], [["202610"], [], digest("1")]);
  });

  it("keeps the account of the state if the account can't be read", async () => {
    const first = await read(api("1"));
    for (const response of [
      denied,
      apiError(401, 3, "Your application is not authorized for this. Missing: ['user_accounts:read']"),
      { body: { username: "renamed" } },
      { body: { id: null, username: "renamed" } },
    ]) {
      const script = withAccount(response, "1");
      const { complete, ids, last, warnings } = await read(script, { state: first.last });
      assert.deepEqual([complete, ids, warnings, last?.account], [true, ["202610"], [], digest("1")]);
      const fresh = await read(script);
      assert.deepEqual([fresh.complete, fresh.ids.length, fresh.last?.account], [true, 10, undefined]);
    }
  });

  it("ends INCOMPLETE and keeps the state if the owner is temporarily unknown", async () => {
    const first = await read(api("1"));
    for (const response of [fault, apiError(429, 8, "Slow down.", { "x-ratelimit-reset": "67150" })]) {
      const { complete, ids, last, messageOf } = await read(withAccount(response, "2"), { state: first.last });
      assert.deepEqual([complete, ids, last], [false, [], first.last]);
      assert.ok(messageOf("transient_error") !== "");
    }
  });

  it("is requested once, and again after a failure", async () => {
    const names = ["pins", "boards", "media", "followers", "account_snapshots"];
    const quota = { "x-ratelimit-limit": "1000, 1000;w=86400", "x-ratelimit-remaining": "900" };
    for (const [failures, complete, requests] of [
      [0, 5, 1],
      [6, 4, 7],
    ] as const) {
      let left: number = failures;
      const { api: asked, outcomes } = await scriptedRead(
        names.map((name) => configured(name, "incremental")),
        (request) => {
          if (request.path === "/user_account") left -= 1;
          const response = request.path === "/user_account" && left >= 0 ? fault : api("1")(request);
          return response instanceof Error ? response : { ...response, headers: quota };
        },
        { state: Object.fromEntries(names.map((name) => [name, { version: 2, account: digest("1") }])) },
      );
      assert.equal([...outcomes.values()].filter((outcome) => outcome === "COMPLETE").length, complete);
      assert.equal(asked.calls("/user_account"), requests);
    }
  });

  for (const [what, names, accounts] of [
    [
      "that of the ad account, also for its parents",
      ["pins", "board_section_pins", "likes", "pin_product_tags", "catalogs_item_issues"],
      ["/user_account?ad_account_id=549"],
    ],
    [
      "that of the token for other lists, including ad accounts",
      ["followers", "media", "ad_accounts", "integrations"],
      ["/user_account"],
    ],
    [
      "unknown for descendants of ad accounts",
      ["campaigns", "keywords", "ad_analytics", "template_reports", "audience_shared_accounts"],
      [],
    ],
  ] as const) {
    it(`is ${what}`, async () => {
      const config = { adAccountIds: ["549"], searchQueries: ["tea"] };
      for (const name of names) {
        const { requests, last } = await read(() => page(rows("549")), { mode: "full_refresh", config }, name);
        const asked = requests.filter((request) => /^\/user_account(?:\?|$)/u.test(request));
        assert.deepEqual([asked, last?.account], [accounts, undefined], name);
      }
    });
  }
});

describe("the settings that select the rows of a list", () => {
  const campaigns: Script = ({ path }) =>
    path === "/ad_accounts" ? page(rows("549")) : page([{ id: "1", ad_account_id: "549" }]);

  it("start it over with a warning if they change, and other settings don't", async () => {
    const first = await read(campaigns, {}, "campaigns");
    const same = await read(campaigns, { state: first.last, config: { startDate: "2026-01-01" } }, "campaigns");
    assert.deepEqual([first.ids, same.ids], [["1"], []]);
    const config = { entityStatuses: ["ACTIVE"] };
    const other = await readOne("campaigns", campaigns, { mode: "incremental", state: same.last, config });
    assert.deepEqual([other.ids, (await other.again()).ids], [["1"], []]);
    assert.match(other.warnings, /campaigns: starting from the beginning, since settings that select its rows were/u);
  });
});
