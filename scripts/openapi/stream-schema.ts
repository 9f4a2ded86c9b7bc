import type { JsonObject } from "../../src/json.ts";
import { fileFields } from "../../src/streams/derived-fields.ts";
import { currencyField, hasMoney } from "../../src/streams/money.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { nameColumns, readReportRow } from "./columns.ts";
import { describeField } from "./description.ts";
import type { OpenApiDocument } from "./document.ts";
import { type Describe, rowSchema } from "./json-schema.ts";
import { keptTypes } from "./kept-types.ts";
import { nameMetrics } from "./metric-maps.ts";
import { readShape } from "./read-shape.ts";
import { readRow } from "./rows.ts";
import type { Shape } from "./shape.ts";
import { mergeShapes, textShape } from "./shape.ts";

const dateParameters: ReadonlySet<string> = new Set(["start_date", "end_date", "date"]);

/**
 * The JSON schema of a stream's records, from what the document says of its operation.
 * @param describe says what fields mean; the dictionary, when left out
 */
export function streamSchema(
  document: OpenApiDocument,
  stream: Stream,
  describe: Describe = (path, shape) => describeField(stream.name, path, shape),
): JsonObject {
  const documented = nameMetrics(document, stream.operation, readRow(document, stream));
  const row = nameColumns(document, stream, documented);
  const properties = new Map(row.properties);
  const declare = (name: string, shape: Shape) => {
    const known = properties.get(name);
    properties.set(name, known === undefined ? shape : mergeShapes(known, shape));
  };
  for (const [field, parameter] of Object.entries(stream.fromRequest ?? {})) {
    declare(field, stampShape(document, stream.operation, parameter));
  }
  for (const [field, { type }] of Object.entries(stream.derive ?? {})) {
    declare(field, { types: [type], properties: new Map() });
  }
  const { reading, occurrence } = stream;
  if (occurrence !== undefined) {
    declare(occurrence.field, { types: ["integer"], properties: new Map() });
  }
  if (reading.by === "list" && reading.poll !== undefined) {
    for (const [field, shape] of fieldsOfFiles) declare(field, shape);
  }
  if (reading.by === "snapshot") declare(reading.cursor, textShape());
  const cursor = "cursor" in reading ? reading.cursor : undefined;
  if (cursor !== undefined) {
    const shape = properties.get(cursor);
    if (shape === undefined) throw new Error(`The cursor "${cursor}" is not in the row of ${stream.name}.`);
    // The document describes some days in words only.
    if (reading.by !== "feed") properties.set(cursor, { ...shape, format: "date" });
  }
  for (const [field, shape] of properties) properties.set(field, oneColumn(shape));
  for (const [field, type] of Object.entries(keptTypes[stream.name] ?? {})) {
    const shape = properties.get(field);
    if (shape === undefined) throw new Error(`The row of ${stream.name} has no "${field}" whose type to keep.`);
    properties.set(field, { ...shape, types: [type] });
  }
  for (const field of stream.omit ?? []) {
    if (!properties.delete(field)) throw new Error(`The row of ${stream.name} has no "${field}" to leave out.`);
  }
  // The sentence is written for a page.
  return withCurrency({ ...row, properties }, stream.primaryKey, stream.description.replaceAll("`", ""), describe);
}

/** A column of a table has one type: where the document allows a text or a structure, it is a text. */
function oneColumn(shape: Shape): Shape {
  const isStructure = shape.types.includes("object") || shape.types.includes("array");
  if (!isStructure || !shape.types.includes("string")) return shape;
  return textShape();
}

/** The JSON schema of the records of any report that a user may put together. */
export function customReportSchema(document: OpenApiDocument): JsonObject {
  // What tells rows apart differs by level and granularity. The ad account is in every row: it is stamped.
  const about = "A custom report from the settings. It has the fields of its level and the columns that it names.";
  const describe: Describe = (path, shape) => describeField("custom_report", path, shape);
  return withCurrency(readReportRow(document), ["AD_ACCOUNT_ID"], about, describe);
}

/** The schema of a row, with a field for the currency where it has amounts. */
function withCurrency(row: Shape, primaryKey: readonly string[], description: string, describe: Describe): JsonObject {
  const schema = rowSchema(row, primaryKey, description, describe);
  if (!hasMoney(schema) || row.properties.has(currencyField)) return schema;
  const withField = { ...row, properties: new Map([...row.properties, [currencyField, textShape()]]) };
  return rowSchema(withField, primaryKey, description, describe);
}

/** What is known of the rows of a file whose columns are not documented. */
const fieldsOfFiles: readonly (readonly [string, Shape])[] = [
  [fileFields.place, { types: ["integer"], properties: new Map() }],
  [fileFields.list, textShape()],
  [fileFields.columns, { types: ["object"], properties: new Map() }],
];

/** A field that repeats a request parameter has the parameter's type. */
function stampShape(document: OpenApiDocument, operation: string, parameter: string): Shape {
  const declared = document.operation(operation).parameters.find(({ name }) => name === parameter);
  const [type] = declared === undefined ? [] : readShape(document, declared.schema).types;
  if (type === "boolean") return { types: [type], properties: new Map() };
  return textShape(dateParameters.has(parameter) ? "date" : undefined);
}
