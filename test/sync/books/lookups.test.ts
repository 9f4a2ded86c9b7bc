import assert from "node:assert/strict";
import { once } from "node:events";
import { type Account, type Answer, denied, fault, gone, idsOf, rejected } from "../api.ts";
import type { Read } from "../scripted-read.ts";
import { itSyncs, type Sync } from "../syncs.ts";

/** An ad: its Pin, and when it changed. */
type Ad = readonly [pin: string | null, time: number | null];

/** Noon of 2026-06-30, the time of the first sync, in epoch seconds. */
const noon = Date.parse("2026-06-30T12:00:00Z") / 1000;
const before = noon - 9_000;

const found: Answer = ({ path }) => ({ body: { id: path.split("/")[2], title: "A Pin" } });

/** Ads of ad account 1, and of others by ID, and their Pins, all of which can be read. */
const advertising = (ads: readonly Ad[], others: Readonly<Record<string, readonly Ad[]>> = {}): Account => {
  const all = { 1: ads, ...others };
  const rowsOf = (id: string, of: readonly Ad[]) =>
    of.map(([pin, time], index) => ({ id: `${id}${index}`, ad_account_id: id, pin_id: pin, updated_time: time }));
  return {
    "/ad_accounts": Object.keys(all).join(" "),
    ...Object.fromEntries(Object.entries(all).map(([id, of]) => [`/ad_accounts/${id}/ads`, rowsOf(id, of)])),
    "/pins/*": found,
  };
};
const showing = (time: number | null, ...pins: readonly string[]): Account =>
  advertising(pins.map((pin) => [pin, time]));
const asked = (pins: string) => ({ requests: { "/pins/*": pins } });
const incremental = { mode: "incremental" } as const;
/** Three Pins in the first sync. */
const first: Sync = { ...incremental, account: showing(before, "5", "6", "7"), writes: "5 6 7" };

