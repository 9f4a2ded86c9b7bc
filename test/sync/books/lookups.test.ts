import assert from "node:assert/strict";
import { addDays } from "../../../src/base/dates.ts";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { LookupBook } from "../../../src/sync/books/lookups.ts";
import type { Partition } from "../../../src/sync/partition.ts";
import { page, pageOfAll } from "../../scripted-api.ts";
import { denied, gone, idsOf, rejected } from "../api.ts";
import type { Read, Script } from "../scripted-read.ts";
import { itSyncs as itReads } from "../situations.ts";
import { factsOf, type PageAnswer, readerOf, runBook, written } from "./book-run.ts";
import { partitionWith } from "./partition-with.ts";

/** One sync, and what it does, each compared if it is given. Without a line given, it logs none. */
interface Sync {
  readonly pins: readonly Partition[];
  /** Days after the first sync. */
  readonly on?: number;
  /** By key of a Pin. Others are found. */
  readonly answers?: Readonly<Record<string, PageAnswer>>;
  readonly isEverythingFound?: boolean;
  readonly room?: number;
  /** The number of requested Pins, or their keys, and of these those that were found. */
  readonly requested?: number | string;
  readonly found?: string;
  readonly log?: readonly string[];
  readonly also?: (state: JsonObject) => void;
}

function itSyncs(title: string, ...syncs: readonly Sync[]): void {
  it(title, () => {
    let state: JsonObject | undefined;
    for (const [
      index,
      { pins, on = 0, answers = {}, isEverythingFound = true, room = 900_000, ...sync },
    ] of syncs.entries()) {
      const log: string[] = [];
      const facts = { state: readerOf(state), room, today: addDays("2026-06-01", on) };
      const book = new LookupBook(
        "advertised Pin",
        factsOf("ad_pins", { ...facts, log: (level, message) => log.push(`${level} ${message}`) > 0 }),
      );
      const requested: string[] = [];
      const request = ({ key }: Partition) => {
        requested.push(key);
        return answers[key] ?? { records: [{ id: key }], next: undefined };
      };
      const did = written(runBook(book, pins, request, isEverythingFound));
      const found = did.records.map(({ id }) => asText(id)).join(" ");
      state = did.state;
      const asked = typeof sync.requested === "number" ? requested.length : requested.join(" ");
      assert.deepEqual(
        [asked, found, log],
        [sync.requested ?? asked, sync.found ?? found, sync.log ?? []],
        `sync ${index + 1}`,
      );
      sync.also?.(state ?? {});
    }
  });
}

const pin = (key: string, revision?: string) => partitionWith({ key, parameters: { pin_id: key }, revision });
const pinsAt = (revision: string | undefined, ...keys: readonly string[]) => keys.map((key) => pin(key, revision));
const three = pinsAt("1780000000", "5", "6", "7");
const later = "1780000001";

describe("the book of single objects", () => {
  const changed = [...pinsAt(later, "5"), ...three.slice(1), ...pinsAt("1780000000", "8")];
  itSyncs(
    "requests each object once, and again at a new revision",
    { pins: three, requested: "5 6 7", found: "5 6 7" },
    { pins: changed, requested: "5 8" },
    { pins: changed, on: 400, requested: 0 },
  );
  const without = {
    pins: pinsAt(undefined, "5", "6", "7"),
    answers: { 6: "gone", 7: "denied" },
    requested: "5 6 7",
  } as const;
  itSyncs("requests an object without a revision in each sync", without, without);
  itSyncs(
    "requests an object again that failed",
    { pins: three, answers: { 6: "failed" }, found: "5 7" },
    { pins: three, requested: "6" },
  );
  itSyncs(
    "requests an object that is not found again only at a new revision",
    { pins: three, answers: { 6: "gone" } },
    { pins: three, on: 100, requested: 0 },
    { pins: pinsAt(later, "6"), found: "6" },
  );
  const both = { 6: "denied", 7: "denied" } as const;
  itSyncs(
    "requests a denied object again after seven days",
    { pins: three, answers: both },
    { pins: three, on: 6, answers: both, requested: 0 },
    { pins: three, on: 7, answers: { 6: "denied" }, requested: "6 7", found: "7" },
    { pins: three, on: 13, requested: 0 },
    { pins: three, on: 14, answers: { 6: "failed" }, requested: "6" },
    { pins: three, on: 15, requested: "6" },
  );
  itSyncs(
    "requests a denied object again at a new revision",
    { pins: three, answers: both },
    { pins: pinsAt(later, "6"), found: "6" },
  );
  itSyncs(
    "forgets an object that no ad shows only if all were found",
    { pins: three },
    { pins: three.slice(1), isEverythingFound: false },
    { pins: three, requested: 0 },
    { pins: three.slice(1) },
    { pins: three, requested: "5" },
  );
  itSyncs("writes the state as documented", {
    pins: pinsAt("1780000000", "1/5", "1/6", "1/7"),
    answers: { "1/6": "gone", "1/7": "denied" },
    also: (state) =>
      assert.deepEqual(state, {
        lookups: { read: "Y2c3T4l9UANlh1", denied: { "2026-06-01": "n-WhHaJ" } },
      }),
  });
  const isWithin = (room: number) => (state: JsonObject) =>
    assert.ok(JSON.stringify(state).length <= room, `${JSON.stringify(state).length} characters`);
  const many = pinsAt("1780000000", ...idsOf(100_000));
  itSyncs("has room for 100,000 objects", { pins: many, also: isWithin(710_000) }, { pins: many, requested: 0 });

  const some = many.slice(0, 1_000);
  const shown = [...some.slice(0, 200).map(({ key }) => pin(key, later)), ...some.slice(200)];
  const full = { isEverythingFound: false, room: 9_000, also: isWithin(9_000) };
  itSyncs(
    "requests objects again for which the state has no room, first those that ads no longer show",
    { pins: some, ...full },
    {
      pins: shown,
      ...full,
      requested: 200,
      log: ["WARN the state has no room for 200 of 1,200 advertised Pins, so the next sync requests them again"],
    },
    { pins: shown, ...full, requested: 0 },
  );
});

