import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "../../src/base/json.ts";
import { jsonLine } from "../../src/protocol/json-line.ts";
import { Redactor } from "../../src/protocol/redaction.ts";
import { SecretSearch } from "../../src/protocol/secret-search.ts";
import { anyText } from "../any-text.ts";
import { objectAt } from "../narrow.ts";

function redact(secrets: readonly string[], text: string): string {
  const redactor = new Redactor();
  redactor.add(secrets);
  return redactor.redact(text);
}

describe("Redactor", () => {
  it("hides a secret that contains another one completely, in any order", () => {
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

  it("keeps words of fewer than four characters, which would garble messages", () => {
    assert.equal(redact(["", "a", "the"], "the cat sat"), "the cat sat");
    assert.equal(redact(["that"], "that cat"), "**** cat");
  });

  it("treats secrets as text, not as patterns", () => {
    assert.equal(redact(["a.c$&"], "abc$& a.c$&"), "abc$& ****");
    assert.equal(redact(["$1$&$`"], "x$1$&$`y"), "x****y");
  });

  it("hides a secret that is escaped for a URL, a form, or JSON", () => {
    const secret = 'p/n+r =&"ü\n\\!';
    for (const form of [
      encodeURIComponent(secret),
      new URLSearchParams({ token: secret }).toString(),
      JSON.stringify({ token: secret }),
      JSON.stringify({ token: secret }).replaceAll("/", "\\/"),
    ]) {
      const clean = redact([secret], form);
      assert.match(clean, /\*{4}/u, form);
      assert.doesNotMatch(clean, /p(?:\/|\\\/|%2F)n/u, form);
    }
  });

  it("hides a secret within Base64 or hex of a longer text", () => {
    const token = "pina_AbCdEfGhIjKlMnOpQrStUvWxYz+/0123456789";
    for (const before of ["", "x", "xx", "Bearer ", "Authorization: Bearer ", "1234567:", "日本"]) {
      for (const after of ["", "\n", "&client_id=1", "é"]) {
        const encoded = Buffer.from(`${before}${token}${after}`);
        for (const form of [encoded.toString("base64"), encoded.toString("base64url"), encoded.toString("hex")]) {
          for (const text of [form, encodeURIComponent(form), form.replaceAll("/", "\\/")]) {
            const clean = redact([token], `token ${text}.`);
            assert.ok(clean.includes("****"), text);
            const length = text.length * (token.length / encoded.length);
            assert.ok(clean.length < text.length - length + 20, `${clean} is left of ${text}`);
          }
        }
      }
    }
  });

  it("hides parts of a long secret that is truncated or split across lines", () => {
    const token = "pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789aBcDeFgHiJkLmNoPqRsTuVwXyZ";
    for (const length of [16, 20, 39]) {
      assert.equal(redact([token], `${token.slice(0, length)}…`), "****…");
      assert.equal(redact([token], `…${token.slice(-length)}`), "…****");
    }
    assert.equal(redact([token], `${token.slice(0, 20)} ${token}`), "**** ****");
    const encoded = Buffer.from(`Bearer ${token}`).toString("base64");
    assert.equal(
      redact([token], `${encoded.slice(0, 60)}\n${encoded.slice(60)}`).replace(/\*+/gu, "").length < 22,
      true,
    );
    assert.equal(redact([token], "pina_AbCd"), "pina_AbCd", "too short to identify the token");
  });

  it("hides a secret in any case, and without any of its ends", () => {
    const token = "pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";
    const encoded = Buffer.from(`Bearer ${token}`).toString("base64");
    for (const text of [token, `https://${token}.example/`, encoded, Buffer.from(token).toString("hex")]) {
      for (const form of [text, text.toLowerCase(), text.toUpperCase()]) {
        for (const part of [form, form.slice(0, -9), form.slice(9), form.slice(9, -9)]) {
          const clean = redact([token], `a ${part} b`);
          assert.ok(clean.includes("****") && clean.length < 40, clean);
        }
      }
    }
    assert.equal(redact(["Secret"], "SECRET secret"), "**** ****");
    assert.equal(redact([token], "a text of more than sixteen characters"), "a text of more than sixteen characters");
  });

  it("finds the same parts as a search at every position", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "B", "b", "\u0161", "\u3061", "\ud83c"), maxLength: 60 });
    const long = fc.string({ unit: fc.constantFrom("a", "B", "\u0161", "\ud83c"), minLength: 16, maxLength: 40 });
    fc.assert(
      fc.property(long, text, text, fc.nat(30), (secret, before, after, cut) => {
        const search = new SecretSearch();
        search.add([secret]);
        const hay = `${before}${secret.slice(cut % secret.length)}${after}`;
        const pieces = Array.from({ length: secret.length - 15 }, (_, start) => secret.slice(start, start + 16));
        const isThere = pieces.some((piece) => hay.toLowerCase().includes(piece.toLowerCase()));
        assert.equal(search.isIn(hay), isThere);
        assert.equal(search.hide(hay) !== hay, isThere);
      }),
      { numRuns: 2_000 },
    );
  });

  describe("in data", () => {
    const token = "pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";
    const line = (data: unknown) => jsonLine({ type: "RECORD", record: { stream: "pins", data, emitted_at: 1 } });

    function clean(secrets: readonly string[], value: JsonObject): unknown {
      const redactor = new Redactor();
      redactor.add(secrets);
      const text = line(value);
      if (!redactor.mightContainSecret(text)) return value;
      const parsed: unknown = JSON.parse(redactor.redactLine(text));
      return objectAt(parsed, "record", "data");
    }

    it("hides secrets in strings and names at any depth and keeps the rest of the line", () => {
      const redactor = new Redactor();
      redactor.add([token]);
      assert.equal(
        redactor.redactLine(`{"type":"RECORD","count":3.0,"a":[{"${token}":"x ${token}\\"\\n"}],"b":"\\u2028"}`),
        `{"type":"RECORD","count":3.0,"a":[{"****":"x ****\\"\\n"}],"b":"\\u2028"}`,
      );
      const encoded = Buffer.from(`Bearer ${token}`).toString("base64");
      assert.deepEqual(clean([token], { text: encoded }), { text: `${encoded.slice(0, 10)}****` });
    });

    it("keeps the keys of the protocol, whatever a server calls a token", () => {
      const redactor = new Redactor();
      redactor.add(["stream_descriptor", token]);
      const trace = `{"type":"TRACE","trace":{"stream_status":{"stream_descriptor":{"name":"${token}"}}}}`;
      assert.equal(redactor.redactLine(trace), trace.replace(token, "****"));
    });

    it("keeps short words and numbers, which can match a secret by chance", () => {
      for (const secret of ["recipes", "1234567", "12345678901234567890", "fifteen letters"]) {
        const value = { title: `my ${secret}`, id: `99${secret}` };
        assert.deepEqual(clean([secret], value), value);
      }
    });

    it("returns one line of JSON for any secrets and texts", () => {
      const secret = fc.string({ unit: fc.constantFrom('"', "\\", "n", "a", ":", ",", "\n", "\u2028"), minLength: 16 });
      fc.assert(
        fc.property(secret, fc.array(anyText()), fc.jsonValue(), (hidden, words, other) => {
          const redactor = new Redactor();
          redactor.add([hidden]);
          const text = line({ words: words.map((word) => word + hidden), [hidden]: words, other });
          const parsed: unknown = JSON.parse(redactor.redactLine(text));
          assert(redactor.mightContainSecret(text));
          const data = objectAt(parsed, "record", "data");
          const { words: cleaned } = data;
          assert.deepEqual(
            cleaned,
            words.map((word) => redactor.redact(word + hidden)),
          );
          assert(!(hidden in data));
        }),
      );
    });

    it("removes members with a secret from objects, and entire lists that contain one", () => {
      const redactor = new Redactor();
      redactor.add([token]);
      const object = {
        version: 1,
        done: [
          ["1", token],
          ["5", "6"],
        ],
        ids: ["1", "2"],
        open: { "7": { bookmark: `abc${token}`, oldest: "2026-01-01" }, [token]: { bookmark: "x" }, "8": null },
      };
      assert.deepEqual(redactor.withoutSecrets(object), {
        version: 1,
        ids: ["1", "2"],
        open: { "7": { oldest: "2026-01-01" }, "8": null },
      });
    });
  });

  it("hides all secrets in any text", () => {
    // The asterisks that replace a secret could otherwise be part of another one.
    const secret = anyText({ minLength: 4, maxLength: 8 }).filter((text) => !text.includes("*"));
    const fewLetters = fc.string({ unit: fc.constantFrom("a", "b", "%"), minLength: 4, maxLength: 6 });
    const secrets = fc.array(fc.oneof(secret, fewLetters), { minLength: 1, maxLength: 5 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "%", " "), maxLength: 40 });
    fc.assert(
      fc.property(secrets, fc.array(text), fc.func(fc.nat()), (hidden, words, pick) => {
        const text = words.map((word, index) => word + (hidden[pick(index) % hidden.length] ?? "")).join("");
        for (const form of [(part: string) => part, encodeURIComponentSafely, base64]) {
          const clean = redact(hidden, `${text}${hidden.map(form).join(" ")}`);
          for (const secret of hidden) {
            assert(!clean.includes(secret), JSON.stringify({ secret, clean }));
            assert(!clean.includes(form(secret)), JSON.stringify({ secret, clean }));
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
