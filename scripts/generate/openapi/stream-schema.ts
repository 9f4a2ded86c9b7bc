import type { JsonObject } from "../../../src/base/json.ts";
import { fileFields } from "../../../src/streams/derived-fields.ts";
import { currencyField, hasMoney } from "../../../src/streams/money.ts";
import { childPartitionsOf } from "../../../src/streams/partitions.ts";
import { isByDate, type Stream } from "../../../src/streams/stream.ts";
import { nameColumns, readReportRow } from "./columns.ts";
import type { OpenApiDocument } from "./document.ts";
import { type Describe, rowSchema } from "./json-schema.ts";
import { withKeptTypes } from "./kept-types.ts";
import { nameMetrics } from "./metric-maps.ts";
import { readShape } from "./read-shape.ts";
import { readRow } from "./rows.ts";
import type { Shape } from "./shape.ts";
import { mergeShapes, textShape, valuesOf } from "./shape.ts";

const dateParameters: ReadonlySet<string> = new Set(["start_date", "end_date", "date"]);

/** Returns the JSON schema of a stream's records. */
export function streamSchema(document: OpenApiDocument, stream: Stream, describe: Describe): JsonObject {
  const documented = nameMetrics(document, stream.operation, readRow(document, stream));
  const row = nameColumns(document, stream, documented);
  const properties = new Map(row.properties);
  const declare = (name: string, shape: Shape) => {
    const known = properties.get(name);
    properties.set(name, known === undefined ? shape : mergeShapes(known, shape));
  };
  for (const [field, parameter] of Object.entries(stream.fromRequest ?? {})) {
    declare(field, requestParameterShape(document, stream.operation, parameter));
  }
  for (const field of Object.keys(stream.derive ?? {})) declare(field, textShape());
  for (const { parent } of childPartitionsOf(stream)) {
    // Times of change in epoch seconds.
    if (parent.latest !== undefined) declare(parent.latest.as, { types: ["integer"], properties: new Map() });
  }
  const { reading, occurrence } = stream;
  if (occurrence !== undefined) {
    declare(occurrence.field, { types: ["integer"], properties: new Map() });
  }
  if (reading.by === "file") {
    for (const [field, shape] of fieldsOfFiles) declare(field, shape);
  }
  if (reading.by === "snapshot") declare(reading.cursor, textShape());
  const cursor = "cursor" in reading ? reading.cursor : undefined;
  if (cursor !== undefined) {
    const shape = properties.get(cursor);
    if (shape === undefined) throw new Error(`The cursor "${cursor}" is not in the row of ${stream.name}.`);
    // The document describes some dates only in prose.
    if (reading.by === "snapshot" || isByDate(reading)) properties.set(cursor, { ...shape, format: "date" });
  }
  for (const field of stream.omit ?? []) {
    if (!properties.delete(field)) throw new Error(`The row of ${stream.name} has no "${field}" to leave out.`);
  }
  // The sentence is written for a page.
  const about = stream.description.replaceAll("`", "");
  return withCurrency(withKeptTypes(stream.name, { ...row, properties }), stream.primaryKey, about, describe);
}

/** Returns the JSON schema of the records of any custom report. */
export function customReportSchema(document: OpenApiDocument, describe: Describe): JsonObject {
  // Key columns differ by level and granularity. The connector adds the ad account to every row.
  const about =
    "A custom report from the settings, one row per entity of its level and period. It has the fields of its level and the columns that it names.";
  return withCurrency(readReportRow(document), ["AD_ACCOUNT_ID"], about, describe);
}

/** Returns the schema of a row, with a currency if it has amounts. */
function withCurrency(row: Shape, primaryKey: readonly string[], description: string, describe: Describe): JsonObject {
  const schema = rowSchema(row, primaryKey, description, describe);
  if (!hasMoney(schema) || row.properties.has(currencyField)) return schema;
  const withField = { ...row, properties: new Map([...row.properties, [currencyField, textShape()]]) };
  return rowSchema(withField, primaryKey, description, describe);
}

/** Returns what is known of the rows of a file with undocumented columns. */
const fieldsOfFiles: readonly (readonly [string, Shape])[] = [
  [fileFields.place, { types: ["integer"], properties: new Map() }],
  [fileFields.list, textShape()],
  [fileFields.columns, { types: ["object"], properties: new Map() }],
];

/** A field that repeats a request parameter has its type. */
function requestParameterShape(document: OpenApiDocument, operation: string, parameter: string): Shape {
  const declared = document.operation(operation).parameters.find(({ name }) => name === parameter);
  if (declared === undefined) return textShape();
  const shape = readShape(document, declared.schema);
  const [type] = shape.types;
  if (type === "boolean") return { types: [type], properties: new Map() };
  return { ...textShape(dateParameters.has(parameter) ? "date" : undefined), values: valuesOf(shape) };
}
