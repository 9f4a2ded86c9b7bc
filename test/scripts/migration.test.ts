import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withPart } from "../../scripts/migration/marked-part.ts";
import { officialStreams } from "../../scripts/migration/official.ts";
import { generatedPages } from "../../scripts/migration/pages.ts";
import { packageRoot } from "../../src/base/package.ts";
import { streams } from "../../src/streams/all.ts";

describe("generated parts of documents", () => {
  for (const [path, update] of Object.entries(generatedPages)) {
    it(`are what \`npm run generate\` writes into ${path}`, async () => {
      const page = readFileSync(join(packageRoot, path), "utf8");
      assert.equal(await update(page), page);
    });
  }

  it("replace only the text between the comments", () => {
    const page = "before\n<!-- x: begin, by hand -->\nold\n<!-- x: end -->\nafter <!-- y: begin -->\n<!-- y: end -->\n";
    const renewed = withPart(page, "x", "\nnew\n");
    assert.equal(
      renewed,
      "before\n<!-- x: begin, by hand -->\n\nnew\n\n<!-- x: end -->\nafter <!-- y: begin -->\n<!-- y: end -->\n",
    );
    assert.equal(withPart(renewed, "x", "new"), renewed);
  });

  it("need a page with both comments exactly once", () => {
    for (const page of [
      "",
      "<!-- x: begin -->",
      "<!-- x: end --><!-- x: begin -->",
      "<!-- x: begin --><!-- x: begin --><!-- x: end -->",
      "<!-- x: begin --><!-- x: end",
    ]) {
      assert.throws(() => withPart(page, "x", "new"), page);
    }
  });
});

describe("facts about the official connector", () => {
  it("cover its 32 streams, all of which exist here", () => {
    const names = officialStreams.map(({ name }) => name);
    assert.equal(new Set(names).size, 32);
    assert.deepEqual(
      names.filter((name) => !streams.some((stream) => stream.name === name)),
      [],
    );
  });

  for (const { name, cursor, primaryKey, fields } of officialStreams) {
    const stream = streams.find((each) => each.name === name);

    it(`let a connection of ${name} continue with its mode, cursor, and key`, () => {
      assert.ok(stream !== undefined);
      if (cursor !== undefined) {
        assert.ok("cursor" in stream.reading);
        assert.equal(stream.reading.cursor, cursor);
        assert.ok(cursor in fields);
      }
      for (const field of primaryKey) assert.ok(stream.primaryKey.includes(field), field);
    });
  }
});
