import type { Stream } from "../../src/streams/stream.ts";
import type { OpenApiDocument } from "./document.ts";
import { jsonText } from "./json-text.ts";
import { customReportSchema, streamSchema } from "./stream-schema.ts";

/** The files of `catalog/`: name -> text. Custom reports, whose streams the configuration names, share one. */
export function renderCatalog(document: OpenApiDocument, streams: readonly Stream[]): ReadonlyMap<string, string> {
  const schemas = [
    ...streams.map((stream) => [stream.name, streamSchema(document, stream)] as const),
    ["custom_report", customReportSchema(document)] as const,
  ];
  return new Map(schemas.map(([name, schema]) => [`${name}.json`, `${jsonText(schema)}\n`]));
}
