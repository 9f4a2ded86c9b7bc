import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { formNames } from "../../../src/config/setting-names.ts";
import { configWith } from "../../scripted-api.ts";
import { parentOf, streamNamed } from "../stream-named.ts";

describe("likes", () => {
  const parent = parentOf(streamNamed("likes"));
  const isLikes = (board: JsonObject, likesBoard = "Your Pinterest Likes") =>
    parent?.where?.(board, configWith({ likesBoard })) === true;

  it("are read from the board with the name, in any case and form, or the ID", () => {
    for (const [name, likesBoard] of [
      ["Your Pinterest Likes", undefined],
      [" YOUR pinterest likes\u00a0", undefined],
      ["Loved", " loved "],
      ["МОИ ЛАЙКИ", "Мои лайки"],
      ["Pr\u00e9f\u00e9r\u00e9s", "Pre\u0301fe\u0301re\u0301s"],
    ] as const)
      assert.ok(isLikes({ id: "1", name }, likesBoard), name);
    assert.ok(isLikes({ id: "549755885175", name: "Anything" }, "549755885175"));
    for (const name of ["Likes", "My Your Pinterest Likes", null, undefined])
      assert.ok(!isLikes({ id: "1", name }), String(name));
    assert.ok(!isLikes({ id: "1" }, ""));
  });

  it("explain how to select the board if it doesn't exist", () => {
    const text = parent?.whenNone?.(configWith({ likesBoard: "Loved" })) ?? "";
    for (const mention of ['"Loved"', formNames.of(["likes_board"]), "boards:read_secret", "pins:read_secret"])
      assert.ok(text.includes(mention), mention);
  });
});

describe("organic streams", () => {
  const parametersOf = (name: string, pinMetrics = true) =>
    streamNamed(name).parameters?.({ config: configWith({ pinMetrics }), today: "2026-06-30" });

  it("request metrics of Pins if the user wants them, and protected Pins", () => {
    for (const name of ["pins", "board_pins", "likes"])
      for (const wanted of [true, false]) assert.equal(parametersOf(name, wanted)?.pin_metrics, wanted, name);
    assert.equal(parametersOf("pins")?.include_protected_pins, true);
  });

  it("request followed interests by username unless it is numeric", () => {
    const parent = parentOf(streamNamed("following_interests"));
    for (const [username, expected] of [
      ["somebody7", true],
      ["12345", false],
      [null, false],
    ] as const)
      assert.equal(parent?.where?.({ username }, configWith()), expected);
    assert.match(parent?.whenNone?.(configWith()) ?? "", /digits/u);
  });

  for (const name of ["board_pins", "board_sections"]) {
    it(`read ${name} of the selected boards`, () => {
      assert.deepEqual(parentOf(streamNamed(name))?.only?.values(configWith({ boardIds: ["7"] })), ["7"]);
    });
  }
});
