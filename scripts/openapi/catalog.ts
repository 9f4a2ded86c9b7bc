import type { Stream } from "../../src/streams/stream.ts";
import type { OpenApiDocument } from "./document.ts";
import { streamSchema } from "./stream-schema.ts";

/** The files of `catalog/`: name -> text. */
export function renderCatalog(document: OpenApiDocument, streams: readonly Stream[]): ReadonlyMap<string, string> {
  return new Map(
    streams.map((stream) => [`${stream.name}.json`, `${JSON.stringify(streamSchema(document, stream), null, 2)}\n`]),
  );
}
