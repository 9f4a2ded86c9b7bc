import assert from "node:assert/strict";
import { digestOf } from "../../../src/base/digest.ts";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import type { Config } from "../../../src/config/config.ts";
import { type ApiRequest, type ApiResponse, apiError, page, pageOfAll } from "../../scripted-api.ts";
import { configured, denied, scriptedRead, unauthorized } from "../scripted-read.ts";

type Mode = "full_refresh" | "incremental";

/** Pins of January, newest first. All Pins of one account are older than those of the other. */
const pinsOf = (year: number) =>
  Array.from({ length: 10 }, (_, index) => ({
    id: `${year}${10 - index}`,
    created_at: `${year}-01-${String(10 - index).padStart(2, "0")}T00:00:00`,
    description: "x".repeat(2_000),
  }));

/** The token's owner determines the records, unless requests act for the owner of an ad account. */
function api(owner: string, ownerOf: Readonly<Record<string, string>> = {}) {
  const years: Readonly<Record<string, number>> = { "1": 2026, "2": 2024 };
  return (request: ApiRequest): ApiResponse => {
    const acting = ownerOf[request.query.get("ad_account_id") ?? ""] ?? owner;
    switch (request.path) {
      case "/user_account":
        return { body: { id: acting, username: `name of ${acting}`, pin_count: 10 } };
      case "/pins":
        return pageOfAll(pinsOf(years[acting] ?? 2020), request, 4);
      case "/ad_accounts":
        return page([{ id: "549", name: "one", updated_time: 1 }]);
      default:
        return page([]);
    }
  };
}

async function read(
  name: string,
  mode: Mode,
  script: (request: ApiRequest) => ApiResponse,
  {
    state,
    config,
    job,
  }: {
    readonly state?: JsonObject | undefined;
    readonly config?: Partial<Config>;
    readonly job?: string;
  } = {},
) {
  const { complete, log, api } = await scriptedRead([configured(name, mode)], script, {
    config: { numWorkers: 1, ...config },
    state: { [name]: state },
    job,
  });
  const { requests } = api;
  const ids = (await log.records(name)).map(({ id }) => id);
  const states: unknown = JSON.parse(JSON.stringify(await log.states(name)));
  assert.ok(Array.isArray(states) && states.every(isObject));
  const warnings = (await log.logs("WARN")).filter((line) => line.includes("belongs to another"));
  return { complete, ids, states, last: states.at(-1), warnings, requests, log };
}

const failing =
  (at: string, failure: ApiResponse, rest: (request: ApiRequest) => ApiResponse) =>
  (request: ApiRequest): ApiResponse =>
    request.query.get("bookmark") === at ? failure : rest(request);

const digest = (id: string) => digestOf(id, 16);

