import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compare } from "../../scripts/migration/compare.ts";
import { fieldTypesOf } from "../../scripts/migration/field-types.ts";
import { withPart } from "../../scripts/migration/marked-part.ts";
import { officialStreams } from "../../scripts/migration/official.ts";
import { generatedPages } from "../../scripts/migration/pages.ts";
import type { JsonObject } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";
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

  it("have the known number of fields", () => {
    const counted = (name: string) => {
      const { fields = {} } = officialStreams.find((each) => each.name === name) ?? {};
      return Object.keys(fields).filter((field) => !field.includes(".")).length;
    };
    assert.equal(counted("board_pins"), 19);
    assert.equal(counted("campaigns"), 17);
    assert.equal(counted("ad_groups"), 26);
    assert.equal(counted("ads"), 28);
    for (const { name, cursor } of officialStreams) if (cursor === "DATE") assert.equal(counted(name), 113, name);
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

describe("comparing two schemas", () => {
  const ours = (properties: JsonObject) => fieldTypesOf({ properties });

  it("reports changed, new, and removed fields", () => {
    const { changed, added, removed } = compare(
      { name: "x", primaryKey: [], fields: { same: "integer", id: "number", old: "string" } },
      ours({
        same: { type: ["null", "integer"] },
        id: { type: "string" },
        day: { type: ["null", "string"], format: "date" },
      }),
    );
    assert.deepEqual(changed, [{ field: "id", from: "number", to: "string" }]);
    assert.deepEqual([added, removed], [["day"], ["old"]]);
  });

  it("compares objects with declared members, and reports a new or removed object alone", () => {
    const { added, removed, changed } = compare(
      {
        name: "x",
        primaryKey: [],
        fields: { open: "object", known: "object", "known.a": "string", past: "object", "past.b": "string" },
      },
      ours({
        open: { type: "object", properties: { anything: { type: "string" } } },
        known: { type: "object", properties: { a: { type: "string" }, c: { type: "string" } } },
        fresh: { type: "object", properties: { d: { type: "string" } } },
      }),
    );
    assert.deepEqual([added, removed, changed], [["known.c", "fresh"], ["past"], []]);
  });

  it("accepts any list for one with undeclared items, and compares declared items", () => {
    const list = { type: ["null", "array"], items: { type: ["null", "string"] } };
    const { changed } = compare(
      { name: "x", primaryKey: [], fields: { a: "array", b: "array of string", c: "array of object", d: "string" } },
      ours({ a: list, b: list, c: list, d: list }),
    );
    assert.deepEqual(changed, [
      { field: "c", from: "array of object", to: "array of string" },
      { field: "d", from: "string", to: "array of string" },
    ]);
  });

  it("distinguishes types by format, and accepts any of several", () => {
    const types = ours({
      time: { type: ["null", "string"], format: "date-time" },
      several: { type: ["string", "integer"] },
      list: { type: "array", items: { type: ["string", "integer"] } },
      strange: { type: "strange" },
    });
    assert.deepEqual(
      [...types],
      [
        ["time", "timestamp"],
        ["several", "unknown"],
        ["list", "array"],
        ["strange", "unknown"],
      ],
    );
  });
});
