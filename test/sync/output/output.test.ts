import assert from "node:assert/strict";
import { type ApiResponse, apiError, page, pageOfAll } from "../../scripted-api.ts";
import { pinAccount, pins } from "../pin-metrics.ts";
import { configured, denied, readOne, type Script, scriptedRead } from "../scripted-read.ts";

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index + 1) }));
const busy = (seconds: string): ApiResponse => apiError(429, 8, "Too many.", { "x-ratelimit-reset": seconds });

/** Boards, one per page, whose bookmarks end with a text; `at` handles requests first. */
function boards(count: number, text = "", at: (page: number) => ApiResponse | undefined = () => undefined): Script {
  return ({ path, query }) => {
    if (path !== "/boards") return undefined;
    const index = Number(query.get("bookmark")?.slice(0, 6) ?? 0);
    const next = String(index + 1).padStart(6, "0") + text;
    return at(index) ?? page([{ id: String(index + 1) }], index + 1 < count ? next : null);
  };
}

describe("the states of a stream", () => {
  it("are written with each page while they are small, and once without records", async () => {
    // One per page, and one of the end.
    assert.equal((await readOne("boards", boards(10))).states.length, 11);
    const empty = await readOne("boards", () => page([]));
    assert.deepEqual([empty.records, empty.states.length], [[], 1]);
  });

  it("are a small share of the output, but one is written after ten seconds", async () => {
    const text = "y".repeat(1_000);
    const few = (await readOne("boards", boards(1_000, text))).states.length;
    assert.ok(few >= 3 && few <= 60, `${few} states`);
    let waits = 1;
    const waiting = boards(1_000, text, (index) => {
      if (index !== 998 || waits === 0) return undefined;
      waits -= 1;
      return busy("10");
    });
    assert.equal((await readOne("boards", waiting)).states.length, few + 1);
  });
});

describe("the body of a response", () => {
  it("has its room until its records are written, while further requests are in flight", async () => {
    let inFlight = 0;
    let most = 0;
    let written = 0;
    /** By page: the number of records that were written when it left the memory. */
    const whenReleased: number[] = [];
    const { records } = await readOne(
      "board_pins",
      async ({ path }) => {
        if (path === "/boards") return page(rows(12));
        if (path === "/user_account") return undefined;
        inFlight += 1;
        most = Math.max(most, inFlight);
        await new Promise(setImmediate);
        inFlight -= 1;
        return { ...page(rows(50)), room: { release: () => whenReleased.push(written) } };
      },
      {
        onRecords: (count) => {
          written += count;
        },
      },
    );
    assert.deepEqual([records.length, whenReleased.length], [600, 12]);
    for (const [index, count] of whenReleased.entries()) assert.ok(count >= 50 * (index + 1), `${count} of ${index}`);
    assert.ok(most >= 3, `${most} in flight`);
  });
});

describe("the statuses of a stream", () => {
  it("say once when a rate limit resets, in integer milliseconds", async () => {
    const left = new Map([
      ["/boards/1/sections", 1],
      ["/boards/2/sections", 1],
    ]);
    const { log, complete } = await readOne("board_sections", ({ path }) => {
      if (path === "/boards") return page(rows(2));
      const waits = left.get(path) ?? 0;
      left.set(path, waits - 1);
      return waits > 0 ? busy("20.5004") : page([]);
    });
    assert.equal(complete, true);
    const told = (await log.lines()).filter(({ kind }) => kind === "RATE_LIMITED").map(({ body }) => body);
    assert.equal(told.length, 1, JSON.stringify(told));
    assert.equal(told[0]?.status, "RUNNING");
    const [, reset = ""] = /"quota_reset":(\d+)\D/u.exec(JSON.stringify(told[0]?.reasons)) ?? [];
    const seconds = (Number(reset) - Date.parse("2026-06-30T12:00:00Z")) / 1000;
    assert.ok(seconds > 20.5 && seconds < 23, `${seconds} seconds`);
  });
});

describe("the summary of a stream", () => {
  const told = async ({ log }: { readonly log: { readonly logs: (level: string) => Promise<readonly string[]> } }) =>
    (await log.logs("INFO")).filter((line) => line.includes(" read "));

  it("has the numbers of records, API calls by category, waits, and skips by reason", async () => {
    let waits = 2;
    const read = await readOne("keywords", (request) => {
      if (request.path === "/ad_accounts") return page(rows(2));
      if (request.path.startsWith("/ad_accounts/2/")) return denied;
      if (!request.path.endsWith("/keywords")) return undefined;
      waits -= 1;
      return waits >= 0 ? busy("10") : pageOfAll(rows(12), request, 10);
    });
    const [summary = "", total = ""] = await told(read);
    const counts = "read 12 records with 10 API calls; waited 21.3 s for rate limits; skipped";
    assert.equal(summary, `keywords: ${counts} 1: You are not permitted to access that resource (HTTP 403, code 29)`);
    assert.match(
      total,
      /^1 of 1 streams? (?:are|is) complete: read 12 records with \d+ API calls; waited 21\.3 s for rate limits; skipped \d+ in all \(see the lines with WARN\)$/u,
    );
    const metrics = await readOne("pin_analytics", pinAccount(pins(101)));
    assert.match(
      (await told(metrics))[0] ?? "",
      /^pin_analytics: read 9,090 records with 4 API calls \(org_read 2, org_analytics 2\)$/u,
    );
  });

  it("counts a wait of several requests once, and omits what is zero", async () => {
    let first = true;
    const read = await scriptedRead(
      ["boards", "media"].map((name) => configured(name)),
      async ({ path }) => {
        if (path === "/user_account") return { body: { id: "1" } };
        await new Promise(setImmediate);
        const wait = first && path === "/boards";
        first &&= !wait;
        return wait ? busy("30") : page(path === "/boards" ? rows(2) : []);
      },
    );
    const lines = await told(read);
    assert.match(
      lines.find((line) => line.startsWith("media: ")) ?? "",
      /^media: read 0 records with \d API calls?$|^media: read 0 records with \d API calls?; waited 3\d\.\d s for rate limits$/u,
    );
    assert.match(lines.at(-1) ?? "", /waited 3\d\.\d s for rate limits$/u);
  });
});
