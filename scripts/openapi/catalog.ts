import type { Stream } from "../../src/streams/stream.ts";
import type { OpenApiDocument } from "./document.ts";
import { jsonText } from "./json-text.ts";
import { customReportSchema, streamSchema } from "./stream-schema.ts";

/** Returns the files of `catalog/` by name. Custom reports, whose names depend on the configuration, share one. */
export function renderCatalog(document: OpenApiDocument, streams: readonly Stream[]): ReadonlyMap<string, string> {
  const schemas = [
    ...streams.map((stream) => [stream.name, streamSchema(document, stream)] as const),
    ["custom_report", customReportSchema(document)] as const,
  ];
  return new Map(schemas.map(([name, schema]) => [`${name}.json`, `${jsonText(schema)}\n`]));
}
