import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import { StoppedError } from "../../../src/base/signals.ts";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import { RateLimiter } from "../../../src/pinterest/limits/rate-limiter.ts";
import { maxWaitMs } from "../../../src/pinterest/limits/retry-policy.ts";
import { FakeClock } from "../../fake-clock.ts";

/** On a full minute. */
const start = 1_800_000_000_000;
const forever = new AbortController().signal;
setMaxListeners(0, forever);
const nobody = () => undefined;

function limitOf(name: string, limit: number, seconds: number, remaining: number, reset: number) {
  return {
    "x-ratelimit-limit": `${limit}, ${limit};w=${seconds};name="${name}"`,
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(reset),
  };
}

function setUp() {
  const clock = new FakeClock(start);
  const limiter = new RateLimiter(clock);
  const admit = (category: string, signal: AbortSignal = forever) =>
    limiter.admit(category, "pins/list", signal, nobody);
  /** Makes a request whose response has a limit. */
  const teach = async (category: string, headers: Record<string, string>) => {
    limiter.learn(await admit(category), headers);
  };
  /** Returns the number of requests admitted before one waits. */
  const room = async (category: string): Promise<number> => {
    const waits = clock.sleeps.length;
    for (let count = 0; ; count += 1) {
      await admit(category);
      if (clock.sleeps.length > waits) return count;
      assert(count < 10_000, "there is no limit");
    }
  };
  return { clock, limiter, admit, teach, room };
}

