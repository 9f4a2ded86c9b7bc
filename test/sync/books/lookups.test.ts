import assert from "node:assert/strict";
import { type Account, denied, fault, idsOf, notFound, pages, type ScriptedResponse } from "../api.ts";
import { itSyncs, type Sync } from "../syncs.ts";

/** An ad: its Pin, and when it changed. */
type Ad = readonly [pin: string | null, time: number | null];

/** Noon of 2026-06-30, the time of the first sync, in epoch seconds. */
const noon = Date.parse("2026-06-30T12:00:00Z") / 1000;
const before = noon - 9_000;

const found: ScriptedResponse = ({ path }) => ({ body: { id: path.split("/")[2], title: "A Pin" } });

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
const requesting = (pins: string) => ({ requests: { "/pins/*": pins } });
const incremental = { mode: "incremental" } as const;
/** Three Pins in the first sync. */
const first: Sync = { ...incremental, account: showing(before, "5", "6", "7"), writes: "5 6 7" };

describe("Pins of ads", () => {
  itSyncs("have one row per ad account and Pin, with the latest change of its ads", "ad_pins", [
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
        const ofPins = requests.filter(({ path }) => path.startsWith("/pins/"));
        assert.deepEqual(ofPins.map(({ query }) => query.get("ad_account_id") ?? "").toSorted(), ["1", "1", "2"]);
      },
    },
    requesting(""),
  ]);

  itSyncs("are requested once, and again at a new change", "ad_pins", [
    first,
    { after: "400 d", ...requesting("") },
    { account: showing(noon, "6"), ...requesting("6"), writes: "6" },
  ]);
  itSyncs("are requested again only after a change if they are not found", "ad_pins", [
    {
      ...first,
      account: { ...first.account, "/pins/6": notFound },
      writes: "5 7",
      warnings: [/pin 6: Not found \(HTTP 404, code 50\)\.$/u],
    },
    { after: "100 d", ...requesting("") },
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
    { after: "6 d", ...requesting("") },
    { account: { "/pins/7": found }, ...requesting("6 7"), writes: "7", warnings: [/pin 6/u] },
    { after: "6 d", ...requesting("") },
    { account: { "/pins/6": fault }, ...requesting("6 6 6 6 6 6"), error: ["transient_error", /pin 6/u] },
    { account: { "/pins/6": denied }, ...requesting("6"), warnings: [/pin 6/u] },
    { account: { ...showing(noon, "6"), "/pins/6": found }, ...requesting("6"), writes: "6" },
  ]);
  itSyncs("are forgotten once no ad shows them, if all ads were found", "ad_pins", [
    first,
    { account: { "/ad_accounts/1/ads": fault }, error: ["transient_error", /Something went wrong/u] },
    { account: showing(before, "5", "6", "7"), ...requesting("") },
    { account: showing(before, "6", "7"), ...requesting("") },
    { account: showing(before, "5", "6", "7"), ...requesting("5"), writes: "5" },
  ]);

  itSyncs("are requested again if the state has no room for them, those read first", "ad_pins", [
    {
      ...first,
      state: { version: 2, lookups: { read: idsOf(130_000, 1_000_000).join("") } },
      account: { ...first.account, "/ad_accounts": pages("1", fault) },
      error: ["transient_error", /Something went wrong/u],
      warnings: [
        /^ad_pins: the state has no room for 1,71\d of 130,00\d advertised Pins, so the next sync requests them again$/u,
      ],
      also: ({ states }) => assert.ok(JSON.stringify(states.at(-1)?.lookups).length < 900_000),
    },
    { account: { "/ad_accounts": "1" }, ...requesting("") },
  ]);

  for (const mode of ["incremental", "full_refresh"] as const)
    for (const response of [denied, notFound])
      itSyncs(`are complete if every Pin is ${response.status} (${mode})`, "ad_pins", {
        ...first,
        mode,
        account: { ...first.account, "/pins/*": response },
        writes: "",
        warnings: [/pin 5/u, /pin 6/u, /pin 7/u],
      });
});
