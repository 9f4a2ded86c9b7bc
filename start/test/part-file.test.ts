import assert from "node:assert/strict";
import { definitionsIn, tablesOf } from "../page/queries/lineage.ts";
import { parsePart, readParts } from "../page/queries/part-file.ts";

describe("a part of the page", () => {
  it("has a header of data, whose values can have several lines, and a query", () => {
    const text = "-- kind: table\n-- note: One, \n--   two.\n-- title: A\nSELECT 1\n-- why: a comment\n";
    const header = { kind: "table", note: "One,  two.", title: "A" };
    assert.deepEqual(parsePart(text, "a"), { header, sql: "SELECT 1\n-- why: a comment\n" });
  });

  it("fails with its file and line if a line of the header is unknown", () => {
    for (const line of ["knd: table", "a sentence"])
      assert.throws(() => parsePart(`-- title: A\n-- ${line}\nSELECT 1`, "money/a.sql"), {
        message: `The header of money/a.sql has an unknown line: ${line}`,
      });
  });

  it("doesn't read the statuses of analytics, which are numbers there and words in reports", async () => {
    for (const { name, sql } of await readParts()) assert.doesNotMatch(sql, /ENTITY_STATUS/iu, name);
  });

  it("reads the tables that it names directly, through views, and through macros", () => {
    const definitions = definitionsIn(`CREATE OR REPLACE TEMP VIEW day AS
SELECT * FROM pins JOIN boards ON true;
CREATE OR REPLACE TEMP MACRO first() AS (SELECT min(date) FROM likes);
CREATE OR REPLACE TEMP VIEW loop AS SELECT * FROM loop, ads;
`);
    assert.deepEqual(tablesOf("SELECT likes, first() FROM day d, account", definitions).toSorted(), [
      "account",
      "boards",
      "likes",
      "pins",
    ]);
    assert.deepEqual(tablesOf("FROM loop", definitions), ["ads"]);
    assert.deepEqual(tablesOf("SELECT 'FROM' FROM\n  a,\n  b", definitions), ["a", "b"]);
  });
});
