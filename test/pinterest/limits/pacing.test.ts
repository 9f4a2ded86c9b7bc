import assert from "node:assert/strict";
import { type Load, work } from "../load.ts";

/** Runs the default client, off the full minute at which the server's windows begin. */
async function pace(
  latencyMs: number,
  { callers = 128, ...load }: Omit<Partial<Load>, "callers"> & { callers?: number },
) {
  const { failures, ...measured } = await work({
    callers: { org_analytics: callers, ads_analytics: callers, org_read: callers },
    latencyMs: () => latencyMs,
    offset: 17_000,
    minutes: 5,
    ...load,
  });
  // Callers end when a daily quota is exhausted.
  if (load.tier !== "trial") assert.equal(failures, 0);
  return measured;
}

/**
 * The minimum share of a limit to use. The server can count a request when it is sent or when it responds, up to three
 * seconds later. Then only 60 of 63 seconds are safe to use, and the first requests find the pace.
 */
const minShare = (latencyMs: number) => (latencyMs < 3_000 ? 0.95 : 0.94);

describe("request pacing", () => {
  for (const latencyMs of [50, 200, 1_000, 3_000]) {
    for (const [what, load] of [
      ["one account", {}],
      ["five accounts", { callers: 640 }],
      ["another client that uses half of each limit", { isShared: true }],
      ["a daily quota", { tier: "trial" }],
    ] as const) {
      const isShared = "isShared" in load;
      it(`uses ${minShare(latencyMs) * 100}% of each limit with ${latencyMs} ms per response and ${what}, ${isShared ? "with few rejected requests" : "without a rejected request"}`, async () => {
        const { rejected, used } = await pace(latencyMs, load);
        // Requests are in flight when the other client takes the rest of a limit. They are retried when it resets.
        assert.ok(rejected <= (isShared ? 500 : 0), `${rejected} rejected`);
        for (const [category, share] of Object.entries(used)) {
          assert.ok(share >= minShare(latencyMs), `${category}: ${(share * 100).toFixed(1)}%`);
        }
      });
    }
  }
});
