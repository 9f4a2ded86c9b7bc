import assert from "node:assert/strict";
import { propertiesOf, typesOf } from "../scripts/compatibility/schema-nodes.ts";
import { asText, isObject, type JsonObject } from "../src/base/json.ts";
import { schemaOf } from "../src/commands/catalog.ts";
import { cursorOf } from "../src/streams/tracking.ts";
import { assertEachNamed } from "../test/assert-each.ts";
import { streamNamed } from "../test/streams/stream-named.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

const page = read("docs/migrating-from-airbyte-source-pinterest.md");
const [, streamsPart = "", typesPart = ""] = page.split(/^## Stream by stream$|^### Types$/mu);

/** Returns the names in a cell. */
const namesIn = (cell = "") => [...cell.matchAll(/`([^`]+)`/gu)].map(([, name = ""]) => name);

/** Returns the cells of a table's rows. */
const rowsOf = (part: string) =>
  [...part.matchAll(/^\| (`.*)\|$/gmu)].map(([, row = ""]) => row.split("|").map((cell) => cell.trim()));

const rows = rowsOf(streamsPart).map(([stream, key = "", cursor, removed]) => ({
  name: namesIn(stream)[0] ?? "",
  key,
  cursor,
  removed,
}));

rule(
  "the migration page lists the 32 streams of the official connector with keys and cursors of this one, which include the former",
  () => {
    assert.equal(new Set(rows.map(({ name }) => name)).size, 32);
    assertEachNamed(rows, ({ name, key, cursor }) => {
      const stream = streamNamed(name);
      const [before, now = before] = key.split("→");
      assert.deepEqual(namesIn(now), stream.primaryKey);
      assert.ok(namesIn(before).every((field) => stream.primaryKey.includes(field)));
      assert.equal(namesIn(cursor)[0], cursorOf(stream));
    });
  },
);

rule(
  "the migration page lists as removed only fields that no schema declares, and the types of the others",
  async () => {
    for (const { name, removed } of rows) {
      const schema = await schemaOf(streamNamed(name));
      for (const field of namesIn(removed)) assert.equal(typeOf(fieldAt(schema, field)), undefined, `${name}.${field}`);
    }
    const changes = rowsOf(typesPart);
    assert.ok(changes.length > 0);
    for (const [streams, fields, , type = ""] of changes) {
      const patterns = namesIn(streams).map((name) => new RegExp(`^${name.replace("*", "\\w*")}$`, "u"));
      const names = rows.map(({ name }) => name).filter((name) => patterns.some((pattern) => pattern.test(name)));
      assert.ok(names.length >= patterns.length, streams);
      for (const name of names) {
        const schema = await schemaOf(streamNamed(name));
        for (const field of namesIn(fields)) {
          assert.equal(typeOf(fieldAt(schema, field)), type.replace(/ \(.*/u, ""), `${name}.${field}`);
        }
      }
    }
  },
);

/** Returns the schema of a field by its path, such as `rule.url`. */
function fieldAt(schema: JsonObject, path: string): JsonObject | undefined {
  return path
    .split(".")
    .reduce<JsonObject | undefined>((node, name) => (node === undefined ? node : propertiesOf(node)[name]), schema);
}

/** Returns a type apart from null: `string`, or `array of string`; undefined if there is no field. */
function typeOf(field: JsonObject | undefined): string | undefined {
  if (field === undefined) return undefined;
  const [type] = typesOf(field)
    .map(asText)
    .filter((each) => each !== "null");
  return type === "array" ? `array of ${typeOf(isObject(field.items) ? field.items : undefined)}` : type;
}
