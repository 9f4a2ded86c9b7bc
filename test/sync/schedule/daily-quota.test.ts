import assert from "node:assert/strict";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import { type ApiRequest, page, pageOfAll, respond } from "../../scripted-api.ts";
import { configured, type Mode, scriptedRead, withQuota } from "../scripted-read.ts";

const day = 86_400_000;
const quota = 40;

const things = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(index + 1), name: `thing ${index + 1}` }));

/** An account with 25 boards, 30 Pins, and 20 ad accounts. */
function world(request: ApiRequest) {
  switch (request.path) {
    case "/user_account":
      return respond(200, { id: "1", username: "one" });
    case "/boards":
      return pageOfAll(
        things(25).map((board) => ({ ...board, board_pins_modified_at: "2026-01-01T00:00:00" })),
        request,
        25,
      );
    case "/pins":
      return pageOfAll(things(30), request, 15);
    case "/ad_accounts":
      return pageOfAll(things(20), request, 25);
    default:
      if (request.path.endsWith("/analytics")) return { body: [] };
      return request.path.endsWith("/product_tags") ? respond(200, { product_tags: [] }) : page([]);
  }
}

/** Streams of 33, 26, 26, 1, 1, 1, and 1 requests, including those for parents. */
const refreshes = [
  "pin_product_tags",
  "board_sections",
  "board_pins",
  "followers",
  "media",
  "user_websites",
  "delivery_metrics",
];
/** Streams of 26, 21, 21, and 2 requests, including those for parents. */
const incremental = ["board_pins", "ad_account_analytics", "campaigns", "pins"];

interface OneDay {
  /** The streams in the order in which they began. */
  readonly begun: readonly string[];
  readonly complete: readonly string[];
}

/** Syncs once per day, with a daily quota in the API's headers. */
async function daily(
  names: readonly string[],
  mode: Mode,
  count: number,
  jobOf: (day: number) => string | undefined = () => undefined,
): Promise<readonly OneDay[]> {
  let states = new Map<string, JsonObject>();
  const days: OneDay[] = [];
  for (let number = 0; number < count; number += 1) {
    const { log, lines, outcomes } = await scriptedRead(
      names.map((name) => configured(name, mode)),
      withQuota(quota, world),
      {
        now: new Date(Date.parse("2026-06-30T12:00:00Z") + number * day).toISOString(),
        state: Object.fromEntries(states),
        job: jobOf(number),
      },
    );
    for (const name of names) {
      const [last] = (await log.states(name)).slice(-1);
      const state: unknown = JSON.parse(JSON.stringify(last ?? null));
      if (isObject(state)) states = new Map([...states, [name, state]]);
    }
    days.push({
      begun: lines.filter(({ kind }) => kind === "STARTED").map(({ stream }) => stream),
      complete: names.filter((name) => outcomes.get(name) === "COMPLETE"),
    });
  }
  return days;
}

const completeIn = (days: readonly OneDay[]) => new Set(days.flatMap(({ complete }) => complete));
const shown = (days: readonly OneDay[]) => days.map(({ complete }) => complete.join(" ")).join("\n");

describe("a daily quota", () => {
  for (const [what, jobOf] of [
    ["without jobs", () => undefined],
    ["with a new job each day", (number: number) => String(number)],
  ] as const) {
    it(`completes each full refresh that fits in it within as many days as there are streams, ${what}`, async () => {
      const days = await daily(refreshes, "full_refresh", refreshes.length, jobOf);
      assert.deepEqual(completeIn(days), new Set(refreshes), shown(days));
      for (const { begun, complete } of days) assert.ok(complete.includes(begun[0] ?? ""), "the first one of the day");
      assert.deepEqual(new Set(days.map(({ begun: [first] }) => first)), new Set(refreshes));
    });

    it(`completes each incremental stream within the required number of days plus one, ${what}`, async () => {
      // 70 requests.
      const days = await daily(incremental, "incremental", 3, jobOf);
      assert.deepEqual(completeIn(days), new Set(incremental), shown(days));
    });
  }

  it("lets streams that it cut off or never reached precede the others", async () => {
    const [first, second] = await daily(incremental, "incremental", 2);
    assert.deepEqual([first?.begun, first?.complete], [incremental, ["board_pins"]]);
    assert.deepEqual(second?.begun, ["ad_account_analytics", "campaigns", "pins", "board_pins"]);
  });

  it("lets each of several streams that start over in each sync complete again and again", async () => {
    // Two of them take 41 requests.
    const days = await daily(["campaigns", "ad_groups", "ads"], "incremental", 9);
    assert.deepEqual(
      days.map(({ complete }) => complete.length),
      days.map(() => 1),
    );
    for (const rest of [days.slice(0, 3), days.slice(3, 6), days.slice(6)]) assert.equal(completeIn(rest).size, 3);
  });
});
