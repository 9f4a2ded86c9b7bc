import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { words } from "../../words.ts";
import {
  busy,
  idsOf,
  listsBelow,
  paged,
  rows,
  type ScriptedResponse,
  slowly,
  unauthorized,
  underQuota,
  withHeaders,
} from "../api.ts";
import { configured, type Mode, type Read } from "../scripted-read.ts";
import { begunIn, itSyncs, type Sync } from "../syncs.ts";

type Wanted = readonly (readonly [name: string, mode: Mode, completed?: string])[];
const streamsOf = (wanted: Wanted) => wanted.map(([name, mode]) => configured(name, mode));
const begin: Sync = { api: ({ path }) => (path === "/user_account" ? { body: { id: "1" } } : undefined) };

describe("the order of streams", () => {
  for (const [title, wanted, order] of [
    [
      "begins with incremental streams: those never served, then those served longest ago",
      [
        ["media", "full_refresh"],
        ["campaigns", "incremental", "2026-06-30"],
        ["audiences", "incremental", "2026-06-28"],
        ["pins", "incremental"],
        ["board_pins", "incremental", "2026-06-29"],
      ],
      "pins audiences board_pins campaigns media",
    ],
    [
      "has parents before their children",
      [
        ["board_pins", "incremental"],
        ["board_sections", "full_refresh"],
        ["boards", "full_refresh"],
      ],
      "boards board_pins board_sections",
    ],
  ] as const satisfies readonly (readonly [string, Wanted, string])[])
    itSyncs(title, streamsOf(wanted), {
      ...begin,
      states: Object.fromEntries(
        wanted.flatMap(([name, , completed]) => (completed === undefined ? [] : [[name, { version: 2, completed }]])),
      ),
      warnings: "any",
      also: (read) => assert.deepEqual(begunIn(read), words(order)),
    });

  const names = ["media", "user_websites", "followers"];
  for (const [what, states] of [
    [
      "with states",
      Object.fromEntries(names.map((name, index) => [name, { version: 2, completed: `2026-06-${10 + index}` }])),
    ],
    ["without states", {}],
  ] as const) {
    const order = (all: string): Sync => ({ ...begin, also: (read) => assert.deepEqual(begunIn(read), words(all)) });
    itSyncs(`begins with the next full refresh each day, ${what}`, names, [
      { ...order("followers media user_websites"), now: "2026-06-29T12:00:00Z", states },
      order("media user_websites followers"),
      order("user_websites followers media"),
      order("followers media user_websites"),
    ]);
  }

  for (const [what, limit, isOneByOne] of [
    ["is that of their requests under a daily quota", "1000, 1000;w=86400", true],
    ["isn't that of their requests without one", "1000, 1000;w=60", false],
  ] as const)
    itSyncs(what, ["pins", "audiences"], {
      mode: "incremental",
      account: { "/pins": paged(1, rows(...idsOf(4))), "/ad_accounts": "" },
      limitedBy: (api) => withHeaders({ "x-ratelimit-limit": limit, "x-ratelimit-remaining": "900" }, slowly(api)),
      writes: { pins: "1 2 3 4" },
      also: ({ requests }) => {
        const paths = requests.map(({ path }) => path);
        assert.equal(paths.indexOf("/ad_accounts") > paths.lastIndexOf("/pins"), isOneByOne, paths.join());
      },
    });

  for (const numWorkers of [undefined, 4])
    itSyncs(
      `has one list of parents at a time under a daily quota, with num_workers ${numWorkers}`,
      "board_section_pins",
      () => {
        let inFlight = 0;
        let most = 0;
        const sections: ScriptedResponse = async () => {
          inFlight += 1;
          most = Math.max(most, inFlight);
          await setImmediate();
          inFlight -= 1;
          return "";
        };
        return {
          account: { "/boards": idsOf(5).join(" "), "/boards/*/sections": sections },
          config: { numWorkers },
          limitedBy: underQuota,
          also: () => assert.equal(most, 1),
        };
      },
    );
});

describe("the date in a state", () => {
  const completed = (date: string) => ({
    also: ({ states }: Read) => assert.equal(states.at(-1)?.completed, date),
  });
  const five = listsBelow("/ad_accounts", "campaigns", { 1: "", 2: "", 3: "", 4: "", 5: "" });
  const complete: Sync = { mode: "incremental", account: five, config: { numWorkers: 1 }, ...completed("2026-06-30") };
  const exhausted = {
    ...busy(43_200),
    headers: { ...busy(43_200).headers, "x-ratelimit-limit": "1000, 1000;w=86400" },
  };
  const quotaEnds = { error: ["transient_error", /./u] } as const;
  /** Asserts the date, and whether the state remembers which ad accounts were tried. */
  const remembers = (date: string, hasTurns: boolean) => ({
    also: ({ states }: Read) => {
      const { completed: found, tried } = states.at(-1) ?? {};
      assert.deepEqual([found, tried !== undefined], [date, hasTurns]);
    },
  });
  itSyncs("is that of the last complete read, after which turns are forgotten", "campaigns", [
    complete,
    {
      account: { "/ad_accounts/3/campaigns": unauthorized },
      error: ["config_error", /token/u],
      ...remembers("2026-06-30", true),
    },
    {
      account: five,
      also: (read) => {
        remembers("2026-07-02", false).also(read);
        assert.equal(read.requests.find(({ path }) => path.endsWith("campaigns"))?.path, "/ad_accounts/4/campaigns");
      },
    },
  ]);
  itSyncs("is that of the last read which the daily quota cut off", "campaigns", complete, {
    account: { "/ad_accounts/3/campaigns": exhausted },
    ...quotaEnds,
    ...completed("2026-07-01"),
  });
  itSyncs("isn't that of one which the daily quota cut off at its first request", "campaigns", complete, {
    account: { "/ad_accounts": exhausted },
    ...quotaEnds,
    ...completed("2026-06-30"),
  });
});
