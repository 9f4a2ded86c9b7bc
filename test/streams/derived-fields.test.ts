import assert from "node:assert/strict";
import { boardUrl, interestUrl, pinUrl, userUrl } from "../../src/streams/derived-fields.ts";

describe("pinUrl and userUrl", () => {
  it("contain the ID or the encoded username, or are null", () => {
    assert.equal(pinUrl({ id: "1099300590356454982" }), "https://www.pinterest.com/pin/1099300590356454982/");
    for (const [username, path] of [
      ["some_body", "some_body"],
      ["a b/ü", "a%20b%2F%C3%BC"],
      // JSON allows a lone surrogate, and a URL doesn't.
      ["a\ud800", "a%EF%BF%BD"],
    ] as const)
      assert.equal(userUrl({ username }), `https://www.pinterest.com/${path}/`);
    for (const wrong of [undefined, null, "", 5, {}])
      assert.deepEqual([pinUrl({ id: wrong }), userUrl({ username: wrong })], [null, null]);
  });
});

describe("boardUrl", () => {
  const names: readonly (readonly [name: string, slug: string])[] = [
    ["Summer Recipes", "summer-recipes"],
    ["  Home & Garden!  ", "home-garden"],
    ['Mom\'s "best" cakes', "moms-best-cakes"],
    ["Mom’s cakes", "moms-cakes"],
    ["DIY -- 2026 / 2027", "diy-2026-2027"],
    ["Crème Brûlée", "crème-brûlée"],
    ["Кухня мечты", "кухня-мечты"],
    ["日本 の 家", "日本-の-家"],
    ["हिन्दी रेसिपी", "हिन्दी-रेसिपी"],
    ["مطبخ أحلامي", "مطبخ-أحلامي"],
    ["Cakes 🎂 and more", "cakes-and-more"],
    ["under_score", "under-score"],
  ];
  for (const [name, slug] of names) {
    it(`of "${name}" ends in ${slug}`, () => {
      assert.equal(
        boardUrl({ name, owner: { username: "me" } }),
        `https://www.pinterest.com/me/${encodeURIComponent(slug)}/`,
      );
    });
  }

  it("is null without a name of letters or an owner with a username", () => {
    const owner = { username: "me" };
    for (const name of ["", "🎂!", "\ud800", null, undefined])
      assert.equal(boardUrl({ name, owner }), null, String(name));
    for (const other of [undefined, null, "me", ["me"], {}, { username: null }, { username: "" }])
      assert.equal(boardUrl({ name: "Cakes", owner: other }), null, JSON.stringify(other));
  });
});

describe("interestUrl", () => {
  it("is the URL in the record", () => {
    assert.equal(
      interestUrl({ canonical_url: "https://www.pinterest.com/ideas/x/1/" }),
      "https://www.pinterest.com/ideas/x/1/",
    );
    assert.equal(interestUrl({ canonical_url: null }), null);
    assert.equal(interestUrl({}), null);
  });
});
