import { streams } from "../../../src/streams/all.ts";
import { jsonText } from "../json-text.ts";
import type { OpenApiDocument } from "./document.ts";
import type { Describe } from "./json-schema.ts";
import { customReportSchema, streamSchema } from "./stream-schema.ts";

/** The name of the schema of all custom reports, and its heading in the documentation. */
export const customReport = "custom_report";

/**
 * Returns the files of `catalog/`. Custom reports, whose names depend on the configuration, share one.
 * @param describe returns the description of a field of a stream
 */
export function catalogFiles(
  document: OpenApiDocument,
  describe: (stream: string, ...field: Parameters<Describe>) => string,
): ReadonlyMap<string, string> {
  const describeIn =
    (stream: string): Describe =>
    (...field) =>
      describe(stream, ...field);
  const schemas = [
    ...streams.map((stream) => [stream.name, streamSchema(document, stream, describeIn(stream.name))] as const),
    [customReport, customReportSchema(document, describeIn(customReport))] as const,
  ];
  return new Map(schemas.map(([name, schema]) => [`catalog/${name}.json`, `${jsonText(schema)}\n`]));
}
