import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  breaksRows,
  differencesBetween,
  intendedDifferences,
  isOfValues,
  missingFrom,
} from "../../scripts/compatibility/differences.ts";
import { parseSnapshot, snapshotOf, storedSnapshot } from "../../scripts/compatibility/snapshot.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { catalogEntry } from "../../src/commands/catalog.ts";
import { connectionSchema } from "../../src/config/spec.ts";
import { streams } from "../../src/streams/all.ts";

/** CAT's tests of this name compare two images. These compare this version with the snapshot of the release. */
describe("test_backward_compatibility", () => {
  const intended = intendedDifferences();

  it("lists exactly the differences from the released version, except new streams", async () => {
    const now = snapshotOf(connectionSchema(), await Promise.all(streams.map(catalogEntry)));
    const found = differencesBetween(
      parseSnapshot(JSON.parse(readFileSync(join(packageRoot, "compatibility/released.json"), "utf8"))),
      now,
    );
    // A new stream changes nothing for users of others, so listing it is optional.
    const wanted = found.filter(({ change }) => change !== "added");
    const template = missingFrom(intended, wanted).map((each) => ({ ...each, action: "refresh_schema", why: "" }));
    assert.deepEqual(template, [], `add these to compatibility/changes.json:\n${JSON.stringify(template, null, 2)}`);
    const outdated = missingFrom(
      found,
      intended.filter((each) => !isOfValues(each)),
    );
    assert.deepEqual(outdated, [], "compatibility/changes.json lists differences that there are not");
  });

  it("tells users with incompatible rows to clear them", () => {
    assert.deepEqual(
      intended.filter((each) => breaksRows(each) && each.action !== "clear"),
      [],
    );
  });
});

describe("a snapshot", () => {
  const stream = (name: string, key: string, properties: JsonObject) => ({
    name,
    json_schema: { type: "object", properties },
    supported_sync_modes: ["full_refresh"] as const,
    source_defined_cursor: true,
    source_defined_primary_key: [[key]],
    is_resumable: true,
  });
  const text = { type: "string" };

  it("is unchanged after it is stored", async () => {
    const now = snapshotOf(connectionSchema(), await Promise.all(streams.map(catalogEntry)));
    assert.deepEqual(parseSnapshot(JSON.parse(JSON.stringify(storedSnapshot("0.1.0", now)))), now);
  });

  it("differs by streams, keys, fields, types, formats, required settings, and accepted values", () => {
    const before = snapshotOf({ properties: { a: { ...text, enum: ["x", "y"] } } }, [
      stream("pins", "id", { id: text, note: text }),
      stream("boards", "id", {}),
    ]);
    const after = snapshotOf({ properties: { a: { ...text, enum: ["x"] } }, required: ["a"] }, [
      stream("pins", "board", { id: { type: "integer" }, board: { ...text, format: "date" } }),
      stream("users", "id", {}),
    ]);
    assert.deepEqual(
      differencesBetween(before, after).map(({ change, streams: names }) => `${names.join(" ")}: ${change}`),
      [
        "spec.json: /a changed: string x y -> string x required",
        "pins: key changed: id -> board",
        "pins: /id changed: string -> integer",
        "pins: /note removed",
        "pins: /board added: string date",
        "boards: removed",
        "users: added",
      ],
    );
  });

  for (const [change, isBreaking] of [
    ["key changed: a -> b", true],
    ["cursor changed: a -> b", true],
    ["/a changed: b -> c", true],
    ["/a added: string", false],
    ["modes changed: a -> b", false],
  ] as const) {
    it(`${isBreaking ? "is incompatible" : "is compatible"} if ${change}`, () => {
      assert.equal(breaksRows({ change, streams: ["pins"] }), isBreaking);
      assert.equal(breaksRows({ change, streams: ["spec.json"] }), false);
    });
  }
});