describe("Pins of ads", () => {
  itSyncs(
    "have one row per ad account and Pin, with the latest change of its ads, and are requested again after one",
    "ad_pins",
    {
      ...incremental,
      account: advertising(
        [
          ["5", before],
          ["5", noon - 10],
          ["5", noon - 9_500],
          ["6", null],
          [null, before],
        ],
        { 2: [["5", noon - 8_000]] },
      ),
      by: "ad_account_id id ad_updated_time title",
      writes: [`1/5/${noon - 10}/A Pin`, "1/6//A Pin", `2/5/${noon - 8_000}/A Pin`],
      also: ({ requests }) => {
        const ofAds = requests.filter(({ path }) => path.endsWith("/ads"));
        assert.ok(ofAds.every(({ query }) => query.getAll("entity_statuses").join().includes("ARCHIVED")));
        assert.deepEqual(accountsAsked(requests), ["1", "1", "2"]);
      },
    },
    asked(""),
    {
      account: advertising(
        [
          ["5", before],
          ["5", noon + 60],
        ],
        {
          2: [
            ["5", noon - 8_000],
            ["7", noon + 60],
          ],
        },
      ),
      writes: [`1/5/${noon + 60}/A Pin`, `2/7/${noon + 60}/A Pin`],
    },
    asked(""),
  );
  const accountsAsked = (requests: Read["requests"]) =>
    requests
      .flatMap(({ path, query }) => (path.startsWith("/pins/") ? [query.get("ad_account_id") ?? ""] : []))
      .toSorted();

  itSyncs("are requested once, and again at a new change", "ad_pins", first, { after: "400 d", ...asked("") });
  itSyncs("are requested again if that failed", "ad_pins", [
    { ...first, account: { ...first.account, "/pins/6": fault }, writes: "5 7", error: ["transient_error", /pin 6/u] },
    { account: { "/pins/6": found }, ...asked("6"), writes: "6" },
  ]);
  itSyncs("are requested again only after a change if they are not found", "ad_pins", [
    {
      ...first,
      account: { ...first.account, "/pins/6": gone },
      writes: "5 7",
      warnings: [/pin 6: Not found \(HTTP 404, code 50\)\.$/u],
    },
    { after: "100 d", ...asked("") },
    { account: { ...showing(noon, "6"), "/pins/6": found }, writes: "6" },
  ]);
  const deniedBoth: Sync = {
    ...first,
    account: { ...first.account, "/pins/6": denied, "/pins/7": denied },
    writes: "5",
    warnings: [/pin 6: .* ask for a role that can read it/u, /pin 7/u],
  };
  itSyncs("are requested again after seven days, or a change, if they are denied", "ad_pins", [
    deniedBoth,
    { after: "6 d", ...asked("") },
    { account: { "/pins/7": found }, ...asked("6 7"), writes: "7", warnings: [/pin 6/u] },
    { after: "6 d", ...asked("") },
    { account: { "/pins/6": fault }, ...asked("6 6 6 6 6 6"), error: ["transient_error", /pin 6/u] },
    { account: { "/pins/6": denied }, ...asked("6"), warnings: [/pin 6/u] },
    { account: { ...showing(noon, "6"), "/pins/6": found }, ...asked("6"), writes: "6" },
  ]);
  itSyncs("are forgotten once no ad shows them, if all ads were found", "ad_pins", [
    first,
    { account: { "/ad_accounts/1/ads": fault }, error: ["transient_error", /Something went wrong/u] },
    { account: showing(before, "5", "6", "7"), ...asked("") },
    { account: showing(before, "6", "7"), ...asked("") },
    { account: showing(before, "5", "6", "7"), ...asked("5"), writes: "5" },
  ]);

  itSyncs("are in the state as documented", "ad_pins", {
    ...deniedBoth,
    account: {
      ...deniedBoth.account,
      ...advertising([
        ["5", 1_780_000_000],
        ["6", 1_780_000_000],
        ["7", 1_780_000_000],
      ]),
      "/pins/7": denied,
      "/pins/6": gone,
    },
    warnings: [/pin 6/u, /pin 7/u],
    also: ({ states }) =>
      assert.deepEqual(states.at(-1)?.lookups, { read: "UGPpGwY6cojrmn", denied: { "2026-06-30": "h-whwaL" } }),
  });
  const known = idsOf(128_290, 1_000_000);
  itSyncs("are requested again if the state has no room for them, those first that were read first", "ad_pins", [
    {
      ...incremental,
      state: { version: 2, lookups: { read: known.join("") } },
      account: { ...showing(before, "5", "6"), "/ad_accounts": "1 2", "/ad_accounts/2/ads": fault },
      writes: "5 6",
      error: ["transient_error", /Something went wrong/u],
      warnings: [
        /^ad_pins: the state has no room for [\d,]+ of 128,29\d advertised Pins, so the next sync requests them again$/u,
      ],
      also: ({ states }) => assert.ok(JSON.stringify(states.at(-1)?.lookups).length < 898_050),
    },
    { account: { "/ad_accounts/2/ads": "" }, ...asked("") },
  ]);

  const sixty: readonly Ad[] = idsOf(60).map((id) => [id, before]);
  const both = advertising(sixty, { 2: sixty });
  /** The last Pin of ad account 1 comes after fifteen rejections for ad account 2. */
  const slow = () => {
    let count = 0;
    const released = new AbortController();
    const promise = once(released.signal, "abort");
    return async ({ path, query }: { readonly path: string; readonly query: URLSearchParams }) => {
      const isOfSecond = query.get("ad_account_id") === "2";
      if (!isOfSecond && path === "/pins/60") await promise;
      if (!isOfSecond) return { body: { id: path.split("/")[2] } };
      count += 1;
      if (count === 15) released.abort();
      return rejected("Bad request.");
    };
  };
  itSyncs(
    "are requested by the next sync if so many of an ad account are rejected that the others aren't requested",
    "ad_pins",
    {
      ...incremental,
      config: { numWorkers: 2 },
      account: { ...both, "/pins/*": slow() },
      writes: idsOf(60),
      error: ["config_error", /Bad request/u],
      warnings: "any",
    },
    { account: both, config: {}, writes: idsOf(60) },
  );

  for (const mode of ["incremental", "full_refresh"] as const)
    for (const answer of [denied, gone])
      itSyncs(`are complete if every Pin is ${answer.status} (${mode})`, "ad_pins", {
        ...first,
        mode,
        account: { ...first.account, "/pins/*": answer },
        writes: "",
        warnings: [/pin 5/u, /pin 6/u, /pin 7/u],
      });
});
