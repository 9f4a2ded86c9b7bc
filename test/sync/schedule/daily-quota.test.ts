import assert from "node:assert/strict";
import { asText, isObject } from "../../../src/base/json.ts";
import { words } from "../../words.ts";
import { type Account, idsOf, paged, rejected, restricted, rows, withQuota } from "../api.ts";
import { metricsOfAll, pins } from "../pin-metrics.ts";
import { configured, type Read } from "../scripted-read.ts";
import { begunIn, itSyncs, type Sync, valuesOf } from "../syncs.ts";

/** 25 boards, 30 Pins, and 20 ad accounts. */
const account: Account = {
  "/*": "",
  "/*/*": "",
  "/*/*/*": "",
  "/ad_accounts/*/analytics": { body: [] },
  "/ad_accounts": rows(...idsOf(20)),
  "/boards": idsOf(25).map((id) => ({ id, board_pins_modified_at: "2026-01-01T00:00:00" })),
  "/pins": paged(15, rows(...idsOf(30))),
  "/pins/*/product_tags": { body: { product_tags: [] } },
};
/** Streams of 33, 26, 26, 1, 1, 1, and 1 requests, including those for parents. */
const refreshes = words("pin_product_tags board_sections board_pins followers media user_websites delivery_metrics");
/** Streams of 26, 21, 21, and 2 requests, including those for parents. */
const four = words("board_pins ad_account_analytics campaigns pins");

/** Returns syncs on some days, each with a quota. @param judge asserts what they did */
function daily(days: number, first: Sync, judge: (reads: readonly Read[]) => void, quota = 40): readonly Sync[] {
  const day: Sync = {
    limitedBy: (api) => withQuota(quota, api),
    error: "any",
    writes: "any",
    warnings: "any",
    also: (_, reads) => {
      if (reads.length === days) judge(reads);
    },
  };
  return idsOf(days).map((_, index) => (index === 0 ? { ...first, ...day } : day));
}
const completeIn = ({ outcomes }: Read) => [...outcomes].filter(([, end]) => end === "COMPLETE").map(([name]) => name);
const everComplete = (reads: readonly Read[]) => new Set(reads.flatMap(completeIn));

/** Pins with metrics, of which the app can only request one at a time. */
const onePinEach = (count: number): Account => ({
  "/pins": pins(count),
  "/pins/analytics": restricted,
  "/pins/*/analytics": (request) => metricsOfAll(request),
});

describe("a daily quota", () => {
  for (const [what, job] of [
    ["without jobs", { job: undefined }],
    ["with a new job each day", {}],
  ] as const) {
    itSyncs(
      `completes a full refresh per day, ${what}`,
      refreshes,
      ...daily(refreshes.length, { ...job, account }, (reads) => {
        assert.deepEqual(everComplete(reads), new Set(refreshes));
        for (const read of reads)
          assert.ok(completeIn(read).includes(begunIn(read)[0] ?? ""), "the first one of the day");
        assert.deepEqual(new Set(reads.map((read) => begunIn(read)[0])), new Set(refreshes));
      }),
    );
    // 70 requests.
    itSyncs(`completes each incremental stream within the required number of days plus one, ${what}`, four, [
      ...daily(3, { ...job, mode: "incremental", account }, (reads) =>
        assert.deepEqual(everComplete(reads), new Set(four)),
      ),
    ]);
  }
  itSyncs("lets streams that it cut off or never reached precede the others", four, [
    ...daily(2, { mode: "incremental", account }, ([first, second]) => {
      assert.ok(first !== undefined && second !== undefined);
      assert.deepEqual([begunIn(first), completeIn(first)], [four, ["board_pins"]]);
      assert.deepEqual(begunIn(second), words("ad_account_analytics campaigns pins board_pins"));
    }),
  ]);
  // The child takes more than two quotas, and its parent is read before it.
  itSyncs("lets a child of several quotas take turns", words("pins pin_analytics campaigns"), [
    ...daily(6, { mode: "incremental", account: { ...account, ...onePinEach(100) } }, (reads) => {
      for (const from of [0, 2, 4])
        assert.ok(everComplete(reads.slice(from, from + 2)).has("campaigns"), `on day ${from + 1} or ${from + 2}`);
    }),
  ]);
});

