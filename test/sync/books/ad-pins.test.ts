import assert from "node:assert/strict";
import { asText, type Json } from "../../../src/base/json.ts";
import { apiError, page, respond } from "../../scripted-api.ts";
import { type OneRead, type OneSituation, readOne, type Script } from "../scripted-read.ts";

type Answer = "found" | "gone" | "denied";

interface Ad {
  readonly id: string;
  readonly pin: string | null;
  readonly time: number | null;
  readonly account?: string;
}

/** Noon of 2026-06-30, the time of the reads, in epoch seconds. */
const noon = Date.parse("2026-06-30T12:00:00Z") / 1000;
const incremental = { mode: "incremental" } as const;
const pinPath = /^\/pins\/(\d+)$/u;

/** Returns an API with these ads, by default of ad account 1, and these answers about Pins, by default found. */
function accounts(ads: readonly Ad[], answers: Readonly<Record<string, Answer>> = {}): Script {
  return ({ path, query }) => {
    if (path === "/ad_accounts") return page([{ id: "1" }, { id: "2" }]);
    const [, account] = /^\/ad_accounts\/(\d+)\/ads$/u.exec(path) ?? [];
    if (account !== undefined) {
      assert.ok(String(query.getAll("entity_statuses")).includes("ARCHIVED"), "ads of every status");
      const own = ads.filter(({ account: of = "1" }) => of === account);
      return page(own.map(({ id, pin, time }) => ({ id, ad_account_id: account, pin_id: pin, updated_time: time })));
    }
    const [, pin = ""] = pinPath.exec(path) ?? [];
    const answer = answers[`${query.get("ad_account_id")}/${pin}`] ?? answers[pin] ?? "found";
    if (answer === "gone") return apiError(404, 50, "Pin not found.");
    if (answer === "denied") return apiError(403, 29, "You are not permitted to access that resource.");
    return respond(200, { id: pin, title: `Pin ${pin}`, link: `https://example.com/${pin}` });
  };
}

const read = (script: Script, situation: OneSituation = {}) =>
  readOne("ad_pins", script, { ...incremental, ...situation });
/** Returns the ad account and the Pin of each request for a Pin. */
const requested = ({ api }: OneRead) =>
  api.requests
    .filter((request) => request.startsWith("/pins/"))
    .map((request) => `${/ad_account_id=(\d+)/u.exec(request)?.[1]}/${/pins\/(\d+)/u.exec(request)?.[1]}`)
    .toSorted();
const textOf = (...parts: readonly (Json | undefined)[]) => JSON.stringify(parts);
/** Returns the ad account, the Pin, and the time of each record. */
const rowsOf = ({ records }: OneRead) =>
  records.map((each) => textOf(each.ad_account_id, each.id, each.ad_updated_time)).toSorted();
const after = (days: number) => new Date((noon + days * 86_400) * 1000).toISOString();

describe("Pins of ads", () => {
  const ads: readonly Ad[] = [
    { id: "11", pin: "5", time: noon - 9000 },
    { id: "12", pin: "5", time: noon - 10 },
    { id: "13", pin: "5", time: noon - 9500 },
    { id: "14", pin: "6", time: null },
    { id: "15", pin: null, time: noon - 9000 },
    { id: "21", pin: "5", time: noon - 8000, account: "2" },
  ];

  it("has one row per ad account and Pin, with the latest change of its ads", async () => {
    const first = await read(accounts(ads));
    assert.ok(first.complete, JSON.stringify(first.errors));
    assert.deepEqual(rowsOf(first), [
      textOf("1", "5", noon - 10),
      textOf("1", "6", null),
      textOf("2", "5", noon - 8000),
    ]);
    assert.deepEqual(requested(first), ["1/5", "1/6", "2/5"]);
    assert.deepEqual(
      first.records.map(({ title }) => title),
      first.records.map(({ id }) => `Pin ${asText(id)}`),
    );
    assert.equal(first.warnings, "");
  });

  it("requests again only the Pins of new and changed ads", async () => {
    const first = await read(accounts(ads));
    const second = await first.again();
    assert.deepEqual(requested(second), []);
    assert.deepEqual(second.records, []);
    const changed = ads.map((ad) => (ad.id === "13" ? { ...ad, time: noon + 60 } : ad));
    const third = await second.again(accounts([...changed, { id: "22", pin: "7", time: noon + 60, account: "2" }]), {
      now: after(1),
    });
    assert.deepEqual(rowsOf(third), [textOf("1", "5", noon + 60), textOf("2", "7", noon + 60)]);
    assert.deepEqual(requested(third), ["1/5", "2/7"]);
    assert.deepEqual(requested(await third.again()), []);
  });

  for (const answer of ["denied", "gone"] as const) {
    for (const mode of ["incremental", "full_refresh"] as const) {
      it(`is complete if every Pin is ${answer} (${mode})`, async () => {
        const first = await read(accounts(ads, { 5: answer, 6: answer }), { mode });
        assert.ok(first.complete, JSON.stringify(first.errors));
        assert.equal(first.outcomes.get("ad_pins"), "COMPLETE");
        assert.equal(first.warnings.match(/^ad_pins: skipped ad account \d, pin \d: /gmu)?.length, 3, first.warnings);
      });
    }
  }
});