describe("RateLimiter", () => {
  it("admits requests without a known limit", async () => {
    const { clock, admit } = setUp();
    for (let count = 0; count < 500; count += 1) assert.equal((await admit("org_read")).at, start);
    assert.deepEqual(clock.sleeps, []);
  });

  it("admits no more than the limit until the window ends", async () => {
    const { clock, teach, room } = setUp();
    await teach("org_read", limitOf("org_read", 60, 60, 59, 60));
    assert.equal(await room("org_read"), 59);
    assert.equal(clock.now(), start + 60_000, "the first response arrived immediately");
    clock.advance(3000);
    assert.equal(await room("org_read"), 59, "one request of the second window was already admitted");
  });

  it("counts requests sent before the first response", async () => {
    const { limiter, admit, room } = setUp();
    const admissions = await Promise.all(Array.from({ length: 20 }, () => admit("org_read")));
    const [first] = admissions;
    assert(first !== undefined);
    limiter.learn(first, limitOf("org_read", 60, 60, 59, 60));
    assert.equal(await room("org_read"), 40);
  });

  it("counts requests whose responses have no limit headers", async () => {
    const { limiter, admit, teach, room } = setUp();
    for (let count = 0; count < 30; count += 1) limiter.learn(await admit("org_read"), {});
    await teach("org_read", limitOf("org_read", 60, 60, 29, 60));
    assert.equal(await room("org_read"), 29);
  });

  it("respects the remaining number if another client shares the limit", async () => {
    const { clock, teach, room } = setUp();
    await teach("org_read", limitOf("org_read", 60, 60, 12, 30));
    assert.equal(await room("org_read"), 12);
    assert.equal(clock.now(), start + 31_000, "the API's own window ends first");
  });

  it("ignores a remaining number that is too high", async () => {
    const { limiter, admit, room } = setUp();
    const admissions = [await admit("org_read"), await admit("org_read"), await admit("org_read")];
    for (const remaining of [57, 58, 59]) {
      const admission = admissions.pop();
      assert(admission !== undefined);
      limiter.learn(admission, limitOf("org_read", 60, 60, remaining, 60));
    }
    assert.equal(await room("org_read"), 57);
  });

  it("does not count its own requests twice if a response is late", async () => {
    const { clock, limiter, admit, teach, room } = setUp();
    for (let count = 0; count < 30; count += 1) await teach("org_read", limitOf("org_read", 60, 60, 59 - count, 60));
    clock.advance(59_000);
    const late = await admit("org_read");
    clock.advance(3000);
    limiter.learn(late, limitOf("org_read", 60, 60, 29, 1));
    assert.equal(await room("org_read"), 59, "one request in the last minute");
  });

  it("assumes at most three seconds of transit for a request without a response", async () => {
    const { clock, admit, teach, room } = setUp();
    await teach("org_read", limitOf("org_read", 3, 60, 2, 60));
    await admit("org_read");
    assert.equal(await room("org_read"), 1);
    assert.equal(clock.now(), start + 60_000, "the end of the window of the request with a response");
    await admit("org_read");
    assert.equal(clock.now(), start + 63_000);
  });

  it("uses the API's reset for the daily window", async () => {
    const { clock, teach, room } = setUp();
    await teach("org_read", limitOf("trial", 1000, 86_400, 2, 500));
    assert.equal(await room("org_read"), 2);
    assert.equal(clock.now(), start + 501_000);
    for (let left = 998; left > 0; left -= 1) await teach("org_read", limitOf("trial", 1000, 86_400, left, 86_399));
    assert.equal(clock.sleeps.length, 1, "the previous day is forgotten");
  });

  it("follows a changed limit", async () => {
    const { clock, teach, room } = setUp();
    await teach("org_read", limitOf("org_read", 60, 60, 59, 60));
    await teach("org_read", limitOf("org_read", 100, 60, 98, 60));
    assert.equal(await room("org_read"), 98);
    clock.advance(120_000);
    await teach("org_read", limitOf("org_read", 10, 60, 9, 60));
    assert.equal(await room("org_read"), 9);
  });

  it("accepts a plain limit and its remaining number", async () => {
    const { clock, teach, room } = setUp();
    await teach("org_read", { "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "2", "x-ratelimit-reset": "500" });
    assert.equal(await room("org_read"), 2);
    assert.equal(clock.now(), start + 501_000);
  });

  it("follows a changed window length, as after an upgrade to Standard access", async () => {
    const { clock, teach, room } = setUp();
    await teach("org_read", limitOf("org_read", 1000, 86_400, 900, 40_000));
    await teach("org_read", limitOf("org_read", 1000, 60, 999, 60));
    assert.equal(await room("org_read"), 998, "the earlier request counts");
    assert.equal(clock.now(), start + 60_000);
  });

  it("applies a shared limit to all categories", async () => {
    const shared = (category: string, remaining: number) => ({
      "x-ratelimit-limit": `100, 100;w=1;name="safety_net", 1000;w=60;name="${category}"`,
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset": "1",
    });
    const { clock, teach, admit, room } = setUp();
    await teach("org_read", shared("org_read", 99));
    await teach("ads_read", shared("ads_read", 98));
    for (let count = 0; count < 49; count += 1) {
      await admit("org_read");
      await admit("ads_read");
    }
    assert.deepEqual(clock.sleeps, []);
    assert.equal(await room("org_read"), 0, "the 100 requests of the second are used");
    assert.equal(clock.now(), start + 1000);
  });

  it("pauses one category, until the latest time", async () => {
    const { clock, limiter, admit } = setUp();
    limiter.pause("org_read", start + 5000);
    limiter.pause("org_read", start + 1000);
    assert.equal((await admit("ads_read")).at, start);
    assert.equal((await admit("org_read")).at, start + 5000);
    assert.deepEqual(clock.sleeps, [5000]);
  });

  it("reports each wait and its end", async () => {
    const { clock, limiter } = setUp();
    limiter.pause("org_read", start + 5000);
    const waits: number[] = [];
    await limiter.admit("org_read", "pins/list", forever, (until) => {
      waits.push(until);
      if (waits.length === 1) limiter.pause("org_read", start + 7000);
    });
    assert.deepEqual(waits, [start + 5000, start + 7000]);
    assert.equal(clock.now(), start + 7000);
  });

  it("throws with the time of the reset instead of waiting more than 15 minutes", async () => {
    const { clock, limiter, admit, teach } = setUp();
    await teach("org_read", limitOf("trial", 1000, 86_400, 0, 67_150));
    await assert.rejects(
      admit("org_read"),
      (error) =>
        error instanceof ApiError &&
        error.kind === "rate_limited" &&
        error.operation === "pins/list" &&
        error.retryAt === start + 67_151_000,
    );
    limiter.pause("ads_read", start + maxWaitMs + 1);
    await assert.rejects(admit("ads_read"), ApiError);
    assert.deepEqual(clock.sleeps, []);
    limiter.pause("catalogs_read", start + maxWaitMs);
    await admit("catalogs_read");
    assert.deepEqual(clock.sleeps, [maxWaitMs]);
  });

  it("recognizes a quota that one run can exhaust", async () => {
    for (const [limit, seconds, isQuota] of [
      [1_000, 86_400, true],
      [1_000, maxWaitMs / 1000 + 1, true],
      [1_000, maxWaitMs / 1000, false],
      [10_000, 86_400, true],
      [10_001, 86_400, false],
    ] as const) {
      const { limiter, teach } = setUp();
      await teach("org_read", limitOf("one", limit, seconds, limit, seconds));
      assert.equal(limiter.hasQuota, isQuota, `${limit} in ${seconds} s`);
    }
  });

  it("ends a wait on abort", async () => {
    const { clock, limiter, admit } = setUp();
    limiter.pause("org_read", start + 5000);
    const controller = new AbortController();
    const waiting = admit("org_read", controller.signal);
    controller.abort();
    await assert.rejects(waiting, StoppedError);
    assert.equal(clock.now(), start, "no time has passed");
    await assert.rejects(admit("ads_read", controller.signal), StoppedError);
  });
});
