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
  const stream = (key: string, properties: Readonly<Record<string, { type: string; format?: string }>>) => ({
    name: "pins",
    json_schema: { type: "object", properties },
    supported_sync_modes: ["full_refresh"] as const,
    source_defined_cursor: true,
    source_defined_primary_key: [[key]],
    is_resumable: true,
  });
  const form = { properties: { a: { type: "string" } } };
  const before = snapshotOf(form, [stream("id", { id: { type: "string" }, note: { type: "string" } })]);
  const changesTo = (...catalog: Parameters<typeof snapshotOf>[1]) =>
    differencesBetween(before, snapshotOf(form, catalog));

  it("is unchanged after it is stored", () => {
    assert.deepEqual(parseSnapshot(JSON.parse(JSON.stringify(storedSnapshot("0.1.0", before)))), before);
  });

  it("differs by keys, types, formats, and added or removed fields", () => {
    const after = stream("board", { id: { type: "integer" }, board: { type: "string", format: "date" } });
    assert.deepEqual(
      changesTo(after).map(({ change }) => change),
      ["key changed: id -> board", "/id changed: string -> integer", "/note removed", "/board added: string date"],
    );
  });

  it("differs by added or removed streams", () => {
    const boards = { ...stream("id", {}), name: "boards" };
    assert.deepEqual(changesTo(boards), [
      { change: "removed", streams: ["pins"] },
      { change: "added", streams: ["boards"] },
    ]);
  });

  it("differs by required settings and their accepted values", () => {
    const withChoices = (required: readonly string[], choices: readonly string[]) =>
      snapshotOf({ properties: { a: { type: "string", enum: choices } }, required }, []);
    assert.deepEqual(differencesBetween(withChoices([], ["x", "y"]), withChoices(["a"], ["x"])), [
      { change: "/a changed: string x y -> string x required", streams: ["spec.json"] },
    ]);
  });

  it("is incompatible with another key, cursor, or type, and not with a new field or mode", () => {
    const breaking = (change: string, name = "pins") => breaksRows({ change, streams: [name] });
    assert.ok(breaking("key changed: a -> b") && breaking("cursor changed: a -> b") && breaking("/a changed: b -> c"));
    assert.ok(
      !breaking("/a added: string") &&
        !breaking("modes changed: a -> b") &&
        !breaking("/a changed: b -> c", "spec.json"),
    );
  });
});
