import { streams } from "../../../src/streams/all.ts";
import { jsonText } from "../json-text.ts";
import type { OpenApiDocument } from "./document.ts";
import { customReportSchema, streamSchema } from "./stream-schema.ts";

/** Returns the files of `catalog/`. Custom reports, whose names depend on the configuration, share one. */
export function catalogFiles(document: OpenApiDocument): ReadonlyMap<string, string> {
  const schemas = [
    ...streams.map((stream) => [stream.name, streamSchema(document, stream)] as const),
    ["custom_report", customReportSchema(document)] as const,
  ];
  return new Map(schemas.map(([name, schema]) => [`catalog/${name}.json`, `${jsonText(schema)}\n`]));
}
