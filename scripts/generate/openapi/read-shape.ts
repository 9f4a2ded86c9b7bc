import { isDay } from "../../../src/base/dates.ts";
import type { Json, JsonObject } from "../../../src/base/json.ts";
import { isObject } from "../../../src/base/json.ts";
import type { OpenApiDocument } from "./document.ts";
import { list } from "./document.ts";
import type { JsonType, Shape } from "./shape.ts";
import { intersectShapes, jsonTypes, mergeShapes } from "./shape.ts";

/** The components that contain a schema, outermost first. */
type Path = readonly string[];

/** Returns the shape of a schema. */
export function readShape(document: OpenApiDocument, schema: Json | undefined): Shape {
  return readAt(document, schema, []);
}

function readAt(document: OpenApiDocument, schema: Json | undefined, path: Path): Shape {
  const { value, component } = document.resolve(schema);
  return component === undefined ? readMerged(document, value, path) : readComponent(document, value, component, path);
}

function readComponent(document: OpenApiDocument, value: JsonObject, component: string, path: Path): Shape {
  // A recursive component stays open.
  if (path.includes(component)) return { types: ["object"], properties: new Map() };
  return readMerged(document, value, [...path, component]);
}

/** Merges the components of a schema. A row can be any variant, so the shape has the fields of all. */
function readMerged(document: OpenApiDocument, value: JsonObject, path: Path): Shape {
  const read = (part: Json) => readAt(document, part, path);
  // In `allOf`, later schemas refine earlier ones.
  const all = list(value.allOf)
    .toReversed()
    .map(read)
    .reduce(intersectShapes, ownShape(document, value, path));
  const variants = [...list(value.oneOf), ...list(value.anyOf)].map(read);
  const [first, ...others] = variants;
  if (first === undefined) return all;
  const { required } = intersectShapes(
    all,
    others.reduce((merged, part) => mergeShapes(merged, part), first),
  );
  return { ...variants.reduce((merged, part) => mergeShapes(merged, part), all), required };
}

/** Some dates of the document have no format, only an example. */
function formatOf({ format, example }: JsonObject): string | undefined {
  if (typeof format === "string") return format;
  return typeof example === "string" && isDay(example) ? "date" : undefined;
}

function ownShape(document: OpenApiDocument, value: JsonObject, path: Path): Shape {
  const { example, properties, items, additionalProperties } = value;
  return {
    types: typesOf(value),
    format: formatOf(value),
    values: valuesOf(value),
    properties: new Map(
      // A map with declared values has no other members: the one in the document is an example of its keys.
      Object.entries(isObject(properties) && !isObject(additionalProperties) ? properties : {}).map(
        ([name, schema]) => [name, readAt(document, schema, path)],
      ),
    ),
    required: list(value.required).filter((name) => typeof name === "string"),
    items: isObject(items) ? readAt(document, items, path) : undefined,
    entries: isObject(additionalProperties) ? readAt(document, additionalProperties, path) : undefined,
    example: isObject(example) ? example : undefined,
    unzoned: value["x-unzoned"] === true,
  };
}

/** Returns the declared type, or the one that other keywords imply. */
function typesOf({ type, properties, items, additionalProperties, enum: values }: JsonObject): readonly JsonType[] {
  const declared = jsonTypes.find((known) => known === type);
  if (declared !== undefined) return [declared];
  if (isObject(properties) || isObject(additionalProperties)) return ["object"];
  if (isObject(items)) return ["array"];
  return Array.isArray(values) ? ["string"] : [];
}

function valuesOf({ enum: values }: JsonObject): readonly string[] | undefined {
  return Array.isArray(values) ? values.filter((value) => typeof value === "string" && value !== "") : undefined;
}
