import type { JsonObject } from "../../src/json.ts";
import { fileFields } from "../../src/streams/file-fields.ts";
import { currencyField, hasMoney } from "../../src/streams/money.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { nameColumns, noRow, readReportRow } from "./columns.ts";
import type { OpenApiDocument } from "./document.ts";
import { rowSchema } from "./json-schema.ts";
import { keptTypes } from "./kept-types.ts";
import { nameMetrics } from "./metric-maps.ts";
import { readShape } from "./read-shape.ts";
import { readRow } from "./rows.ts";
import type { Shape } from "./shape.ts";
import { mergeShapes, textShape } from "./shape.ts";

const dateParameters: ReadonlySet<string> = new Set(["start_date", "end_date", "date"]);

/** The JSON schema of a stream's records, from what the document says of its operation. */
export function streamSchema(document: OpenApiDocument, stream: Stream): JsonObject {
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
  for (const [field, { type, description }] of Object.entries(stream.derive ?? {})) {
    declare(field, { types: [type], properties: new Map(), description });
  }
  const { reading, occurrence } = stream;
  if (occurrence !== undefined) {
    const description = "Number of the row among those that are equal in all that identifies them, from 1.";
    declare(occurrence.field, { types: ["integer"], properties: new Map(), description });
  }
  if (reading.by === "list" && reading.poll !== undefined) {
    for (const [field, shape] of fieldsOfFiles) declare(field, shape);
  }
  if (reading.by === "snapshot") declare(reading.cursor, textShape({ description: "Day of the sync, in UTC." }));
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
  return withCurrency({ ...row, properties }, stream.primaryKey, stream.description.replaceAll("`", ""));
}

/** A column of a table has one type: where the document allows a text or a structure, it is a text. */
function oneColumn(shape: Shape): Shape {
  const isStructure = shape.types.includes("object") || shape.types.includes("array");
  if (!isStructure || !shape.types.includes("string")) return shape;
  const sentences = [shape.description, "A list or an object is written as JSON."].filter((each) => each !== undefined);
  return textShape({ description: sentences.join(" ") });
}

/** The JSON schema of the records of any report that a user may put together. */
export function customReportSchema(document: OpenApiDocument): JsonObject {
  // What tells rows apart differs by level and granularity. The ad account is in every row: it is stamped.
  const about =
    "A report that the configuration puts together. It has the fields of its level and the columns it names.";
  return withCurrency(readReportRow(document), ["AD_ACCOUNT_ID"], about);
}

/** The schema of a row, with a field for the currency where it has amounts. */
function withCurrency(row: Shape, primaryKey: readonly string[], description: string): JsonObject {
  const schema = rowSchema(row, primaryKey, description);
  if (!hasMoney(schema) || row.properties.has(currencyField)) return schema;
  const currency = textShape({ description: "Currency of the ad account, as an ISO 4217 code." });
  return rowSchema(
    { ...row, properties: new Map([...row.properties, [currencyField, currency]]) },
    primaryKey,
    description,
  );
}

/** What is known of the rows of a file whose columns are not documented. */
const fieldsOfFiles: readonly (readonly [string, Shape])[] = [
  [
    fileFields.place,
    { types: ["integer"], properties: new Map(), description: "The row's place in the report, from 1." },
  ],
  [fileFields.list, textShape({ description: "The list that the row stands in, where the report has several." })],
  [
    fileFields.columns,
    {
      types: ["object"],
      properties: new Map(),
      description: "All that the row has, by the report's own names of its columns.",
    },
  ],
];

/** A field that repeats a request parameter says what the parameter says. */
function stampShape(document: OpenApiDocument, operation: string, parameter: string): Shape {
  const declared = document.operation(operation).parameters.find(({ name }) => name === parameter);
  const { types, description } =
    declared === undefined ? bodyShape(document, operation, parameter) : readShape(document, declared.schema);
  const text =
    typeof declared?.description === "string" ? declared.description : declared === undefined ? description : undefined;
  const [type] = types;
  if (type === "boolean") return { types: [type], properties: new Map(), description: text };
  return textShape({ description: text, format: dateParameters.has(parameter) ? "date" : undefined });
}

/** What the document says of a member of what an operation is sent; nothing where there is none. */
function bodyShape(document: OpenApiDocument, operation: string, name: string): Shape {
  if (document.operation(operation).declaration.requestBody === undefined) return noRow;
  const path = name.split(/\[|\]\[|\]/u).filter((part) => part !== "");
  return path.reduce<Shape>(
    (shape, part) => shape.properties.get(part) ?? noRow,
    readShape(document, document.requestSchema(operation)),
  );
}
