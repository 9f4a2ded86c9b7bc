import assert from "node:assert/strict";
import fc from "fast-check";
import { KeyDigests, rowDigest } from "../../../src/sync/state/key-digests.ts";

describe("KeyDigests", () => {
  it("contains its keys, including after serialization", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.string(), (keys, other) => {
        const digests = KeyDigests.of(keys);
        const again = KeyDigests.fromText(digests.toText());
        for (const key of [...keys, other]) {
          assert.equal(digests.has(key), keys.includes(key));
          assert.equal(again.has(key), keys.includes(key));
        }
        assert.equal(again.toText(), digests.toText());
      }),
    );
  });

  it("returns whether a key is new, and ignores a truncated digest", () => {
    const digests = KeyDigests.of([], rowDigest);
    assert.deepEqual(
      ["1", "2", "1"].map((key) => digests.add(key)),
      [true, true, false],
    );
    assert.equal(KeyDigests.fromText(`${digests.toText()}abc`, rowDigest).size, 2, "a truncated digest is ignored");
  });

  it("takes 800 kB for 100,000 rows without a collision among 100,000 others", () => {
    const keys = Array.from(
      { length: 100_000 },
      (_, index) => `${1_099_300_590_356_454_982n + BigInt(index)} 2026-07-09`,
    );
    const digests = KeyDigests.of(keys, rowDigest);
    assert.equal(digests.toText().length, 800_000);
    assert.equal(digests.size, keys.length);
    assert.ok(keys.every((key) => !digests.has(`${key}0`)));
  });
});
