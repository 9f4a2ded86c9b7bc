import assert from "node:assert/strict";
import { specimens } from "../../../simulator/texts.ts";
import { withSimulator } from "../api.ts";

describe("simulator: world", () => {
  for (const seed of [1, 2, 3, 7, 42]) {
    it(`has every difficult kind of Pin, board, and text (seed ${seed})`, () =>
      withSimulator({ seed }, async ({ world: { me }, expectedRecords }) => {
        const everything = me.pins.map(({ title, description }) => `${title ?? ""}${description ?? ""}`).join("");
        for (const specimen of specimens) assert.ok(everything.includes(specimen), JSON.stringify(specimen));
        assert.ok(
          me.pins.every(({ title, description }) => (title ?? "").length <= 100 && (description ?? "").length <= 800),
        );
        assert.ok(me.pins.some(({ description }) => description === " "));
        const kinds = new Set(me.pins.map(({ mediaType }) => mediaType));
        assert.deepEqual(kinds, new Set(["image", "video", "multiple_images", "multiple_videos", "multiple_mixed"]));
        assert.ok(me.pins.some(({ id }) => BigInt(id) > 2n ** 53n) && me.pins.some(({ id }) => BigInt(id) < 2n ** 53n));
        assert.equal(new Set(me.pins.map(({ id }) => id)).size, me.pins.length);
        for (const [index, pin] of me.pins.entries()) {
          assert.ok(pin.createdAt >= (me.pins[index - 1]?.createdAt ?? 0));
          assert.ok(pin.createdAt >= (me.board(pin.boardId)?.createdAt ?? Infinity));
        }
        assert.ok(new Set(me.pins.map(({ createdAt }) => createdAt)).size < me.pins.length - 20);
        const privacies = new Set(me.boards.map(({ privacy }) => privacy));
        assert.deepEqual(privacies, new Set(["PUBLIC", "PROTECTED", "SECRET"]));
        assert.ok(me.boards.some(({ owner }) => owner !== me.profile.username));
        assert.ok(me.boards.some(({ id }) => me.boardPins(id).length === 0));
        assert.ok(me.sections.some(({ id }) => me.sectionPins(id).length === 0));
        for (const name of ["Your Pinterest Likes", "Recipes", "recipes"]) {
          assert.ok(
            me.boards.some((board) => board.name === name),
            name,
          );
        }
        for (const stream of ["likes", "pin_analytics", "board_section_pins", "user_account_top_video_pins"]) {
          assert.ok(expectedRecords(stream).length > 0, stream);
        }
      }));
  }
});
