import assert from "node:assert/strict";
import fc from "fast-check";
import { KeyDigests } from "../../src/sync/key-digests.ts";

describe("KeyDigests", () => {
  it("has the keys it was made of, also after it was written and read", () => {
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

  it("takes 60 kB for 10,000 keys, and takes none of 10,000 others for one of them", () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => String(1_099_300_590_356_454_982n + BigInt(index)));
    const digests = KeyDigests.of(keys);
    assert.equal(digests.toText().length, 60_000);
    assert.ok(keys.every((key) => digests.has(key)));
    assert.ok(keys.every((key) => !digests.has(`${key}0`)));
  });

  it("grows, and begins anew", () => {
    const digests = KeyDigests.of(["1"]);
    digests.add("2");
    digests.add("2");
    assert.equal(digests.toText(), KeyDigests.of(["1", "2"]).toText());
    digests.clear();
    assert.equal(digests.toText(), "");
  });

  it("of no keys is empty", () => {
    assert.equal(KeyDigests.of([]).toText(), "");
    assert.equal(KeyDigests.fromText("").has(""), false);
  });
});
