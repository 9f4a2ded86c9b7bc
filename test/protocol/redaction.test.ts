import assert from "node:assert/strict";
import fc from "fast-check";
import { Redactor } from "../../src/protocol/redaction.ts";
import { anyText } from "../any-text.ts";

function redact(secrets: readonly string[], text: string): string {
  const redactor = new Redactor();
  redactor.add(secrets);
  return redactor.redact(text);
}

describe("Redactor", () => {
  it("leaves texts without secrets alone", () => {
    assert.equal(redact([], "nothing to hide"), "nothing to hide");
    assert.equal(redact(["pina_1"], "nothing to hide"), "nothing to hide");
    assert.equal(redact(["pina_1"], ""), "");
  });

  it("hides a secret wherever it is", () => {
    assert.equal(redact(["pina_1"], "pina_1, (pina_1)pina_1"), "****, (****)****");
  });

  it("takes secrets as texts, not as patterns", () => {
    assert.equal(redact(["a.c$&"], "abc$& a.c$&"), "abc$& ****");
    assert.equal(redact(["$1$&$`"], "x$1$&$`y"), "x****y");
  });

  it("hides a secret that contains another whole, in whatever order they came", () => {
    for (const secrets of [
      ["token", "token-secret", "my-token-secret"],
      ["my-token-secret", "token-secret", "token"],
    ]) {
      assert.equal(redact(secrets, "my-token-secret token-secret token"), "**** **** ****");
    }
    const redactor = new Redactor();
    redactor.add(["token"]);
    redactor.add(["token-secret"]);
    redactor.add([]);
    assert.equal(redactor.redact("token-secret token"), "**** ****");
  });

  it("leaves words under four characters alone, which would garble every message", () => {
    assert.equal(redact(["", "a", "the"], "the cat sat"), "the cat sat");
    assert.equal(redact(["that"], "that cat"), "**** cat");
  });

  it("hides the forms in which a secret travels", () => {
    const secret = 'p/n+r =&"ü\n\\!';
    for (const form of [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ refresh_token: secret }).toString(),
      JSON.stringify({ refresh_token: secret }),
      Buffer.from(secret).toString("base64"),
    ]) {
      const clean = redact([secret], form);
      assert.match(clean, /\*{4}/u, form);
      assert.doesNotMatch(clean, /p(?:\/|%2F)n/u, form);
    }
  });

  it("takes a secret that is not well-formed text", () => {
    assert.equal(redact(["abc\ud800"], "x abc\ud800 y"), "x **** y");
  });

  it("leaves no secret in any text", () => {
    // The asterisks that stand for a secret could otherwise be taken for part of another.
    const secret = anyText({ minLength: 4, maxLength: 8 }).filter((text) => !text.includes("*"));
    const fewLetters = fc.string({ unit: fc.constantFrom("a", "b", "%"), minLength: 4, maxLength: 6 });
    const secrets = fc.array(fc.oneof(secret, fewLetters), { minLength: 1, maxLength: 5 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "%", " "), maxLength: 40 });
    fc.assert(
      fc.property(secrets, fc.array(text), fc.func(fc.nat()), (hidden, words, pick) => {
        const whole = words.map((word, index) => word + (hidden[pick(index) % hidden.length] ?? "")).join("");
        for (const form of [(part: string) => part, encodeURIComponentSafely, base64]) {
          const clean = redact(hidden, `${whole}${hidden.map(form).join(" ")}`);
          for (const one of hidden) {
            assert(!clean.includes(one), JSON.stringify({ one, clean }));
            assert(!clean.includes(form(one)), JSON.stringify({ one, clean }));
          }
        }
      }),
    );
  });
});

function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
