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
  /** Makes requests at their pace. Returns when each left, in milliseconds from now. */
  const leave = async (count: number): Promise<readonly number[]> => {
    const began = clock.now();
    const turns = Array.from({ length: count }, () =>
      limiter.turn("org_read", "pins/list", { signal: forever }, false),
    );
    return (await Promise.all(turns)).map(({ at }) => at - began);
  };
  return { clock, limiter, admit, teach, room, leave };
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

  it("keeps what others have used if a late response says less", async () => {
    const { limiter, admit, room } = setUp();
    const [early, late] = [await admit("org_read"), await admit("org_read")];
    limiter.learn(late, limitOf("org_read", 60, 60, 12, 30));
    limiter.learn(early, limitOf("org_read", 60, 60, 20, 30));
    assert.equal(await room("org_read"), 12);
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

  it("assumes the same of a request with a slow response", async () => {
    const { clock, limiter, admit } = setUp();
    const slow = await admit("org_read");
    clock.advance(10_000);
    limiter.learn(slow, limitOf("org_read", 1, 60, 0, 60));
    await admit("org_read");
    assert.equal(clock.now(), start + 63_000);
  });

  it("counts earlier requests as long as the window is", async () => {
    const { clock, admit, teach, room } = setUp();
    await teach("org_read", limitOf("org_read", 10, 600, 9, 600));
    for (let count = 0; count < 3; count += 1) await admit("org_read");
    clock.advance(400_000);
    await admit("org_read");
    assert.equal(await room("org_read"), 5);
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

  it("takes the longest reset of a plain limit for the length of its window", async () => {
    const { limiter, teach } = setUp();
    for (const reset of ["299", "499", "399"])
      await teach("org_read", {
        "x-ratelimit-limit": "1000",
        "x-ratelimit-remaining": "900",
        "x-ratelimit-reset": reset,
      });
    assert.equal(limiter.perMinute("org_read"), 120);
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

  describe("the pace of requests", () => {
    it("is even after a fifth of the limit, and slightly above the limit to make up for waits", async () => {
      const { teach, leave } = setUp();
      await teach("org_read", limitOf("org_read", 610, 60, 609, 60));
      // 610 per minute, times 1.1, are one per 89.4 ms: 134.2 in a fifth of a minute, after the first.
      const times = await leave(138);
      assert.equal(times.filter((time) => time === 0).length, 135);
      assert.deepEqual(times.slice(135), [72, 161, 251]);
    });

    it("is even after a tenth of the limit if responses take more than 1.5 seconds", async () => {
      for (const [latency, immediate] of [
        [1500, 135],
        [1501, 68],
      ] as const) {
        const { clock, limiter, admit, leave } = setUp();
        const admission = await admit("org_read");
        clock.advance(latency);
        limiter.learn(admission, limitOf("org_read", 610, 60, 609, 60));
        const times = await leave(140);
        assert.equal(times.filter((time) => time === 0).length, immediate, `${latency} ms`);
      }
    });

    it("is a quarter of a limit per second, since all categories share it", async () => {
      const { teach, leave } = setUp();
      await teach("org_read", limitOf("safety_net", 100, 1, 99, 1));
      assert.deepEqual(await leave(4), [0, 40, 80, 120]);
    });

    it("is free without a limit, and under a daily quota", async () => {
      const { teach, leave } = setUp();
      assert.deepEqual(new Set(await leave(300)), new Set([0]));
      await teach("org_read", limitOf("trial", 1000, 86_400, 600, 86_399));
      assert.deepEqual(new Set(await leave(300)), new Set([0]));
    });

    it("leaves half of what others use to them, but takes at least half of the limit", async () => {
      // By time and remaining requests: others have made 298 or 498 in 31 seconds, since the reset is rounded, so 577 or 964 per minute.
      // 58 in that time might be its own in transit. Less than ten seconds tell nothing.
      for (const [seconds, remaining, interval] of [
        [30, 540, 90],
        [30, 300, 175],
        [30, 100, 182],
        [8, 300, 90],
        [9, 300, 182],
      ] as const) {
        const { clock, limiter, admit, teach, leave } = setUp();
        await teach("org_read", limitOf("org_read", 600, 60, 599, 60));
        clock.advance(seconds * 1000);
        limiter.learn(await admit("org_read"), limitOf("org_read", 600, 60, remaining, 60 - seconds));
        const [one = 0, two = 0] = (await leave(140)).filter((time) => time > 0);
        assert.equal(two - one, interval, `${remaining} remain after ${seconds} s`);
      }
    });

    it("lets those that go first leave before those that wait", async () => {
      const { limiter, teach } = setUp();
      await teach("org_read", limitOf("safety_net", 100, 1, 99, 1));
      const order: string[] = [];
      const leave = (name: string, goesFirst: boolean) =>
        limiter.turn("org_read", "pins/list", { signal: forever }, goesFirst).then(() => order.push(name));
      await Promise.all([leave("one", false), leave("two", false), leave("first", true)]);
      assert.deepEqual(order, ["one", "first", "two"]);
    });

    it("ends on abort, also for those that wait behind another", async () => {
      const { clock, limiter } = setUp();
      limiter.pause("org_read", start + 60_000);
      const controller = new AbortController();
      const turns = [1, 2].map(() => limiter.turn("org_read", "pins/list", { signal: controller.signal }, false));
      controller.abort();
      for (const turn of turns) await assert.rejects(turn, StoppedError);
      await assert.rejects(limiter.turn("org_read", "pins/list", { signal: controller.signal }, false), StoppedError);
      assert.equal(clock.now(), start, "no time has passed");
    });

    it("is told to the caller when it waits for the limit", async () => {
      const { limiter } = setUp();
      limiter.pause("org_read", start + 5000);
      const waits: number[] = [];
      const onRateLimit = (until: number) => waits.push(until);
      await limiter.turn("org_read", "pins/list", { signal: forever, onRateLimit }, false);
      assert.deepEqual(waits, [start + 5000]);
    });
  });

  it("stops before the limit if others use what is left", async () => {
    const { clock, limiter, admit, teach } = setUp();
    await teach("org_read", limitOf("org_read", 100, 60, 99, 60));
    clock.advance(40_000);
    // In 40 seconds, others have made 78 requests: two per second.
    limiter.learn(await admit("org_read"), limitOf("org_read", 100, 60, 20, 20));
    clock.advance(10_000);
    await admit("org_read");
    assert.equal(clock.now(), start + 61_000, "the reset, and a second for rounding");
  });

  it("leaves what others might use since the last response, and doesn't take other categories for them", async () => {
    const { clock, limiter, admit, teach, room } = setUp();
    await teach("org_read", limitOf("org_read", 100, 60, 99, 60));
    clock.advance(40_000);
    for (let count = 0; count < 60; count += 1) await admit("ads_read");
    limiter.learn(await admit("org_read"), limitOf("org_read", 100, 60, 20, 20));
    clock.advance(5000);
    assert.equal(await room("org_read"), 10, "in 41 seconds, others have made 78, so 10 of the 20 in 5 seconds");
  });

  it("counts what others use while a request is underway", async () => {
    const { clock, limiter, admit, teach } = setUp();
    await teach("org_read", limitOf("org_read", 100, 60, 99, 60));
    clock.advance(40_000);
    const slow = await admit("org_read");
    clock.advance(2000);
    limiter.learn(slow, limitOf("org_read", 100, 60, 20, 18));
    clock.advance(8000);
    await admit("org_read");
    assert.equal(clock.now(), start + 61_000, "others have used the 20 that were left");
  });

  it("goes by the response to the latest request, whichever arrives last", async () => {
    const { clock, limiter, admit, teach } = setUp();
    await teach("org_read", limitOf("org_read", 100, 60, 99, 60));
    clock.advance(40_000);
    const early = await admit("org_read");
    clock.advance(1000);
    const late = await admit("org_read");
    limiter.learn(late, limitOf("org_read", 100, 60, 20, 19));
    limiter.learn(early, limitOf("org_read", 100, 60, 40, 20));
    clock.advance(15_000);
    await admit("org_read");
    assert.equal(clock.now(), start + 62_000, "others have used the 20 that were left");
  });

  it("takes no notice of a few requests of others, which might be its own in transit", async () => {
    const { clock, limiter, admit, teach, room } = setUp();
    await teach("org_read", limitOf("org_read", 100, 60, 99, 60));
    clock.advance(40_000);
    limiter.learn(await admit("org_read"), limitOf("org_read", 100, 60, 89, 20));
    assert.equal(await room("org_read"), 98);
    assert.equal(clock.now(), start + 60_000);
  });

  it("learns from the first call of a request only", async () => {
    const { limiter, admit } = setUp();
    const admission = await admit("org_read");
    limiter.learn(admission, limitOf("org_read", 60, 60, 59, 60));
    limiter.learn(admission, limitOf("org_read", 600, 60, 599, 60));
    assert.equal(limiter.perMinute("org_read"), 60);
  });

  it("tells the least number per minute of a category, rounded down, once a response has said it", async () => {
    const { limiter, teach } = setUp();
    assert.equal(limiter.perMinute("org_read"), undefined);
    await teach("org_read", {
      "x-ratelimit-limit": '100, 100;w=1;name="safety_net", 999;w=60;name="org_read"',
      "x-ratelimit-remaining": "99",
      "x-ratelimit-reset": "1",
    });
    assert.equal(limiter.perMinute("org_read"), 999);
    assert.equal(limiter.perMinute("ads_read"), undefined);
    await teach("ads_read", limitOf("trial", 1000, 86_400, 999, 86_399));
    assert.equal(limiter.perMinute("ads_read"), 0);
  });
});
