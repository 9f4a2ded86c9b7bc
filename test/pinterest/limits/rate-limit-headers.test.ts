import assert from "node:assert/strict";
import { parseRateLimit } from "../../../src/pinterest/limits/rate-limit-headers.ts";

const parse = (limit: string | undefined, remaining?: string, reset?: string) =>
  parseRateLimit(
    { "x-ratelimit-limit": limit, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset },
    "org_read",
  );

const safetyNet = { name: "safety_net_app_id_user_id", limit: 100, seconds: 1 };

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
    assert.equal(parse('100, 100;w=60;name="a", 100;w=1;name="b"', "3", "1").nearest?.name, "b");
  });

  it("treats a plain number as one window of unknown length", () => {
    assert.deepEqual(parse("1000", "999", "67150"), {
      policies: [{ name: "org_read", limit: 1000, seconds: undefined }],
      nearest: { name: "org_read", remaining: 999, resetSeconds: 67_150 },
    });
  });

  it("parses windows with any name or none", () => {
    for (const [limit, name] of [
      ["60, 60;w=60", "org_read/60"],
      ['60, 60;w=60;name=""', "org_read/60"],
      ["60, 60;name=plain;w=60", "plain"],
      ['60,60 ; w=60 ; name="a"', "a"],
      ['60, 60;w=60;burst=5;name="a"', "a"],
    ] as const)
      assert.deepEqual(parse(limit).policies, [{ name, limit: 60, seconds: 60 }], limit);
  });

  it("does not split windows at a comma within quotes", () => {
    assert.deepEqual(parse('60, 60;w=60;name="a, 5;w=1", 100;w=1;name="b"').policies, [
      { name: "a, 5", limit: 60, seconds: 60 },
      { name: "b", limit: 100, seconds: 1 },
    ]);
  });

  it("returns what it can if headers are missing, invalid, or don't match", () => {
    const limit = '60, 60;w=60;name="a"';
    const cases: readonly (readonly [policies: number, limit?: string, remaining?: string, reset?: string])[] = [
      [0],
      [0, "", "", ""],
      [0, "0", "0", "5"],
      [0, "unlimited", "0", "5"],
      [1, limit],
      [1, limit, "5"],
      [1, limit, "many", "5"],
      [1, limit, "5", "-5"],
      [1, limit, "5", "3600"],
      [1, "60", "5", "1000000000001"],
      [2, '70, 100;w=1;name="a", 60;w=60;name="b"', "5", "5"],
    ];
    for (const [count, limits, remaining, reset] of cases) {
      const { policies, nearest } = parse(limits, remaining, reset);
      assert.deepEqual([policies.length, nearest], [count, undefined], limits);
    }
    for (const wrong of [",", ";;", '"', "-1", "0;w=60", "60;w=0;name=x, 60;w=x", "NaN", "w=60"]) {
      const { policies } = parse(wrong, "-3", "soon");
      assert.ok(
        policies.every(({ limit: count, seconds }) => count > 0 && seconds !== 0),
        wrong,
      );
    }
  });
});
