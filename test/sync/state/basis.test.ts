import assert from "node:assert/strict";
import { digestOf } from "../../../src/base/digest.ts";
import type { CustomReport } from "../../../src/config/config.ts";
import { customReportWith } from "../../scripted-api.ts";
import { type Account, busy, denied, fault, reporting, type ScriptedResponse } from "../api.ts";
import type { Read } from "../scripted-read.ts";
import { itSyncs, type Sync } from "../syncs.ts";

const incremental = { mode: "incremental" } as const;
const owner = (id: string | null): ScriptedResponse => ({ body: { id, username: `name of ${id}` } });
/** Ten Pins of January, newest first. Those of one account are older than those of the other. */
const pinsOf = (year: number) =>
  [19, 18, 17, 16, 15, 14, 13, 12, 11, 10].map((day) => ({
    id: `${year}${day}`,
    created_at: `${year}-01-${day}T00:00:00`,
  }));
const pinsIn = { 1: pinsOf(2026), 2: pinsOf(2024) };
const accountOf = (id: 1 | 2): Account => ({ "/user_account": owner(`${id}`), "/pins": pinsIn[id] });

const restarts = [/belongs to another/u];
const belongsTo = (id: string) => ({
  also: ({ states }: Read) => assert.equal(states.at(-1)?.account, digestOf(id, 16)),
});
const first: Sync = { ...incremental, account: accountOf(1), writes: 10 };
/** The newest Pin is less than an hour older than the newest one of the last sync, which is itself. */
const again: Sync = { writes: "202619" };

describe("the account of a state", () => {
  itSyncs("is another after the token's owner changed, so all Pins are read, with a warning", "pins", [
    { ...first, ...belongsTo("1") },
    { account: accountOf(2), warnings: restarts, writes: 10, ...belongsTo("2") },
  ]);
  itSyncs("is kept if a stop signal comes while it is requested", "pins", first, {
    stopAt: "/user_account",
    keepsState: true,
  });

  const ownerOf: Readonly<Record<string, 1 | 2>> = { 549: 1, 550: 1, 551: 2 };
  const acting = (...adAccountIds: readonly string[]) => ({ config: { adAccountIds } });
  itSyncs("is that of the first ad account, if the settings name some", "pins", [
    {
      ...first,
      account: {
        "/user_account": ({ query }) => owner(`${ownerOf[query.get("ad_account_id") ?? ""] ?? 9}`),
        "/pins": ({ query }) => pinsIn[ownerOf[query.get("ad_account_id") ?? ""] ?? 1],
      },
      ...acting("549", "551"),
      requests: { "/user_account": 1 },
    },
    { ...again, ...acting("550", "549") },
    { ...acting("551", "549"), warnings: restarts, writes: 10 },
  ]);
  itSyncs("is added to a state without one, from which the stream continues", "pins", [
    { ...first, account: { ...accountOf(1), "/user_account": owner(null) } },
    { ...again, account: accountOf(1), ...belongsTo("1") },
  ]);
  for (const [what, response] of [
    ["denied", denied],
    ["without an ID", owner(null)],
  ] as const) {
    const unknown: Account = { "/user_account": response };
    itSyncs(`is kept if the account is ${what}`, "pins", first, { ...again, account: unknown, ...belongsTo("1") });
    itSyncs(`is none if the account is ${what} from the beginning`, "pins", {
      ...first,
      account: { ...accountOf(1), ...unknown },
      also: ({ states }) => assert.equal(states.at(-1)?.account, undefined),
    });
  }
  for (const response of [fault, busy(67_150)])
    itSyncs(`ends the stream INCOMPLETE and is kept if it is unknown for now: ${response.status}`, "pins", first, {
      account: { "/user_account": response },
      error: ["transient_error", /./u],
      keepsState: true,
    });
  for (const [what, name, calls] of [
    ["that of the ad account, also for its parents", "board_section_pins", ["/user_account?ad_account_id=549"]],
    ["that of the token for other lists, including ad accounts", "ad_accounts", ["/user_account"]],
    ["unknown for descendants of ad accounts", "keywords", []],
  ] as const)
    itSyncs(`is ${what}: ${name}`, name, {
      api: () => undefined,
      ...(calls[0]?.includes("549") === true && acting("549")),
      also: ({ api }) =>
        assert.deepEqual(
          api.requests.filter((each) => /^\/user_account(?:\?|$)/u.test(each)),
          calls,
        ),
    });
});

describe("the definition of a custom report", () => {
  const daily = customReportWith({ startDate: "2026-01-01" });
  const monthly = { ...daily, granularity: "MONTH" };
  const total = { ...daily, granularity: "TOTAL" };
  const starting = (change: string) => [
    new RegExp(`^custom_mine: starting from the beginning, since the report was changed from ${change}\\. To`, "u"),
  ];
  const read = (report: CustomReport, dates: string, ...warnings: readonly RegExp[]): Sync => ({
    ...incremental,
    api: reporting(["1"]),
    config: { customReports: [report] },
    after: "1 h",
    dates,
    warnings,
  });
  const year = "2026-01-01..2026-06-30";
  itSyncs("resumes a report with the same level and granularity", "custom_mine", [
    read(daily, year),
    read({ ...daily, columns: ["IMPRESSION_1"], startDate: "2026-02-01" }, "2026-05-29..2026-06-30"),
  ]);
  itSyncs("starts a report with another granularity or level from the beginning, once, with a warning", "custom_mine", [
    read(daily, year),
    read(monthly, year, ...starting("CAMPAIGN by DAY to CAMPAIGN by MONTH")),
    read(monthly, "2026-05-01..2026-06-30"),
    read({ ...monthly, level: "AD_GROUP" }, year, ...starting("CAMPAIGN by MONTH to AD_GROUP by MONTH")),
  ]);
  itSyncs("starts totals from the beginning if their periods begin on another date", "custom_mine", [
    read(total, year),
    read(
      { ...total, startDate: "2026-02-01" },
      "2026-02-01..2026-06-30",
      ...starting("CAMPAIGN TOTAL since 2026-01-01 to CAMPAIGN TOTAL since 2026-02-01"),
    ),
  ]);
});
