import assert from "node:assert/strict";
import { type ApiResponse, page, pageOfAll } from "../../scripted-api.ts";
import { busy, denied, idsOf, rows } from "../api.ts";
import { pinAccount, pins } from "../pin-metrics.ts";
import { type Read, type Script, scriptedRead } from "../scripted-read.ts";
import { itSyncs } from "../situations.ts";

/** Boards that the account follows, one per page, whose bookmarks end with a text; `at` handles requests first. */
function boards(count: number, text = "", at: (page: number) => ApiResponse | undefined = () => undefined): Script {
  return ({ path, query }) => {
    if (path !== "/user_account/following/boards") return undefined;
    const index = Number(query.get("bookmark")?.slice(0, 6) ?? 0);
    const next = String(index + 1).padStart(6, "0") + text;
    return at(index) ?? page(rows(String(index + 1)), index + 1 < count ? next : null);
  };
}

/** Returns a response so often, and then none. */
const times = (count: number, response: ApiResponse) => {
  let left = count;
  return () => {
    left -= 1;
    return left >= 0 ? response : undefined;
  };
};

describe("the states of a stream", () => {
  it("are written with each page while they are small, and once without records", async () => {
    // One per page, and one of the end.
    assert.equal((await scriptedRead("following_boards", boards(10))).states.length, 11);
    const empty = await scriptedRead("following_boards", () => page([]));
    assert.deepEqual([empty.records, empty.states.length], [[], 1]);
  });

  it("are a small share of the output, but one is written after ten seconds", async () => {
    const text = "y".repeat(1_000);
    const few = (await scriptedRead("following_boards", boards(1_000, text))).states.length;
    assert.ok(few >= 3 && few <= 60, `${few} states`);
    const wait = times(1, busy(10));
    const waiting = boards(1_000, text, (index) => (index === 998 ? wait() : undefined));
    assert.equal((await scriptedRead("following_boards", waiting)).states.length, few + 1);
  });
});

describe("the body of a response", () => {
  it("has its room until its records are written, while further requests are in flight", async () => {
    let inFlight = 0;
    let most = 0;
    let written = 0;
    /** By page: the number of records that were written when it left the memory. */
    const whenReleased: number[] = [];
    const script: Script = async ({ path }) => {
      if (path === "/boards") return page(rows(...idsOf(12)));
      if (path === "/user_account") return undefined;
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise(setImmediate);
      inFlight -= 1;
      return { ...page(rows(...idsOf(50))), room: { release: () => whenReleased.push(written) } };
    };
    const onRecords = (count: number) => {
      written += count;
    };
    const { records } = await scriptedRead("board_pins", script, { onRecords });
    assert.deepEqual([records.length, whenReleased.length], [600, 12]);
    for (const [index, count] of whenReleased.entries()) assert.ok(count >= 50 * (index + 1), `${count} of ${index}`);
    assert.ok(most >= 3, `${most} in flight`);
  });
});

describe("the statuses of a stream", () => {
  const [first, second] = [times(1, busy(20.5004)), times(1, busy(20.5004))];
  itSyncs("say once when a rate limit resets, in integer milliseconds", "board_sections", {
    api: ({ path }) => {
      if (path === "/boards") return page(rows("1", "2"));
      return path === "/boards/1/sections" ? first() : path === "/boards/2/sections" ? second() : undefined;
    },
    also: ({ lines }) => {
      const [told, ...more] = lines.filter(({ kind }) => kind === "RATE_LIMITED");
      assert.deepEqual([told?.body.status, more], ["RUNNING", []]);
      const [, reset = ""] = /"quota_reset":(\d+)\D/u.exec(JSON.stringify(told?.body.reasons)) ?? [];
      const seconds = (Number(reset) - Date.parse("2026-06-30T12:00:00Z")) / 1000;
      assert.ok(seconds > 20.5 && seconds < 23, `${seconds} seconds`);
    },
  });
});

describe("the summary of a stream", () => {
  const told = ({ logs }: Read) => logs("INFO").filter((line) => line.includes(" read "));

  const wait = times(2, busy(10));
  itSyncs("has the numbers of records, API calls, waits, and skips by reason", "keywords", {
    api: (request) => {
      if (request.path === "/ad_accounts") return page(rows("1", "2"));
      if (request.path.startsWith("/ad_accounts/2/")) return denied;
      if (!request.path.endsWith("/keywords")) return undefined;
      return wait() ?? pageOfAll(rows(...idsOf(12)), request, 10);
    },
    warnings: "any",
    also: (read) => {
      const [summary = "", total = ""] = told(read);
      const counts = "read 12 records with 10 API calls; waited 21.3 s for rate limits; skipped";
      assert.equal(summary, `keywords: ${counts} 1 part (HTTP 403, code 29)`);
      assert.match(
        total,
        /^1 of 1 stream complete: read 12 records with \d+ API calls; waited 21\.3 s for rate limits; skipped \d+ in all \(see the lines with WARN\)$/u,
      );
    },
  });

  itSyncs("has API calls by category, and omits what is zero", "pin_analytics", {
    api: pinAccount(pins(101)),
    config: { startDate: "2026-06-29" },
    also: (read) =>
      assert.equal(told(read)[0], "pin_analytics: read 202 records with 4 API calls (org_read 2, org_analytics 2)"),
  });
});
