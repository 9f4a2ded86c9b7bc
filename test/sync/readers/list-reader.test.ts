import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { type ApiRequest, type ApiResponse, apiError, listIn, page, pageOfAll } from "../../scripted-api.ts";
import {
  denied,
  gone,
  type OneSituation,
  readOne,
  restricted,
  rows,
  type Script,
  unauthorized,
} from "../scripted-read.ts";

const wrong = apiError(400, 1, "ad_group_ids is not a valid parameter.");

const groupsOf = ({ query }: ApiRequest) => {
  const one = query.get("ad_group_id");
  return one === null ? query.getAll("ad_group_ids").flatMap((ids) => ids.split(",")) : [one];
};
const isBatch = ({ query }: ApiRequest) => query.has("ad_group_ids");
const keywordsOf = (request: ApiRequest): ApiResponse => page(groupsOf(request).map((id) => ({ id: `of ${id}` })));

/** An ad account without campaigns, whose keywords are those of its ad groups. */
const account =
  (groups: readonly string[], keywords: (request: ApiRequest) => ApiResponse = keywordsOf): Script =>
  (request) => {
    if (request.path === "/ad_accounts") return page(rows("549"));
    if (request.path.endsWith("/ad_groups")) return page(groups.map((id) => ({ id, ad_account_id: "549" })));
    return request.path.endsWith("/keywords") && groupsOf(request).length > 0 ? keywords(request) : undefined;
  };

const readKeywords = (
  groups: readonly string[],
  keywords?: (request: ApiRequest) => ApiResponse,
  situation?: OneSituation,
) => readOne("keywords", account(groups, keywords), situation);

/** The requested lists of keywords of ad groups. */
const requestsOf = ({ api }: { readonly api: { readonly requests: readonly string[] } }) =>
  api.requests.filter((request) => /keywords\?.*ad_group_id/u.test(request));

describe("a list that takes several parents per request", () => {
  it("is requested once for as many as a request takes", async () => {
    const groups = Array.from({ length: 300 }, (_, index) => String(1_000 + index));
    const read = await readKeywords(groups);
    assert.deepEqual(read.ids.toSorted(), groups.map((id) => `of ${id}`).toSorted());
    assert.equal(requestsOf(read).length, 2);
  });

  for (const [title, response] of [
    ["the app may not ask for several", restricted],
    ["the request for several is refused", wrong],
  ] as const) {
    it(`is requested one by one where ${title}`, async () => {
      const read = await readKeywords(["1", "2", "3"], (request) =>
        isBatch(request) ? response : keywordsOf(request),
      );
      assert.deepEqual([read.errors, read.ids], [[], ["of 1", "of 2", "of 3"]]);
      const isOfApp = response === restricted;
      // A rejected batch is read in halves.
      assert.equal(requestsOf(read).filter((request) => request.includes("ad_group_ids")).length, isOfApp ? 1 : 2);
      assert.equal(/one ID at a time/u.test((await read.log.logs("INFO")).join()), isOfApp);
    });
  }

  it("is requested one by one if two batches in flight are restricted", async () => {
    const groups = Array.from({ length: 300 }, (_, index) => String(1_000 + index));
    const { ids, errors } = await readKeywords(groups, (request) =>
      isBatch(request) ? restricted : keywordsOf(request),
    );
    assert.deepEqual([errors, ids.length], [[], 300]);
  });

  for (const [title, response] of [
    ["is denied", denied],
    ["is gone", gone],
  ] as const) {
    it(`skips a parent that ${title} with one warning`, async () => {
      const read = await readKeywords(["1", "2", "3"], (request) =>
        groupsOf(request).includes("2") ? response : keywordsOf(request),
      );
      assert.deepEqual([read.errors, read.ids.toSorted()], [[], ["of 1", "of 3"]]);
      assert.match(read.warnings, /^keywords: skipped .*ad group 2[^\n]*$/u);
    });
  }

  it("ends with an error if single parents are rejected as well", async () => {
    const read = await readKeywords(["1", "2"], () => wrong);
    assert.match(read.messageOf("config_error"), /ad_group_ids is not a valid parameter/u);
    // The batch, and each parent alone.
    assert.equal(requestsOf(read).length, 3);
  });

  it("restarts after an expired bookmark, without splitting the batch", async () => {
    const first = await readKeywords(
      ["1", "2"],
      (request) => (request.query.has("bookmark") ? unauthorized : page([{ id: "of 1" }], "old")),
      { job: "81" },
    );
    assert.deepEqual([first.complete, first.ids], [false, ["of 1"]]);
    const again = await first.again(
      account(["1", "2"], (request) => (request.query.has("bookmark") ? wrong : keywordsOf(request))),
    );
    assert.deepEqual([again.complete, again.ids], [true, ["of 1", "of 2"]]);
    assert.ok(
      requestsOf(again).every((request) => /ad_group_ids=1,2&/u.test(request)),
      requestsOf(again).join("\n"),
    );
    assert.match(again.warnings, /position in the list expired/u);
  });

  it("reads the others of a batch if one is gone, although the operation takes lists only", async () => {
    const read = await readOne("schedules", ({ path, query }) => {
      const ids = listIn(query, "entity_ids");
      if (path === "/ad_accounts") return page(rows("549"));
      if (path.endsWith("/campaigns")) return page(["1", "2", "3"].map((id) => ({ id, ad_account_id: "549" })));
      return ids.includes("2") ? gone : page(ids.map((id) => ({ schedule_id: id, id })));
    });
    assert.deepEqual([read.errors, new Set(read.ids)], [[], new Set(["1", "3"])]);
    assert.match(read.warnings, /skipped [^:]*\b2\b[^:]*:/u);
  });

  it("reads all parents of a batch that changed between attempts", async () => {
    const all = Array.from({ length: 700 }, (_, index) => String(1_000 + index));
    let left = 2;
    const failing = (request: ApiRequest) => {
      left -= 1;
      return left < 0 ? unauthorized : keywordsOf(request);
    };
    const first = await readKeywords(all, failing, { job: "81", config: { numWorkers: 1 } });
    assert.deepEqual([first.complete, first.ids.length], [false, 500]);
    assert.equal((await first.again(account(all))).ids.length, 200);
    for (const missing of [250, 255, 499]) {
      const others = all.filter((_, index) => index !== missing);
      const { ids, complete } = await first.again(account(others));
      assert.deepEqual([complete, ids], [true, others.slice(missing < 500 ? 499 : 500).map((id) => `of ${id}`)]);
    }
  });
});

