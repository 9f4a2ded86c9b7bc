import assert from "node:assert/strict";
import { boardUrl, interestUrl, pinUrl, userUrl } from "../../src/streams/derived-fields.ts";

describe("pinUrl", () => {
  it("contains the ID", () => {
    assert.equal(pinUrl.from({ id: "1099300590356454982" }), "https://www.pinterest.com/pin/1099300590356454982/");
  });

  for (const id of [undefined, null, "", 5]) {
    it(`is null for the ID ${JSON.stringify(id) ?? "that is missing"}`, () => {
      assert.equal(pinUrl.from({ id }), null);
    });
  }
});

describe("userUrl", () => {
  it("contains the username", () => {
    assert.equal(userUrl.from({ username: "some_body" }), "https://www.pinterest.com/some_body/");
  });

  it("accepts a lone surrogate, which JSON allows and a URL doesn't", () => {
    assert.equal(userUrl.from({ username: "a\ud800" }), "https://www.pinterest.com/a%EF%BF%BD/");
  });

  it("is encoded", () => {
    assert.equal(userUrl.from({ username: "a b/ü" }), "https://www.pinterest.com/a%20b%2F%C3%BC/");
  });

  for (const username of [undefined, null, "", {}]) {
    it(`is null for the username ${JSON.stringify(username) ?? "that is missing"}`, () => {
      assert.equal(userUrl.from({ username }), null);
    });
  }
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
        boardUrl.from({ name, owner: { username: "me" } }),
        `https://www.pinterest.com/me/${encodeURIComponent(slug)}/`,
      );
    });
  }

  for (const board of [
    { name: "", owner: { username: "me" } },
    { name: "🎂!", owner: { username: "me" } },
    { name: "\ud800", owner: { username: "me" } },
    { name: null, owner: { username: "me" } },
    { owner: { username: "me" } },
    { name: "Cakes", owner: null },
    { name: "Cakes", owner: "me" },
    { name: "Cakes", owner: ["me"] },
    { name: "Cakes", owner: {} },
    { name: "Cakes", owner: { username: null } },
    { name: "Cakes", owner: { username: "" } },
    { name: "Cakes" },
  ]) {
    it(`is null for ${JSON.stringify(board)}`, () => {
      assert.equal(boardUrl.from(board), null);
    });
  }
});

describe("interestUrl", () => {
  it("is the URL in the record", () => {
    assert.equal(
      interestUrl.from({ canonical_url: "https://www.pinterest.com/ideas/x/1/" }),
      "https://www.pinterest.com/ideas/x/1/",
    );
    assert.equal(interestUrl.from({ canonical_url: null }), null);
    assert.equal(interestUrl.from({}), null);
  });
});
