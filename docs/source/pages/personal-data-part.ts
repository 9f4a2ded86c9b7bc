import { schemaNodes } from "../../../scripts/compatibility/schema-nodes.ts";
import { entryOf } from "../../../src/base/entry-of.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import { type Meaning, personalDataIn } from "../descriptions/descriptions.ts";
import { codes, row } from "./markdown.ts";

/** A field of a stream with data of people. */
interface PersonalField {
  readonly stream: string;
  /** Such as `board_owner.username`; lists don't appear in it. */
  readonly field: string;
  readonly mark: Meaning;
}

/** Returns the fields that are marked as data of people. @param schemas the schemas by stream */
export function personalFields(schemas: ReadonlyMap<string, JsonObject>): readonly PersonalField[] {
  return [...schemas].flatMap(([stream, schema]) =>
    schemaNodes(schema).flatMap(({ path, name }) => {
      const names = path.split("/").filter((part) => part !== "" && part !== "items");
      const mark = name === undefined ? undefined : personalDataIn(stream, names);
      return mark === undefined ? [] : [{ stream, field: names.join("."), mark }];
    }),
  );
}

/** Renders the table of data of people, one row per kind and set of fields. */
export function personalDataPart(schemas: ReadonlyMap<string, JsonObject>): string {
  /** The fields of each stream by kind. */
  const kinds = new Map<string, Map<string, string[]>>();
  for (const { stream, field, mark } of personalFields(schemas)) {
    const streams = entryOf(kinds, mark.sentence, () => new Map<string, string[]>());
    entryOf(streams, stream, () => []).push(field);
  }
  const rows = [...kinds.keys()].toSorted().flatMap((kind) => {
    const streams = new Map<string, string[]>();
    for (const [stream, fields] of kinds.get(kind) ?? []) entryOf(streams, codes(fields), () => []).push(stream);
    return [...streams].map(([fields, names]) => row([kind, codes(names), fields]));
  });
  return [row(["Data", "Streams", "Fields"]), row([":---", ":---", ":---"]), ...rows].join("\n");
}