describe("rows that only their number tells apart", () => {
  const row = (title: string | null, rest = {}) => ({ title, ...rest });
  const all = [row("x"), row("y"), row("x", { remaining: 3 }), row(null), row("x"), { remaining: 1 }];
  /** Returns discounts, two per page; `at` handles requests first. */
  const discounts =
    (at: (bookmark: string) => ApiResponse | undefined = () => undefined): Script =>
    (request) => {
      if (request.path === "/ad_accounts") return page(rows("7"));
      return request.path.endsWith("/discounts")
        ? (at(request.query.get("bookmark") ?? "") ?? pageOfAll(all, request, 2))
        : undefined;
    };
  const numbers = (records: readonly JsonObject[]) => records.map(({ occurrence }) => occurrence);

  it("are numbered across pages, and from 1 after a restart", async () => {
    const { records, errors } = await readOne("ads_credit_discounts", discounts());
    assert.deepEqual(errors, []);
    assert.deepEqual(numbers(records), [1, 1, 2, 1, 3, 2]);
    let isExpired = true;
    const restarted = await readOne(
      "ads_credit_discounts",
      discounts((bookmark) => {
        if (bookmark !== "at 4" || !isExpired) return undefined;
        isExpired = false;
        return wrong;
      }),
    );
    assert.deepEqual(numbers(restarted.records), [1, 1, 2, 1, 1, 1, 2, 1, 3, 2]);
  });

  it("are numbered from 1 in the next attempt, which ignores the bookmark", async () => {
    const first = await readOne(
      "ads_credit_discounts",
      discounts((bookmark) => (bookmark === "at 4" ? unauthorized : undefined)),
      { job: "81" },
    );
    assert.deepEqual([first.complete, numbers(first.records)], [false, [1, 1, 2, 1]]);
    const again = await first.again(discounts());
    assert.deepEqual(numbers(again.records), [1, 1, 2, 1, 3, 2]);
    assert.ok(
      asText(again.api.requests.find((request) => request.includes("discounts"))).includes("bookmark") === false,
    );
  });
});
