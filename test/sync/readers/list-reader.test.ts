import assert from "node:assert/strict";
import { type ApiRequest, type ApiResponse, listIn, page, pageOfAll } from "../../scripted-api.ts";
import { gone, idsOf, rejected, restricted, rows, unauthorized } from "../api.ts";
import { type Read, type Script, scriptedRead } from "../scripted-read.ts";
import { itSyncs } from "../situations.ts";

const wrong = rejected("ad_group_ids is not a valid parameter.");
const job = { job: "81" };

const groupsOf = ({ query }: ApiRequest) => [
  ...query.getAll("ad_group_id"),
  ...query.getAll("ad_group_ids").flatMap((ids) => ids.split(",")),
];
const isBatch = ({ query }: ApiRequest) => query.has("ad_group_ids");
const keywordsOf = (request: ApiRequest): ApiResponse => page(groupsOf(request).map((id) => ({ id: `of ${id}` })));

/** An ad account without campaigns, whose keywords are those of its ad groups. */
const account =
  (groups: readonly string[], keywords: (request: ApiRequest) => ApiResponse = keywordsOf): Script =>
  async (request) => {
    if (request.path === "/ad_accounts") return page(rows("549"));
    // Several requests are in flight before the first response.
    await new Promise(setImmediate);
    if (request.path.endsWith("/ad_groups")) return page(groups.map((id) => ({ id, ad_account_id: "549" })));
    return request.path.endsWith("/keywords") && groupsOf(request).length > 0 ? keywords(request) : undefined;
  };
const idsBelow = (groups: readonly string[]) => groups.map((id) => `of ${id}`);

/** The requests for keywords of ad groups. */
const askedIn = ({ requests }: Read) =>
  requests.filter((request) => request.path.endsWith("/keywords") && groupsOf(request).length > 0);

describe("a list that takes several parents per request", () => {
  const many = idsOf(300, 1_000);
  itSyncs("is requested once for as many as a request takes", "keywords", {
    api: account(many),
    ids: idsBelow(many),
    also: (read) => assert.equal(askedIn(read).length, 2),
  });

  for (const [title, groups, response, batches] of [
    ["the app may not ask for several", idsOf(3), restricted, 1],
    ["two batches in flight are restricted", many, restricted, 2],
    // A rejected batch is read in halves.
    ["the request for several is rejected", idsOf(3), wrong, 2],
  ] as const)
    itSyncs(`is requested one by one if ${title}`, "keywords", {
      api: account(groups, (request) => (isBatch(request) ? response : keywordsOf(request))),
      ids: idsBelow(groups),
      also: (read) => {
        assert.equal(askedIn(read).filter(isBatch).length, batches);
        assert.equal(/one ID at a time/u.test(read.logs("INFO").join()), response === restricted);
      },
    });

  itSyncs(
    "restarts after an expired bookmark, without splitting the batch",
    "keywords",
    {
      ...job,
      api: account(["1", "2"], ({ query }) => (query.has("bookmark") ? unauthorized : page(rows("of 1"), "old"))),
      ids: ["of 1"],
      error: ["config_error", /access token/u],
    },
    {
      api: account(["1", "2"], (request) => (request.query.has("bookmark") ? wrong : keywordsOf(request))),
      ids: ["of 1", "of 2"],
      warnings: [/rejected the position in the list.*: /u],
      also: (read) => assert.ok(askedIn(read).every((each) => groupsOf(each).join() === "1,2")),
    },
  );

  itSyncs("is read of the others if one is gone, although the operation takes lists only", "schedules", {
    api: ({ path, query }) => {
      const ids = listIn(query, "entity_ids");
      if (path === "/ad_accounts") return page(rows("549"));
      if (path.endsWith("/campaigns")) return page(idsOf(3).map((id) => ({ id, ad_account_id: "549" })));
      return ids.includes("2") ? gone : page(ids.map((id) => ({ schedule_id: id, id })));
    },
    warnings: [/skipped [^:]*\b2\b[^:]*:/u],
    also: ({ ids }) => assert.deepEqual(new Set(ids), new Set(["1", "3"])),
  });

  it("is read of all parents of a batch that changed between attempts", async () => {
    const all = idsOf(700, 1_000);
    let left = 2;
    const failing = account(all, (request) => {
      left -= 1;
      return left < 0 ? unauthorized : keywordsOf(request);
    });
    const first = await scriptedRead("keywords", failing, { ...job, config: { numWorkers: 1 } });
    assert.deepEqual([first.complete, first.ids.length], [false, 500]);
    assert.equal((await first.again(account(all))).ids.length, 200);
    for (const missing of [250, 499]) {
      const others = all.filter((_, index) => index !== missing);
      const { ids, complete } = await first.again(account(others));
      assert.deepEqual([complete, ids], [true, idsBelow(others.slice(499))]);
    }
  });
});

describe("rows that only their number tells apart", () => {
  const all = [
    { title: "x" },
    { title: "y" },
    { title: "x", remaining: 3 },
    { title: null },
    { title: "x" },
    { remaining: 1 },
  ];
  /** Returns discounts, two per page; the page at 4 fails so often. */
  const discounts = (response: ApiResponse, failures: number): Script => {
    let left = failures;
    return (request) => {
      if (request.path === "/ad_accounts") return page(rows("7"));
      if (!request.path.endsWith("/discounts")) return undefined;
      const isFailing = request.query.get("bookmark") === "at 4" && left > 0;
      if (isFailing) left -= 1;
      return isFailing ? response : pageOfAll(all, request, 2);
    };
  };
  const numbersAre =
    (...numbers: readonly number[]) =>
    ({ records }: Read) =>
      assert.deepEqual(
        records.map(({ occurrence }) => occurrence),
        numbers,
      );

  itSyncs("are numbered across pages, and from 1 after a restart", "ads_credit_discounts", {
    api: discounts(wrong, 1),
    warnings: [/rejected the position/u],
    also: numbersAre(1, 1, 2, 1, 1, 1, 2, 1, 3, 2),
  });
  itSyncs(
    "are numbered from 1 in the next attempt, which ignores the bookmark",
    "ads_credit_discounts",
    { ...job, api: discounts(unauthorized, 9), error: ["config_error", /access token/u], also: numbersAre(1, 1, 2, 1) },
    { api: discounts(unauthorized, 0), also: numbersAre(1, 1, 2, 1, 3, 2) },
  );
});