describe("a daily quota for fewer requests than there are partitions", () => {
  const hundred = idsOf(100);
  /** 100 ad accounts, some of which reject each request. */
  const adAccounts = (isBad: (index: number) => boolean): Account => ({
    "/ad_accounts": rows(...hundred),
    "/ad_accounts/*/analytics": ({ path, query }) => {
      const [, , id = ""] = path.split("/");
      if (isBad(hundred.indexOf(id))) return rejected("Bad request.");
      return { body: [{ AD_ACCOUNT_ID: id, DATE: query.get("end_date") }] };
    },
  });
  const readIn = (reads: readonly Read[], field: string) =>
    new Set(reads.flatMap(({ records }) => valuesOf(records, field)));

  const isFourth = (index: number) => index % 4 === 1;
  itSyncs("reads all but those that always fail within three days", "ad_account_analytics", [
    ...daily(3, { mode: "incremental", account: adAccounts(isFourth) }, (reads) =>
      assert.deepEqual(readIn(reads, "AD_ACCOUNT_ID"), new Set(hundred.filter((_, index) => !isFourth(index)))),
    ),
  ]);
  itSyncs("reads the others within days, too, if so many fail first that the sync ends", "ad_account_analytics", [
    ...daily(4, { mode: "incremental", account: adAccounts((index) => index < 25) }, (reads) => {
      assert.deepEqual(readIn(reads, "AD_ACCOUNT_ID"), new Set(hundred.slice(25)));
      assert.equal(readIn(reads.slice(0, 1), "AD_ACCOUNT_ID").size, 0);
    }),
  ]);
  // With the larger quota, those that wait longest have other dates than the others, and are fewer than a batch.
  for (const [count, quota] of [
    [100, 40],
    [300, 150],
  ] as const)
    itSyncs(`reads the metrics of ${count} Pins in turn, if the app can only request one at a time`, "pin_analytics", [
      ...daily(
        6,
        { mode: "incremental", account: onePinEach(count) },
        (reads) => {
          // And so on, those first that were requested longest ago.
          for (const from of [0, 3]) assert.equal(readIn(reads.slice(from, from + 3), "pin_id").size, count);
        },
        quota,
      ),
    ]);
  // Each board has a section with a Pin: the parent takes two quotas and a half, the child with its lists of parents twice as many.
  itSyncs(
    "reads what is below a parent that takes several quotas in turn with its full refresh",
    [configured("board_section_pins", "incremental"), configured("board_sections", "full_refresh")],
    ...daily(
      12,
      {
        account: {
          "/boards": rows(...hundred),
          "/boards/*/sections": ({ path }) => ({ body: { items: rows(`1${path.split("/")[2] ?? ""}`) } }),
          "/boards/*/sections/*/pins": ({ path }) => ({ body: { items: rows(`2${path.split("/")[2] ?? ""}`) } }),
        },
      },
      (reads) => assert.equal(readIn(reads, "board_section_id").size, 100),
    ),
  );
  itSyncs("remembers the turns of at most 20,000 partitions", "ad_account_analytics", {
    mode: "incremental",
    state: { version: 2, tried: { "2026-06-29": idsOf(20_001, 1_000_000).join("") } },
    account: adAccounts(() => false),
    limitedBy: (api) => withQuota(20, api),
    writes: "any",
    error: ["transient_error", /rate limit/u],
    also: ({ states }) => {
      const { tried } = states.at(-1) ?? {};
      assert.ok(isObject(tried));
      assert.equal(Object.values(tried).map(asText).join("").length, 7 * 20_000);
      assert.match(JSON.stringify(tried), /2026-06-30/u);
    },
  });
});
