import assert from "node:assert/strict";
import { page } from "../../scripted-api.ts";
import { type Account, busy, denied, idsOf, paged, rows, type ScriptedResponse, times } from "../api.ts";
import { metricsOfAll, pins } from "../pin-metrics.ts";
import { itSyncs, type Sync } from "../syncs.ts";

/** Boards that the account follows, one per page, whose bookmarks end with a text. @param last in place of the last one */
const followed = (count: number, text = "", last: ScriptedResponse = page(rows(String(count)))): Account => ({
  "/user_account/following/boards": ({ query }) => {
    const index = Number(query.get("bookmark")?.slice(0, 6) ?? 0);
    if (index + 1 === count) return last;
    return page(rows(String(index + 1)), String(index + 1).padStart(6, "0") + text);
  },
});
const states = (isFitting: (count: number) => boolean): Pick<Sync, "also"> => ({
  also: ({ states: all }) => assert.ok(isFitting(all.length), `${all.length} states`),
});

describe("the states of a stream", () => {
  itSyncs("are written with each page while they are small, and at the end", "following_boards", {
    account: followed(10),
    writes: 10,
    ...states((count) => count === 11),
  });

  itSyncs("are none at the end of a failed read that has nothing more to tell", "following_boards", {
    account: followed(3, "", denied),
    writes: 2,
    error: ["transient_error", /in the middle of a list/u],
    ...states((count) => count === 2),
  });
  itSyncs("don't repeat while nothing changes, however long that takes", "following_boards", [
    { mode: "incremental", isTracked: true, account: followed(10), secondsPerRequest: 20, writes: 10 },
    states((count) => count === 3),
  ]);

  const long = "y".repeat(1_000);
  itSyncs("are a small share of the output, but one is written after ten seconds", "following_boards", () => [
    { account: followed(1_000, long), writes: 1_000, ...states((count) => count >= 3 && count <= 60) },
    {
      account: followed(1_000, long, times(1, busy(10), page(rows("1000")))),
      writes: 1_000,
      also: (_, [first, second]) => assert.equal(second?.states.length, 1 + (first?.states.length ?? 0)),
    },
  ]);
});

describe("the body of a long response", () => {
  itSyncs("has its room until all of its rows are written", "ad_account_analytics", () => {
    let written = 0;
    const whenReleased: number[] = [];
    const body = idsOf(600).map((id) => ({ AD_ACCOUNT_ID: "1", DATE: "2026-06-29", ID: id }));
    const room = { release: () => whenReleased.push(written) };
    return {
      account: { "/ad_accounts": "1", "/ad_accounts/1/analytics": () => ({ body, room }) },
      onRecords: (count) => {
        written += count;
      },
      writes: 600,
      also: () => assert.deepEqual(whenReleased, [600]),
    };
  });
});

describe("the statuses of a stream", () => {
  itSyncs("say once when a rate limit resets, in integer milliseconds", "board_sections", () => ({
    account: {
      "/boards": "1 2",
      "/boards/1/sections": times(1, busy(20.5004)),
      "/boards/2/sections": times(1, busy(20.5004)),
    },
    also: ({ lines }) => {
      const [told, ...more] = lines.filter(({ kind }) => kind === "RATE_LIMITED");
      assert.deepEqual([told?.body.status, more], ["RUNNING", []]);
      const [, reset = ""] = /"quota_reset":(\d+)\D/u.exec(JSON.stringify(told?.body.reasons)) ?? [];
      const seconds = (Number(reset) - Date.parse("2026-06-30T12:00:00Z")) / 1000;
      assert.ok(seconds > 20.5 && seconds < 23, `${seconds} seconds`);
    },
  }));
});

describe("the summary of a stream", () => {
  const counts = "read 12 records with 10 API calls; waited 21\\.3 s for rate limits; skipped";
  itSyncs("has the numbers of records, API calls, waits, and skips by reason", "keywords", () => ({
    account: {
      "/ad_accounts": "1 2",
      "/ad_accounts/*/*": "",
      "/ad_accounts/1/keywords": times(2, busy(10), paged(10, rows(...idsOf(12)))),
      "/ad_accounts/2/campaigns": denied,
      "/ad_accounts/2/ad_groups": denied,
      "/ad_accounts/2/keywords": denied,
    },
    writes: 12,
    warnings: "any",
    says: [
      new RegExp(`^keywords: ${counts} 1 partition \\(HTTP 403, code 29\\)$`, "u"),
      /^1 of 1 stream complete: read 12 records with \d+ API calls; waited 21\.3 s for rate limits; skipped \d+ in all \(see the lines with WARN\)$/u,
    ],
  }));
  itSyncs("has API calls by category, and omits what is zero", "pin_analytics", {
    account: { "/pins": pins(101), "/pins/*": metricsOfAll, "/pins/*/analytics": metricsOfAll },
    config: { startDate: "2026-06-29" },
    writes: 202,
    says: [
      /^pin_analytics: read 202 records with 4 API calls \(org_read 2, org_analytics 2\)$/u,
      /^1 of 1 stream complete: read 202 records with 4 API calls \(org_read 2, org_analytics 2\)$/u,
    ],
  });
});
