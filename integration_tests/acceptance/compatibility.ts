import { asText, isObject, type Json, type JsonObject } from "../../src/json.ts";
import { type Problems, problemIf } from "./problems.ts";
import { schemaNodes, typesOf } from "./schema-nodes.ts";

/** What would break the connections of those who come from an earlier version of the form (`connectionSpecification`). */
export function specCompatibilityProblems(before: JsonObject, after: JsonObject): Problems {
  const old = nodesByPath(before);
  return [...nodesByPath(after)].flatMap(([path, schema]) => {
    const earlier = old.get(path);
    if (earlier === undefined) return [];
    return [
      ...listOf(schema.required)
        .filter((name) => !listOf(earlier.required).includes(name))
        .map((name) => `${path}: ${asText(name)} has become required`),
      ...narrowedTypes(path, earlier, schema),
      ...narrowedChoices(path, earlier, schema),
    ];
  });
}

/** What would break the connections of those who come from an earlier catalog: streams of `discover`. */
export function catalogCompatibilityProblems(before: readonly JsonObject[], after: readonly JsonObject[]): Problems {
  const streams = new Map(after.map((stream) => [asText(stream.name), stream]));
  return before.flatMap((earlier) => {
    const name = asText(earlier.name);
    const later = streams.get(name);
    if (later === undefined) return [`the stream ${name} is gone`];
    return [
      ...problemIf(
        JSON.stringify(earlier.default_cursor_field) !== JSON.stringify(later.default_cursor_field),
        `${name}: another cursor field`,
      ),
      ...schemaChanges(name, earlier.json_schema, later.json_schema),
    ];
  });
}

function schemaChanges(stream: string, before: Json | undefined, after: Json | undefined): Problems {
  const fields = nodesByPath(after);
  return [...nodesByPath(before)].flatMap(([path, earlier]) => {
    const later = fields.get(path);
    if (later === undefined) return [`${stream}${path} is gone`];
    return [
      ...problemIf(!sameMembers(typesOf(earlier), typesOf(later)), `${stream}${path}: another type`),
      ...problemIf(earlier.format !== later.format, `${stream}${path}: another format`),
      ...problemIf(earlier.airbyte_type !== later.airbyte_type, `${stream}${path}: another airbyte_type`),
    ];
  });
}

function narrowedTypes(path: string, before: JsonObject, after: JsonObject): Problems {
  const lost = typesOf(before).filter((type) => !typesOf(after).includes(type));
  return problemIf(
    typesOf(after).length > 0 && lost.length > 0,
    `${path}: no longer of type ${lost.map(asText).join()}`,
  );
}

function narrowedChoices(path: string, before: JsonObject, after: JsonObject): Problems {
  if (after.enum === undefined) return [];
  if (before.enum === undefined) return [`${path}: choices where any value was taken`];
  const lost = listOf(before.enum).filter((choice) => !listOf(after.enum).includes(choice));
  return lost.map((choice) => `${path}: ${asText(choice)} is no choice any more`);
}

function nodesByPath(schema: Json | undefined): ReadonlyMap<string, JsonObject> {
  return new Map(isObject(schema) ? schemaNodes(schema).map(({ path, schema: node }) => [path, node]) : []);
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function sameMembers(some: readonly Json[], others: readonly Json[]): boolean {
  return some.length === others.length && some.every((each) => others.includes(each));
}
