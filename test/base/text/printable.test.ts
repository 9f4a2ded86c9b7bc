import assert from "node:assert/strict";
import { printable } from "../../../src/base/text/printable.ts";

describe("printable", () => {
  it("leaves a terminal nothing to obey but newlines, and keeps all other characters", () => {
    for (let code = 0; code < 0x3000; code += 1) {
      const character = String.fromCharCode(code);
      const isObeyed = code < 0x20 || (code >= 0x7f && code < 0xa0) || /[\u202a-\u202e\u2066-\u2069]/u.test(character);
      const visible = isObeyed && code !== 10 ? "\ufffd" : character;
      const expected = code === 9 ? " " : visible;
      assert.equal(printable(`a${character}b`), `a${expected}b`, code.toString(16));
    }
    assert.equal(printable("\u001b]0;title\u0007é 日本 👩‍👩‍👧 שלום\n"), "\ufffd]0;title\ufffdé 日本 👩‍👩‍👧 שלום\n");
  });
});
