import assert from "node:assert/strict";
import fc from "fast-check";
import { contentDigest, keyParts, valueOfPart, wordParts } from "../../../src/sync/tracking/row-words.ts";

describe("text of rows in a state", () => {
  it("round-trips any key", () => {
    const value = fc.oneof(
      fc.string(),
      fc.bigInt({ min: 0n, max: 10n ** 25n }).map(String),
      fc.boolean(),
      fc.integer(),
      fc.constantFrom("", "007", "0", "~", "#1", " , %2c", "-", "\u2028", "\ud83d"),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (values) => {
        const record = Object.fromEntries(values.map((each, index) => [`field_${index}`, each]));
        const parts = keyParts(record, Object.keys(record));
        assert.doesNotMatch(parts.join(""), /[ ,]/u);
        assert.deepEqual(parts.map(valueOfPart), values);
      }),
    );
  });

  it("takes 17 characters for a Pinterest ID and can be parsed", () => {
    const digest = contentDigest("content");
    const [part = ""] = keyParts({ id: "1109081775732622458" }, ["id"]);
    const word = part + digest;
    assert.equal(word.length, 17);
    assert.deepEqual(wordParts(word), { lastPart: part, digest });
    assert.equal(wordParts("short"), undefined);
  });
});
