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
import { catalogEntry } from "../../src/catalog.ts";
import { connectionSchema } from "../../src/config/spec.ts";
import { packageRoot } from "../../src/package.ts";
import { streams } from "../../src/streams/all.ts";

/** CAT's tests of this name compare two images. These compare this version with the snapshot of the one that was released. */
describe("test_backward_compatibility", () => {
  const intended = intendedDifferences();

  it("every difference from the released version but new streams is listed in compatibility/changes.json, and no other", async () => {
    const now = snapshotOf(connectionSchema(), await Promise.all(streams.map(catalogEntry)));
    const found = differencesBetween(
      parseSnapshot(JSON.parse(readFileSync(join(packageRoot, "compatibility/released.json"), "utf8"))),
      now,
    );
    // A stream that is new changes nothing for whoever has the others: it may be listed, and need not be.
    const wanted = found.filter(({ change }) => change !== "added");
    const template = missingFrom(intended, wanted).map((each) => ({ ...each, action: "refresh_schema", why: "" }));
    assert.deepEqual(template, [], `add these to compatibility/changes.json:\n${JSON.stringify(template, null, 2)}`);
    const outdated = missingFrom(
      found,
      intended.filter((each) => !isOfValues(each)),
    );
    assert.deepEqual(outdated, [], "compatibility/changes.json lists differences that there are not");
  });

  it("whoever has rows that do not fit any more is told to clear them", () => {
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

  it("is the same after it was stored", () => {
    assert.deepEqual(parseSnapshot(JSON.parse(JSON.stringify(storedSnapshot("0.1.0", before)))), before);
  });

  it("differs by keys, types, formats, and fields that come and go", () => {
    const after = stream("board", { id: { type: "integer" }, board: { type: "string", format: "date" } });
    assert.deepEqual(
      changesTo(after).map(({ change }) => change),
      ["key changed: id -> board", "/id changed: string -> integer", "/note removed", "/board added: string date"],
    );
  });

  it("differs by streams that come and go", () => {
    const boards = { ...stream("id", {}), name: "boards" };
    assert.deepEqual(changesTo(boards), [
      { change: "removed", streams: ["pins"] },
      { change: "added", streams: ["boards"] },
    ]);
  });

  it("differs by what a form requires and which values it takes", () => {
    const withChoices = (required: readonly string[], choices: readonly string[]) =>
      snapshotOf({ properties: { a: { type: "string", enum: choices } }, required }, []);
    assert.deepEqual(differencesBetween(withChoices([], ["x", "y"]), withChoices(["a"], ["x"])), [
      { change: "/a changed: string x y -> string x required", streams: ["spec.json"] },
    ]);
  });

  it("breaks rows by another key, cursor, or type, and not by a new field or mode", () => {
    const breaking = (change: string, name = "pins") => breaksRows({ change, streams: [name] });
    assert.ok(breaking("key changed: a -> b") && breaking("cursor changed: a -> b") && breaking("/a changed: b -> c"));
    assert.ok(
      !breaking("/a added: string") &&
        !breaking("modes changed: a -> b") &&
        !breaking("/a changed: b -> c", "spec.json"),
    );
  });
});
