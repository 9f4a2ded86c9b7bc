import assert from "node:assert/strict";
import { ApiError, type ApiErrorKind } from "../../../src/pinterest/errors/api-error.ts";
import { maxWaitMs, retryDelay } from "../../../src/pinterest/limits/retry-policy.ts";

const now = Date.parse("2026-07-09T10:00:00Z");
const errorOf = (kind: ApiErrorKind, retryAt?: number) =>
  new ApiError({ kind, operation: "pins/list", reason: "x", retryAt });
const delays = (kind: ApiErrorKind, random: number, retryAt?: number) =>
  Array.from({ length: 50 }, (_, retries) => retryDelay(errorOf(kind, retryAt), retries, random, now));

describe("retryDelay", () => {
  it("increases the delay after a passing error, up to five retries", () => {
    for (const kind of ["server_fault", "network", "invalid_body"] as const) {
      assert.deepEqual(delays(kind, 1).slice(0, 6), [1000, 2000, 4000, 8000, 16_000, undefined]);
      assert.deepEqual(delays(kind, 0).slice(0, 6), [500, 1000, 2000, 4000, 8000, undefined]);
      assert.ok(
        delays(kind, 1)
          .slice(5)
          .every((delay) => delay === undefined),
      );
    }
  });

  it("does not retry after any other error", () => {
    const ofTokens = ["authentication", "authorization_grant"] as const;
    const ofAccess = ["missing_scope", "restricted_feature", "permission_denied", "access_lost"] as const;
    const others = ["not_found", "no_catalog", "invalid_request", "unsafe_link", "unexpected"] as const;
    for (const kind of [...ofTokens, ...ofAccess, ...others])
      assert.ok(
        delays(kind, 1).every((delay) => delay === undefined),
        kind,
      );
  });

  it("retries for minutes after a rate limit without a time, up to forty times", () => {
    const longest = delays("rate_limited", 1);
    assert.deepEqual(longest.slice(0, 5), [1000, 2000, 4000, 8000, 8000]);
    assert.ok(longest.slice(3, 40).every((delay) => delay === 8000));
    assert.equal(longest[40], undefined);
    const least = delays("rate_limited", 0).reduce<number>((sum, delay) => sum + (delay ?? 0), 0);
    assert(least > 120_000, "a window of a minute passes even with the shortest waits");
  });

  it("retries slightly after the time in the response", () => {
    const at = (milliseconds: number, random: number) =>
      retryDelay(errorOf("rate_limited", now + milliseconds), 0, random, now);
    assert.equal(at(42_000, 0), 42_250);
    assert.equal(at(42_000, 1), 43_000);
    assert.equal(retryDelay(errorOf("rate_limited", now + 42_000), 10, 0, now), undefined);
  });

  it("retries as without a time if the time in the response is near or has passed", () => {
    for (const wait of [-60_000, 0, 500]) {
      assert.deepEqual(delays("rate_limited", 1, now + wait).slice(1), delays("rate_limited", 1).slice(1));
    }
    assert.equal(delays("rate_limited", 0, now + 5000)[0], 5250);
    assert.equal(delays("rate_limited", 0, now + 5000).indexOf(undefined), 40);
  });

  it("waits until the time in the response of a server failure, unless it is too far away", () => {
    assert.deepEqual(delays("server_fault", 1, now + 5000).slice(0, 6), [6000, 6000, 6000, 8000, 16_000, undefined]);
    assert.deepEqual(delays("server_fault", 1, now + maxWaitMs), delays("server_fault", 1));
  });

  it("does not wait more than 15 minutes", () => {
    const at = (milliseconds: number) => retryDelay(errorOf("rate_limited", now + milliseconds), 0, 0, now);
    assert.equal(at(maxWaitMs - 250), maxWaitMs);
    assert.equal(at(maxWaitMs), undefined);
    assert.equal(at(67_150_000), undefined);
  });
});
