import assert from "node:assert/strict";
import { assertEachNamed } from "./assert-each.ts";

describe("assertEach", () => {
  const named = ["one", "two", "three"].map((name) => ({ name }));

  it("lists every item that breaks the rule", () => {
    assert.throws(
      () => assertEachNamed(named, ({ name }) => assert.ok(!name.startsWith("t"), `it is ${name}`)),
      /^AssertionError.*2 of 3 break the rule:\ntwo: it is two\nthree: it is three$/su,
    );
  });

  it("passes if all items keep the rule, and fails without items", () => {
    assert.doesNotThrow(() => assertEachNamed(named, ({ name }) => assert.ok(name !== "")));
    assert.throws(() => assertEachNamed([], () => undefined), /the rule applies to no item/u);
  });
});
