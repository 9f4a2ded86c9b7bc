import assert from "node:assert/strict";
import type { LimitKind } from "../../simulator/http/limits/meters.ts";
import { amount, isLong } from "../../test/amount.ts";
import { type Load, type Measured, work } from "../../test/pinterest/load.ts";
import { record, recordAtEnd } from "./figures.ts";

/*
 * The client for hours of a simulated clock, against servers with every counting method in use.
 */

const kinds = ["fixed", "from_first", "sliding", "bucket"] as const;
const names: Readonly<Record<LimitKind, string>> = {
  fixed: "fixed windows",
  from_first: "windows from the first call",
  sliding: "sliding windows",
  bucket: "token buckets",
};

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Returns varying durations up to a maximum. */
const upTo = (maxMs: number) => (random: () => number) => maxMs * (0.1 + 0.8 * random());
const usual = { minutes: amount({ short: 15, long: 360 }), latencyMs: upTo(300), callers: { org_analytics: 10 } };

const percent = (part: number) => `${(part * 100).toFixed(1)}%`;

/** Cases without a rejected request or unused quota for any counting method. */
const alone: Readonly<Record<string, Partial<Load>>> = {
  "one worker": { callers: { org_analytics: 1 }, offset: 17_300 },
  "ten workers": { offset: 17_300 },
  "forty workers, at a minute's end": { callers: { org_analytics: 40 }, offset: 52_000 },
  "four categories that share the safety net": {
    callers: { org_analytics: 10, catalogs_read: 10, ads_analytics: 10, org_read: 20 },
    offset: 3000,
    minutes: amount({ short: 2, long: 20 }),
  },
  "slow responses": { latencyMs: upTo(6000) },
  "headers late and out of order": { headers: "late" },
  "headers in some responses": { headers: "sometimes" },
  "a server whose clock is an hour ahead": { ahead: 3_600_000 },
};

/** The short run tries the others with one counting method. */
const anyMeter = ["ten workers", "headers late and out of order"];

describe("rate limits over hours", () => {
  for (const kind of kinds) {
    const figures: Measured[] = [];

    for (const [what, load] of Object.entries(alone)) {
      if (!isLong() && kind !== "fixed" && !anyMeter.includes(what)) continue;
      it(`of ${names[kind]}, ${what}: no 429, 95% used`, async () => {
        const measured = await work({ ...usual, kind, ...load });
        assert.deepEqual([measured.rejected, measured.failures], [0, 0]);
        for (const [category, used] of Object.entries(measured.used)) {
          assert.ok(used >= 0.95, `${category}: ${percent(used)}`);
        }
        figures.push(measured);
      });
    }

    recordAtEnd(() => [
      {
        what: `Rate limits, ${names[kind]}`,
        promised: "no 429, 95% of the allowed calls used",
        measured: `${sum(figures.map(({ rejected }) => rejected))} of ${sum(figures.flatMap(({ shares }) => shares))} calls rejected; at least ${percent(Math.min(...figures.flatMap(({ used }) => Object.values(used))))} used`,
      },
    ]);

    it(`of ${names[kind]}, without rate limit headers: retries after 429, 90% used`, async () => {
      const { failures, used } = await work({ ...usual, kind, headers: "never" });
      assert.equal(failures, 0);
      assert.ok((used.org_analytics ?? 0) >= 0.9, percent(used.org_analytics ?? 0));
    });

    // Six hours take long to simulate.
    if (!isLong() && kind !== "fixed" && kind !== "bucket") continue;
    it(`of ${names[kind]}, with two programs for one account: both share the limit, and neither fails`, async () => {
      // In minutes, the first burst hides what the pace leaves unused.
      const { failures, used, shares, rejected } = await work({ ...usual, kind, programs: 2, minutes: 360 });
      assert.equal(failures, 0);
      assert.ok((used.org_analytics ?? 0) >= 0.95, percent(used.org_analytics ?? 0));
      // The reset time of a bucket is when it is full. While one program waits for it, the other one takes each new token.
      const least = kind === "bucket" ? 0.1 : 0.25;
      assert.ok(Math.min(...shares) >= least * sum(shares), shares.join());
      record({
        what: `Rate limits, ${names[kind]}, two concurrent syncs`,
        promised: `neither fails, 95% of the allowed calls used in total, at least ${percent(least)} of them by each`,
        measured: `${failures} failed; ${percent(used.org_analytics ?? 0)} used; shares ${shares.join(" and ")}; ${rejected} calls rejected with 429 and retried`,
      });
    });
  }

  for (const latencyMs of [200, 3_000])
    it(`of fixed windows, with another client that uses half of them, and ${latencyMs} ms per response: 94% used, and hardly a 429`, async () => {
      const load = { isShared: true, offset: 17_000, latencyMs: () => latencyMs, callers: { org_analytics: 128 } };
      const { rejected, failures, used } = await work({ ...usual, ...load });
      assert.equal(failures, 0);
      // A request can be in flight when the first response reveals the other client.
      assert.ok(rejected <= (latencyMs < 3_000 ? 0 : 1), `${rejected} rejected`);
      assert.ok((used.org_analytics ?? 0) >= 0.94, percent(used.org_analytics ?? 0));
    });
});
