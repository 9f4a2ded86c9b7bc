import assert from "node:assert/strict";
import { isObject, type JsonObject } from "../../src/json.ts";
import { type ApiRequest, apiError, page, pageOfAll, respond } from "../scripted-api.ts";
import { configured, type Script, scriptedRead } from "./scripted-read.ts";

const day = 86_400_000;
const quota = 40;

const things = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: String(index + 1), name: `thing ${index + 1}` }));

/** An account with 25 boards and 30 Pins. */
function world(request: ApiRequest) {
  switch (request.path) {
    case "/user_account":
      return respond(200, { id: "1", username: "one" });
    case "/boards":
      return pageOfAll(things(25), request, 25);
    case "/pins":
      return pageOfAll(things(30), request, 15);
    default:
      return request.path.endsWith("/product_tags") ? respond(200, { product_tags: [] }) : page([]);
  }
}

/** In catalog order, the most expensive first: 1 + 31 + 26 + 26 + 4 requests, including parent lists. */
const names = [
  "pin_product_tags",
  "board_sections",
  "board_pins",
  "followers",
  "media",
  "user_websites",
  "delivery_metrics",
];

/** Syncs once per day until every stream was complete once, with a daily quota in the API's headers as seen live. */
async function daily(
  jobOf: (day: number) => string | undefined,
  mode: "full_refresh" | "incremental" = "full_refresh",
): Promise<{ readonly days: readonly (readonly string[])[]; readonly requests: readonly (readonly string[])[] }> {
  let states = new Map<string, JsonObject>();
  const complete = new Set<string>();
  const days: (readonly string[])[] = [];
  const requests: (readonly string[])[] = [];
  for (let number = 0; complete.size < names.length && number < 9; number += 1) {
    let used = 0;
    const script: Script = (request) => {
      used += 1;
      const headers = {
        "x-ratelimit-limit": `${quota}, ${quota};w=86400;name="trial_app_id"`,
        "x-ratelimit-remaining": String(Math.max(0, quota - used)),
        "x-ratelimit-reset": "43200",
      };
      if (used > quota) return apiError(429, 8, "You have exceeded your rate limit.", headers);
      return { ...world(request), headers };
    };
    const { api, log } = await scriptedRead(
      names.map((name) => configured(name, mode)),
      script,
      {
        now: new Date(Date.parse("2026-06-30T12:00:00Z") + number * day).toISOString(),
        state: Object.fromEntries(states),
        job: jobOf(number),
      },
    );
    const done: string[] = [];
    for (const name of names) {
      const [last] = (await log.states(name)).slice(-1);
      const state: unknown = JSON.parse(JSON.stringify(last ?? null));
      if (isObject(state)) states = new Map([...states, [name, state]]);
      if ((await log.kinds(name)).at(-1) === "COMPLETE") done.push(name);
    }
    for (const name of done) complete.add(name);
    days.push(done);
    requests.push(api.requests);
  }
  return { days, requests };
}

describe("a daily quota", () => {
  for (const [what, jobOf] of [
    ["without jobs", () => undefined],
    ["with a new job each day", (number: number) => String(number)],
  ] as const) {
    for (const mode of ["full_refresh", "incremental"] as const) {
      it(`completes each stream within the required number of days plus one, ${what}, ${mode}`, async () => {
        const { days } = await daily(jobOf, mode);
        assert.deepEqual(new Set(days.flat()), new Set(names));
        // 89 requests.
        assert.ok(days.length <= 4, days.map((done) => done.join(" ")).join("\n"));
      });
    }
  }

  it("serves cheap streams first, before any parent list", async () => {
    const { days, requests } = await daily(() => undefined);
    for (const name of ["followers", "media", "user_websites", "delivery_metrics"])
      assert.ok(days[0]?.includes(name), name);
    const first = requests[0] ?? [];
    const parents = first.findIndex((request) => request.startsWith("/boards"));
    for (const path of ["/user_account/followers", "/media", "/resources/delivery_metrics"]) {
      const own = first.findIndex((request) => request.startsWith(path));
      assert.ok(own >= 0 && own < parents, first.join("\n"));
    }
  });

  it("serves streams that were incomplete the day before, then the others", async () => {
    const { requests } = await daily((number) => String(number));
    const second = requests[1] ?? [];
    assert.ok(!(requests[0] ?? []).some((request) => request.includes("/product_tags")));
    const followers = second.findIndex((request) => request.startsWith("/user_account/followers"));
    const boards = second.findIndex((request) => request.startsWith("/boards"));
    assert.ok(boards >= 0 && (followers === -1 || followers > boards), second.join("\n"));
  });
});