describe("the owner of a state", () => {
  it("reads all Pins with a warning after the token's owner changed", async () => {
    const first = await read("pins", "incremental", api("1"));
    assert.deepEqual(first.warnings, []);
    assert.ok(first.states.every(({ account }) => account === digest("1")));
    const second = await read("pins", "incremental", api("2"), { state: first.last });
    assert.deepEqual([second.complete, second.ids.length, second.warnings.length], [true, 10, 1]);
    assert.equal(second.last?.account, digest("2"));
  });

  it("does not resume an interrupted scan of another account", async () => {
    const first = await read("pins", "incremental", failing("at 4", unauthorized, api("1")));
    assert.equal(first.last?.account, digest("1"));
    assert.equal((await read("pins", "incremental", api("1"), { state: first.last })).ids.length, 6);
    assert.equal((await read("pins", "incremental", api("2"), { state: first.last })).ids.length, 10);
  });

  it("does not resume a full refresh of another account, or without the job that began it", async () => {
    const options = { job: "81" };
    const first = await read("pins", "full_refresh", failing("at 4", unauthorized, api("1")), options);
    assert.equal(first.last?.account, digest("1"));
    const same = await read("pins", "full_refresh", api("1"), { ...options, state: first.last });
    assert.equal(same.ids.length, 6);
    const other = await read("pins", "full_refresh", api("2"), { ...options, state: first.last });
    assert.deepEqual([other.ids.length, other.warnings.length], [10, 1]);
    assert.deepEqual(other.last, {
      __ab_full_refresh_sync_complete: true,
      ...options,
      completed: "2026-06-30",
      account: digest("2"),
    });
    const withoutJob = await read("pins", "full_refresh", failing("at 4", unauthorized, api("1")));
    for (const job of [undefined, "82"]) {
      for (const state of [first.last, withoutJob.last]) {
        const over = await read("pins", "full_refresh", api("1"), { ...(job === undefined ? {} : { job }), state });
        assert.equal(over.ids.length, 10, job);
      }
    }
  });

  describe("through an ad account", () => {
    const owners = { "549": "1", "550": "1", "551": "2" };
    const script = api("9", owners);
    const acting = (...adAccountIds: readonly string[]) => ({ config: { adAccountIds } });

    it("starts over if the first ad account has another owner", async () => {
      const first = await read("pins", "incremental", script, acting("549", "551"));
      assert.ok(first.requests.includes("/user_account?ad_account_id=549"));
      const second = await read("pins", "incremental", script, { ...acting("551", "549"), state: first.last });
      assert.deepEqual([second.ids.length, second.warnings.length], [10, 1]);
    });

    it("keeps its cursors if ad accounts with the same owner are added or reordered", async () => {
      const first = await read("pins", "incremental", script, acting("549"));
      const second = await read("pins", "incremental", script, { ...acting("550", "549"), state: first.last });
      assert.deepEqual([second.ids, second.warnings], [[], []]);
    });

    it("requests the token's account for streams that do not act for another", async () => {
      const { requests, last } = await read("followers", "full_refresh", script, acting("549"));
      assert.deepEqual([requests.includes("/user_account"), last?.account], [true, digest("9")]);
    });
  });

  for (const state of [
    { version: 1, partitions: { all: { cursor: "2026-01-08T00:00:00", ids: ["20268"] } } },
    { created_at: "2026-01-08T00:00:00" },
    { version: 1, job: "17", partitions: { all: "2026-01-08T00:00:00" } },
  ]) {
    it(`resumes from a state without an account and adds it: ${JSON.stringify(state)}`, async () => {
      const { ids, last, warnings } = await read("pins", "incremental", api("1"), { state });
      assert.deepEqual([ids.filter((id) => id !== "20268"), warnings], [["202610", "20269"], []]);
      assert.equal(last?.account, digest("1"));
    });
  }

  it("keeps the account of the state if the account can't be read", async () => {
    const first = await read("pins", "incremental", api("1"));
    for (const response of [
      denied,
      apiError(401, 3, "Your application is not authorized for this. Missing: ['user_accounts:read']"),
      { body: { username: "renamed" } },
      { body: { id: null, username: "renamed" } },
    ]) {
      const script = (request: ApiRequest) => (request.path === "/user_account" ? response : api("1")(request));
      const { complete, ids, last, warnings } = await read("pins", "incremental", script, { state: first.last });
      assert.deepEqual([complete, ids, warnings, last?.account], [true, [], [], digest("1")]);
      const fresh = await read("pins", "incremental", script);
      assert.deepEqual([fresh.complete, fresh.ids.length, fresh.last?.account], [true, 10, undefined]);
    }
  });

  it("ends INCOMPLETE and keeps the state if the owner is temporarily unknown", async () => {
    const first = await read("pins", "incremental", api("1"));
    for (const response of [
      apiError(500, 0, "Something went wrong on our end."),
      apiError(429, 8, "Slow down.", { "x-ratelimit-reset": "67150" }),
    ]) {
      const script = (request: ApiRequest) => (request.path === "/user_account" ? response : api("2")(request));
      const { complete, ids, last, log } = await read("pins", "incremental", script, { state: first.last });
      assert.deepEqual([complete, ids, last], [false, [], first.last]);
      assert.equal((await log.errors())[0]?.failure_type, "transient_error");
    }
  });

  it("is requested again after a failure, for three streams at most", async () => {
    const names = ["pins", "boards", "media", "followers", "account_snapshots"];
    const state = { version: 1, account: digest("1") };
    const states = Object.fromEntries(names.map((name) => [name, state]));
    const quota = { "x-ratelimit-limit": "1000, 1000;w=86400", "x-ratelimit-remaining": "900" };
    for (const [failures, complete, requests] of [
      [6, 4, 7],
      [1000, 0, 18],
    ] as const) {
      let left = failures;
      const wanted = names.map((name) => configured(name, "incremental"));
      const { api: asked, outcomes } = await scriptedRead(
        wanted,
        (request) => {
          if (request.path === "/user_account") left -= 1;
          if (request.path === "/user_account" && left >= 0) return apiError(500, 12, "Something went wrong.", quota);
          const response = api("1")(request);
          return response instanceof Error ? response : { ...response, headers: quota };
        },
        { state: states },
      );
      assert.equal([...outcomes.values()].filter((outcome) => outcome === "COMPLETE").length, complete);
      assert.equal(asked.calls("/user_account"), requests);
    }
  });

  it("reads all Pins of the other account after a failed sync", async () => {
    const first = await read("pins", "incremental", api("1"));
    const script = (request: ApiRequest) => (request.path === "/pins" ? unauthorized : api("2")(request));
    const second = await read("pins", "incremental", script, { state: first.last });
    assert.equal(second.complete, false);
    const third = await read("pins", "incremental", api("2"), { state: second.last });
    assert.deepEqual([third.ids.length, third.warnings], [10, []]);
  });

  it("is not requested for streams of ad accounts", async () => {
    const { requests, last } = await read("campaigns", "incremental", api("1"));
    assert.ok(!requests.some((request) => request.startsWith("/user_account")));
    assert.equal(last?.account, undefined);
  });
});

describe("the account that a stream acts for", () => {
  const config = { adAccountIds: ["549"], searchQueries: ["tea"] };

  /** Returns the requests for the account while all other lists are empty. */
  async function accountsOf(name: string): Promise<readonly string[]> {
    const { requests } = await read(name, "full_refresh", () => page([]), { config });
    return requests.filter((request) => request.startsWith("/user_account") && !request.startsWith("/user_account/"));
  }

  for (const [what, names, accounts] of [
    [
      "the owner of the ad account, also for its parents",
      ["pins", "board_section_pins", "likes", "pin_product_tags", "catalogs_item_issues"],
      ["/user_account?ad_account_id=549"],
    ],
    [
      "the token's account for other lists, including ad accounts",
      ["followers", "media", "ad_accounts", "integrations"],
      ["/user_account"],
    ],
    [
      "none for descendants of ad accounts",
      ["campaigns", "keywords", "ad_analytics", "template_reports", "audience_shared_accounts"],
      [],
    ],
  ] as const) {
    it(`is ${what}`, async () => {
      for (const name of names) assert.deepEqual(await accountsOf(name), accounts, name);
    });
  }
});