interface Ad {
  readonly pin: string | null;
  readonly time: number | null;
  readonly account?: string;
}

describe("Pins of ads", () => {
  /** Noon of 2026-06-30, the time of the reads, in epoch seconds. */
  const noon = Date.parse("2026-06-30T12:00:00Z") / 1000;

  /** Returns an API with these ads, by default of ad account 1, and this answer about Pins. */
  const accounts =
    (ads: readonly Ad[], answer?: typeof gone): Script =>
    (request) => {
      const { path, query } = request;
      if (path === "/ad_accounts") return page([{ id: "1" }, { id: "2" }]);
      const [, account] = /^\/ad_accounts\/(\d+)\/ads$/u.exec(path) ?? [];
      const [, id] = /^\/pins\/(\d+)$/u.exec(path) ?? [];
      if (id !== undefined) return answer ?? { body: { id, title: `Pin ${id}` } };
      if (account === undefined) return undefined;
      assert.ok(String(query.getAll("entity_statuses")).includes("ARCHIVED"), "ads of every status");
      const own = ads.filter(({ account: of = "1" }) => of === account);
      const rowOf = ({ pin, time }: Ad, index: number) => ({
        id: `${account}${index}`,
        ad_account_id: account,
        pin_id: pin,
        updated_time: time,
      });
      return pageOfAll(own.map(rowOf), request, 10);
    };

  /** Asserts the requested Pins, each with its ad account, and that those are the records, each with its time. */
  const asks =
    (expected: Readonly<Record<string, number | null>>) =>
    ({ requests, records }: Read) => {
      const asked = requests.flatMap(({ path, query }) =>
        path.startsWith("/pins/") ? `${query.get("ad_account_id")} ${path.slice("/pins/".length)}` : [],
      );
      assert.deepEqual(asked.toSorted(), Object.keys(expected));
      const found = records.map(({ ad_account_id: account, id, ad_updated_time: time, title }) => {
        assert.equal(title, `Pin ${asText(id)}`);
        return [`${asText(account)} ${asText(id)}`, time];
      });
      assert.deepEqual(Object.fromEntries(found), expected);
    };

  const ads: readonly Ad[] = [
    { pin: "5", time: noon - 9000 },
    { pin: "5", time: noon - 10 },
    { pin: "5", time: noon - 9500 },
    { pin: "6", time: null },
    { pin: null, time: noon - 9000 },
    { pin: "5", time: noon - 8000, account: "2" },
  ];
  const changed = [...ads, { pin: "5", time: noon + 60 }, { pin: "7", time: noon + 60, account: "2" }];
  itReads(
    "have one row per ad account and Pin, with the latest change of its ads, and are requested again after one",
    "ad_pins",
    { mode: "incremental", api: accounts(ads), also: asks({ "1 5": noon - 10, "1 6": null, "2 5": noon - 8000 }) },
    { also: asks({}) },
    { api: accounts(changed), now: "2026-07-01T12:00:00Z", also: asks({ "1 5": noon + 60, "2 7": noon + 60 }) },
    { also: asks({}) },
  );

  const many = ["1", "2"].flatMap((account) => idsOf(60).map((id): Ad => ({ pin: id, time: noon - 9000, account })));
  itReads(
    "are requested by the next sync if so many of an ad account are rejected that the others aren't requested",
    "ad_pins",
    {
      mode: "incremental",
      config: { numWorkers: 2 },
      api: slowlyRejecting(accounts(many)),
      ids: idsOf(60),
      error: ["config_error", /Bad request/u],
      warnings: "any",
    },
    { api: accounts(many), config: {}, ids: idsOf(60) },
  );

  /** Returns an API that rejects the Pins of ad account 2, of which 15 are requested before the last one of ad account 1 comes. */
  function slowlyRejecting(api: Script): Script {
    let count = 0;
    let release = () => {};
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    return async (request, signal) => {
      const pin = request.path.startsWith("/pins/") ? `${request.query.get("ad_account_id")}${request.path}` : "";
      if (pin === "1/pins/60") await isReleased;
      if (!pin.startsWith("2")) return api(request, signal);
      count += 1;
      if (count === 15) release();
      return rejected("Bad request.");
    };
  }

  for (const [what, answer, warning] of [
    ["denied", denied, /^ad_pins: skipped ad account \d, pin \d: .* ask for a role that can read it/u],
    ["gone", gone, /^ad_pins: skipped ad account \d, pin \d: Not found \(HTTP 404, code 50\)\.(?! )/u],
  ] as const)
    for (const mode of ["incremental", "full_refresh"] as const)
      itReads(`are complete if every Pin is ${what} (${mode})`, "ad_pins", {
        mode,
        api: accounts(ads, answer),
        counts: { ad_pins: 0 },
        warnings: [warning, warning, warning],
      });
});
