import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { formNames } from "../../../src/config/setting-names.ts";
import { configWith } from "../../scripted-api.ts";
import { parentOf, streamNamed } from "../stream-named.ts";

describe("likes", () => {
  const parent = parentOf(streamNamed("likes"));
  const isLikes = (board: JsonObject, likesBoard = "Your Pinterest Likes") =>
    parent?.where?.(board, configWith({ likesBoard })) === true;

  for (const [title, board, likesBoard] of [
    ["with Pinterest's name", { id: "1", name: "Your Pinterest Likes" }, undefined],
    ["with the name in another case", { id: "1", name: "YOUR pinterest likes" }, undefined],
    ["with blanks around its name", { id: "1", name: " Your Pinterest Likes\u00a0" }, undefined],
    ["in a setting with blanks around the name", { id: "1", name: "Loved" }, " loved "],
    ["with the ID in the setting", { id: "549755885175", name: "Anything" }, "549755885175"],
    ["with a name in another script", { id: "1", name: "МОИ ЛАЙКИ" }, "Мои лайки"],
    [
      "with another form of the same letter",
      { id: "1", name: "Pr\u00e9f\u00e9r\u00e9s" },
      "Pre\u0301fe\u0301re\u0301s",
    ],
  ] as const) {
    it(`are read from the board ${title}`, () => {
      assert.equal(isLikes(board, likesBoard), true);
    });
  }

  for (const board of [
    { id: "1", name: "Likes" },
    { id: "1", name: "My Your Pinterest Likes" },
    { id: "1", name: null },
    { id: "1" },
    {},
  ]) {
    it(`are not read from ${JSON.stringify(board)}`, () => {
      assert.equal(isLikes(board), false);
    });
  }

  it("are not read from a board without a name by default", () => {
    assert.equal(isLikes({ id: "1" }, ""), false);
  });

  it("explain how to select the board if it doesn't exist", () => {
    const text = parent?.whenNone?.(configWith({ likesBoard: "Loved" })) ?? "";
    for (const mention of ['"Loved"', formNames.of(["likes_board"]), "boards:read_secret", "pins:read_secret"])
      assert.ok(text.includes(mention), mention);
  });
});

describe("following_interests", () => {
  const parent = parentOf(streamNamed("following_interests"));
  const isRequested = (account: JsonObject) => parent?.where?.(account, configWith());

  it("are requested by username unless it is numeric", () => {
    assert.equal(isRequested({ username: "somebody7" }), true);
    assert.equal(isRequested({ username: "12345" }), false);
    assert.equal(isRequested({ username: null }), false);
    assert.match(parent?.whenNone?.(configWith()) ?? "", /digits/u);
  });
});

describe("pins", () => {
  it("include metrics if the user wants them", () => {
    for (const pinMetrics of [true, false]) {
      for (const name of ["pins", "board_pins", "likes"]) {
        const parameters = streamNamed(name).parameters?.({ config: configWith({ pinMetrics }), today: "2026-06-30" });
        assert.equal(parameters?.pin_metrics, pinMetrics, name);
      }
    }
  });

  it("include protected Pins", () => {
    const parameters = streamNamed("pins").parameters?.({ config: configWith(), today: "2026-06-30" });
    assert.equal(parameters?.include_protected_pins, true);
  });
});

describe("board streams", () => {
  for (const name of ["board_pins", "board_sections"]) {
    it(`read ${name} of the selected boards`, () => {
      assert.deepEqual(parentOf(streamNamed(name))?.only?.values(configWith({ boardIds: ["7"] })), ["7"]);
    });
  }
});
