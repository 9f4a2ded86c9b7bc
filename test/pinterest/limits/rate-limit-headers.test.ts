import assert from "node:assert/strict";
import fc from "fast-check";
import { parseRateLimit, secondsUntilReset } from "../../../src/pinterest/limits/rate-limit-headers.ts";

const parse = (limit: string | undefined, remaining?: string, reset?: string) =>
  parseRateLimit(
    { "x-ratelimit-limit": limit, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset },
    "org_read",
    Date.parse("2026-06-30T12:00:00Z"),
  );

const safetyNet = { name: "safety_net_app_id_user_id", limit: 100, seconds: 1 };

describe("secondsUntilReset", () => {
  const now = Date.parse("2026-06-30T12:00:00Z");
  it("treats a small number as a delta and a large one as an epoch time", () => {
    assert.equal(secondsUntilReset({ "x-ratelimit-reset": "67150" }, now), 67_150);
    assert.equal(secondsUntilReset({ "x-ratelimit-reset": String(now / 1000 + 40) }, now), 40);
    assert.equal(secondsUntilReset({ "x-ratelimit-reset": String(now / 1000 - 40) }, now), 0);
    assert.equal(secondsUntilReset({ "x-ratelimit-reset": "39.25" }, now), 40);
    assert.equal(secondsUntilReset({ "x-ratelimit-reset": "soon" }, now), undefined);
    assert.equal(secondsUntilReset({}, now), undefined);
  });
});

describe("parseRateLimit", () => {
  it("parses headers of live servers", () => {
    assert.deepEqual(
      parse('60, 100;w=1;name="safety_net_app_id_user_id", 60;w=60;name="org_analytics_app_id_user_id"', "59", "23"),
      {
        policies: [safetyNet, { name: "org_analytics_app_id_user_id", limit: 60, seconds: 60 }],
        nearest: { name: "org_analytics_app_id_user_id", remaining: 59, resetSeconds: 23 },
      },
    );
    assert.deepEqual(
      parse('100, 100;w=1;name="safety_net_app_id_user_id", 1000;w=60;name="org_read_app_id_user_id"', "98", "1"),
      {
        policies: [safetyNet, { name: "org_read_app_id_user_id", limit: 1000, seconds: 60 }],
        nearest: { name: "safety_net_app_id_user_id", remaining: 98, resetSeconds: 1 },
      },
    );
  });

  it("distinguishes windows with equal limits by their reset", () => {
    const limit = '100, 100;w=1;name="safety_net", 100;w=60;name="catalogs_read"';
    assert.equal(parse(limit, "3", "48").nearest?.name, "catalogs_read");
    assert.equal(parse(limit, "3", "1").nearest?.name, "safety_net");
  });

  it("treats a plain number as one window of unknown length", () => {
    assert.deepEqual(parse("1000", "999", "67150"), {
      policies: [{ name: "org_read", limit: 1000, seconds: undefined }],
      nearest: { name: "org_read", remaining: 999, resetSeconds: 67_150 },
    });
  });

  it("parses windows with any name or none", () => {
    assert.deepEqual(parse("60, 60;w=60").policies, [{ name: "org_read/60", limit: 60, seconds: 60 }]);
    assert.deepEqual(parse('60, 60;w=60;name=""').policies, [{ name: "org_read/60", limit: 60, seconds: 60 }]);
    assert.deepEqual(parse("60, 60;name=plain;w=60").policies, [{ name: "plain", limit: 60, seconds: 60 }]);
    assert.deepEqual(parse('60,60 ; w=60 ; name="a"').policies, [{ name: "a", limit: 60, seconds: 60 }]);
    assert.deepEqual(parse('60, 60;w=60;burst=5;name="a"').policies, [{ name: "a", limit: 60, seconds: 60 }]);
  });

  it("does not split windows at a comma within quotes", () => {
    assert.deepEqual(parse('60, 60;w=60;name="a, 5;w=1", 100;w=1;name="b"').policies, [
      { name: "a, 5", limit: 60, seconds: 60 },
      { name: "b", limit: 100, seconds: 1 },
    ]);
  });

  it("returns nothing for missing headers", () => {
    assert.deepEqual(parse(undefined), { policies: [], nearest: undefined });
    assert.deepEqual(parse(undefined, "5", "5"), { policies: [], nearest: undefined });
    assert.deepEqual(parse("", "", ""), { policies: [], nearest: undefined });
    const limit = '60, 60;w=60;name="a"';
    assert.equal(parse(limit).nearest, undefined);
    assert.equal(parse(limit, "5").nearest, undefined);
    assert.equal(parse(limit, undefined, "5").nearest, undefined);
    assert.equal(parse(limit).policies.length, 1);
  });

  it("ignores invalid headers and windows without requests", () => {
    for (const limit of ["unlimited", ",", ";;", '"', "-1", "0", "0;w=60", "60;w=0;name=x, 60;w=x", "NaN", "w=60"]) {
      const { policies } = parse(limit, "-3", "soon");
      assert(
        policies.every(({ limit: count, seconds }) => count > 0 && seconds !== 0),
        limit,
      );
    }
    assert.deepEqual(parse("0", "0", "5").policies, []);
    assert.deepEqual(parse("unlimited", "0", "5"), { policies: [], nearest: undefined });
    assert.equal(parse('60, 60;w=60;name="a"', "many", "5").nearest, undefined);
    assert.equal(parse('60, 60;w=60;name="a"', "5", "-5").nearest, undefined);
  });

  it("never throws and returns integers", () => {
    const piece = fc.constantFrom("60", "100", ",", ";", "w=", "name=", '"', " ", "a", "-", "1e9", ".");
    const header = fc.option(fc.string({ unit: piece }), { nil: undefined });
    fc.assert(
      fc.property(header, header, header, (limit, remaining, reset) => {
        const { policies, nearest } = parse(limit, remaining, reset);
        for (const policy of policies) {
          assert(Number.isSafeInteger(policy.limit) && policy.limit > 0);
          assert(policy.seconds === undefined || (Number.isSafeInteger(policy.seconds) && policy.seconds > 0));
        }
        assert(nearest === undefined || policies.some(({ name }) => name === nearest.name));
      }),
      { numRuns: 1000 },
    );
  });
});
