import { schemaOf } from "../../src/catalog.ts";
import { streams } from "../../src/streams/all.ts";
import { withPart } from "./marked-part.ts";
import { migrationParts } from "./migration-part.ts";
import { streamTables } from "./stream-table.ts";
import { streamsPage } from "./streams-page.ts";

/** Pages with generated parts, and how to bring each up to date. */
export const generatedPages: Readonly<Record<string, (page: string) => Promise<string>>> = {
  "docs/migrating-from-airbyte-source-pinterest.md": async (page) => {
    const schemas = new Map(
      await Promise.all(streams.map(async (stream) => [stream.name, await schemaOf(stream)] as const)),
    );
    return [...migrationParts(streams, schemas)].reduce((text, [name, part]) => withPart(text, name, part), page);
  },
  "docs/streams.md": async (page) => withPart(page, "all-streams", streamsPage()),
  "docs/pinterest.md": async (page) => withPart(page, "streams", streamTables()),
};
