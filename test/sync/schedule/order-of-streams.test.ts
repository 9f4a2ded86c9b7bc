import assert from "node:assert/strict";
import { page, pageOfAll } from "../../scripted-api.ts";
import { busy, idsOf, rows, unauthorized } from "../api.ts";
import { configured, type Mode, type Read, type Script, scriptedRead } from "../scripted-read.ts";
import { itSyncs } from "../situations.ts";

type Wanted = readonly (readonly [name: string, mode: Mode, completed?: string])[];

/** Returns the order in which a read begins streams. */
async function orderOf(wanted: Wanted, today = "2026-06-30"): Promise<readonly string[]> {
  const { lines } = await scriptedRead(
    wanted.map(([name, mode]) => configured(name, mode)),
    ({ path }) => (path === "/user_account" ? { body: { id: "1" } } : undefined),
    {
      states: Object.fromEntries(
        wanted.map(([name, , completed]) => [name, completed === undefined ? completed : { version: 2, completed }]),
      ),
      now: `${today}T12:00:00Z`,
    },
  );
  return lines.filter(({ kind }) => kind === "STARTED").map(({ stream }) => stream);
}

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
      "is that of the catalog for incremental streams served on the same date",
      [
        ["pins", "incremental", "2026-06-29"],
        ["campaigns", "incremental", "2026-06-29"],
        ["audiences", "incremental", "2026-06-29"],
      ],
      "pins campaigns audiences",
    ],
    [
      "treats a future date in a state as today, and an invalid one as none",
      [
        ["board_pins", "incremental", "2999-01-01"],
        ["campaigns", "incremental", "2026-06-30"],
        ["audiences", "incremental", "2026-06-29"],
        ["pins", "incremental", "someday"],
      ],
      "pins audiences board_pins campaigns",
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
    it(title, async () => {
      assert.equal((await orderOf(wanted)).join(" "), order);
    });

  it("begins with the next full refresh each day, whatever their states say", async () => {
    const names = ["media", "user_websites", "followers"];
    const starts: string[] = [];
    for (const today of ["2026-06-29", "2026-06-30", "2026-07-01", "2026-07-02"]) {
      const order = await orderOf(
        names.map((name, index) => [name, "full_refresh", `2026-06-${10 + index}`] as const),
        today,
      );
      assert.deepEqual(
        await orderOf(
          names.map((name) => [name, "full_refresh"] as const),
          today,
        ),
        order,
      );
      const [first = ""] = order;
      const at = names.indexOf(first);
      assert.deepEqual(order, [...names.slice(at), ...names.slice(0, at)]);
      starts.push(first);
    }
    const at = names.indexOf(starts[0] ?? "");
    assert.deepEqual(
      starts,
      [0, 1, 2, 3].map((day) => names[(at + day) % 3]),
    );
  });

  for (const [what, limit, isOneByOne] of [
    ["is that of their requests under a daily quota", "1000, 1000;w=86400", true],
    ["isn't that of their requests without one", "1000, 1000;w=60", false],
  ] as const)
    it(what, async () => {
      const headers = { "x-ratelimit-limit": limit, "x-ratelimit-remaining": "900" };
      const { requests } = await scriptedRead(
        ["pins", "audiences"],
        async (request) => {
          await new Promise(setImmediate);
          return { ...(request.path === "/pins" ? pageOfAll(rows(...idsOf(4)), request, 1) : page([])), headers };
        },
        { mode: "incremental" },
      );
      const paths = requests.map(({ path }) => path);
      assert.equal(paths.indexOf("/ad_accounts") > paths.lastIndexOf("/pins"), isOneByOne, paths.join());
    });
});

describe("the date in a state", () => {
  /** Campaigns of five ad accounts, until a number of requests has succeeded. */
  const cutAfter = (most: number, error = unauthorized): Script => {
    let requests = 0;
    return ({ path }) => {
      requests += 1;
      if (requests > most) return error;
      return page(path === "/ad_accounts" ? rows(...idsOf(5)) : []);
    };
  };
  const completed = (date: string) => (read: Read) => assert.equal(read.states.at(-1)?.completed, date);
  const [monday, tuesday, wednesday] = ["2026-06-28", "2026-06-29", "2026-06-30"].map((day) => ({
    now: `${day}T12:00:00Z`,
    also: completed(day),
  }));
  const complete = { ...monday, mode: "incremental", api: cutAfter(99), config: { numWorkers: 1 } } as const;
  const exhausted = {
    ...busy(43_200),
    headers: { ...busy(43_200).headers, "x-ratelimit-limit": "1000, 1000;w=86400" },
  };
  const quotaEnds = { ...tuesday, error: ["transient_error", /./u] } as const;

  itSyncs(
    "is that of the last complete read",
    "campaigns",
    complete,
    { ...tuesday, api: cutAfter(3), error: ["config_error", /token/u], also: completed("2026-06-28") },
    { ...wednesday, api: cutAfter(9) },
  );
  itSyncs("is that of the last read which the daily quota cut off", "campaigns", complete, {
    ...quotaEnds,
    api: cutAfter(3, exhausted),
  });
  itSyncs("isn't that of one which the daily quota cut off at its first request", "campaigns", complete, {
    ...quotaEnds,
    api: cutAfter(0, exhausted),
    also: completed("2026-06-28"),
  });
});
