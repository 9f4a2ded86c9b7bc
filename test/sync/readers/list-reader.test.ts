import assert from "node:assert/strict";
import { type ApiRequest, listIn, page } from "../../scripted-api.ts";
import {
  type Account,
  idsOf,
  notFound,
  paged,
  pages,
  rejected,
  restricted,
  rows,
  type ScriptedResponse,
  unauthorized,
} from "../api.ts";
import type { Read } from "../scripted-read.ts";
import { itSyncs, tokenEnds } from "../syncs.ts";

const wrong = rejected("ad_group_ids is not a valid parameter.");

const groupsOf = ({ query }: ApiRequest) => [...query.getAll("ad_group_id"), ...listIn(query, "ad_group_ids")];
const isBatch = ({ query }: ApiRequest) => query.has("ad_group_ids");
const keywordsOf = (request: ApiRequest) => rows(...idsBelow(groupsOf(request)));
const idsBelow = (groups: readonly string[]) => groups.map((id) => `of${id}`);

/** An ad account without campaigns, whose keywords are those of its ad groups. */
const account = (groups: readonly string[], keywords: ScriptedResponse = keywordsOf): Account => ({
  "/ad_accounts": "549",
  "/ad_accounts/549/campaigns": "",
  "/ad_accounts/549/ad_groups": groups.map((id) => ({ id, ad_account_id: "549" })),
  "/ad_accounts/549/keywords": async (request) => {
    // Several requests are in flight before the first response.
    await new Promise(setImmediate);
    return groupsOf(request).length > 0 ? keywords : undefined;
  },
});
/** The requests for keywords of ad groups. */
const requestedIn = ({ requests }: Read) =>
  requests.filter((request) => request.path.endsWith("/keywords") && groupsOf(request).length > 0);

describe("a list that takes several parents per request", () => {
  const many = idsOf(300, 1_000);
  itSyncs("is requested once for as many as a request takes", "keywords", {
    account: account(many),
    writes: idsBelow(many),
    also: (read) => assert.equal(requestedIn(read).length, 2),
  });
  for (const [title, groups, response, batches] of [
    ["the app may not ask for several", idsOf(3), restricted, 1],
    ["two batches in flight are restricted", many, restricted, 2],
    // A rejected batch is read in halves.
    ["the request for several is rejected", idsOf(3), wrong, 2],
  ] as const)
    itSyncs(`is requested one by one if ${title}`, "keywords", {
      account: account(groups, (request) => (isBatch(request) ? response : keywordsOf(request))),
      writes: idsBelow(groups),
      also: (read) => {
        assert.equal(requestedIn(read).filter(isBatch).length, batches);
        assert.equal(/one ID at a time/u.test(read.logs("INFO").join()), response === restricted);
      },
    });
  itSyncs("restarts after an expired bookmark, without splitting the batch", "keywords", [
    { account: account(["1", "2"], pages("of1", unauthorized)), writes: "of1", ...tokenEnds },
    {
      account: account(["1", "2"], ({ query }) => (query.has("bookmark") ? wrong : page(rows("of1", "of2")))),
      isRetry: true,
      writes: "of1 of2",
      warnings: [/rejected the position in the list.*: /u],
      also: (read) => assert.ok(requestedIn(read).every((each) => groupsOf(each).join() === "1,2")),
    },
  ]);
  itSyncs("is read of the others if one isn't found, although the operation takes lists only", "schedules", {
    account: {
      "/ad_accounts": "549",
      "/ad_accounts/*/*": ({ query }) => {
        const ids = listIn(query, "entity_ids");
        return ids.includes("2") ? notFound : ids.map((id) => ({ schedule_id: id, id }));
      },
      "/ad_accounts/*/campaigns": idsOf(3).map((id) => ({ id, ad_account_id: "549" })),
    },
    by: "id",
    writes: "any",
    warnings: [/skipped [^:]*\b2\b[^:]*:/u],
    also: ({ ids }) => assert.deepEqual(new Set(ids), new Set(["1", "3"])),
  });
});

describe("rows that only their number tells apart", () => {
  const titles = [
    { title: "x" },
    { title: "y" },
    { title: "x", remaining: 3 },
    { title: null },
    { title: "x" },
    { remaining: 1 },
  ];
  const discounts = (list: ScriptedResponse): Account => ({
    "/ad_accounts": "7",
    "/ad_accounts/7/ads_credit/discounts": list,
  });
  const [first, second] = [titles.slice(0, 2), titles.slice(2, 4)] as const;
  itSyncs("are numbered from 1 in the next attempt, which ignores the bookmark", "ads_credit_discounts", [
    {
      account: discounts(pages(first, second, unauthorized)),
      by: "occurrence",
      writes: "1 1 2 1",
      ...tokenEnds,
    },
    { account: discounts(paged(2, titles)), isRetry: true, writes: "1 1 2 1 3 2" },
  ]);
});
