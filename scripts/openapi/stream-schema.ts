import type { JsonObject } from "../../src/json.ts";
import type { Stream } from "../../src/streams/stream.ts";
import type { OpenApiDocument } from "./document.ts";
import { rowSchema } from "./json-schema.ts";
import { nameMetrics } from "./metric-maps.ts";
import { readRow } from "./rows.ts";
import type { Shape } from "./shape.ts";
import { mergeShapes, textShape } from "./shape.ts";

const dateParameters: ReadonlySet<string> = new Set(["start_date", "end_date"]);

/** The JSON schema of a stream's records, from what the document says of its operation. */
export function streamSchema(document: OpenApiDocument, stream: Stream): JsonObject {
  const row = nameMetrics(document, stream.operation, readRow(document, stream));
  const properties = new Map(row.properties);
  const declare = (name: string, shape: Shape) => {
    const known = properties.get(name);
    properties.set(name, known === undefined ? shape : mergeShapes(known, shape));
  };
  for (const [field, parameter] of Object.entries(stream.stamp ?? {})) {
    declare(field, stampShape(document, stream.operation, parameter));
  }
  for (const [field, { type, description }] of Object.entries(stream.derive ?? {})) {
    declare(field, { types: [type], properties: new Map(), description });
  }
  const { reading } = stream;
  const cursor = "cursor" in reading ? reading.cursor : undefined;
  if (cursor !== undefined) {
    const shape = properties.get(cursor);
    if (shape === undefined) throw new Error(`The cursor "${cursor}" is not in the row of ${stream.name}.`);
    // The document describes days in words only.
    if (reading.by === "analytics") properties.set(cursor, { ...shape, format: "date" });
  }
  return rowSchema({ ...row, properties }, stream.primaryKey, stream.about);
}

/** A field that repeats a request parameter says what the parameter says. */
function stampShape(document: OpenApiDocument, operation: string, parameter: string): Shape {
  const declared = document.operation(operation).parameters.find(({ name }) => name === parameter);
  const description = declared?.description;
  return textShape({
    description: typeof description === "string" ? description : undefined,
    format: dateParameters.has(parameter) ? "date" : undefined,
  });
}
