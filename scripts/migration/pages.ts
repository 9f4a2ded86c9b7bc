import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { schemaOf } from "../../src/commands/catalog.ts";
import { streams } from "../../src/streams/all.ts";
import { parseIntended } from "../compatibility/differences.ts";
import { schemaTables } from "../schema/schema-page.ts";
import { troubleshootingTables } from "../troubleshooting/page.ts";
import { withPart } from "./marked-part.ts";
import { migrationParts } from "./migration-part.ts";
import { pandasPart } from "./pandas-part.ts";
import { personalDataPart } from "./personal-data-part.ts";
import { profilesPart } from "./profiles-part.ts";
import { streamTables } from "./stream-table.ts";
import { streamsPage } from "./streams-page.ts";
import { upgradePart } from "./upgrade-part.ts";

/** Returns the schemas by stream. */
export async function readSchemas(): Promise<ReadonlyMap<string, JsonObject>> {
  return new Map(await Promise.all(streams.map(async (stream) => [stream.name, await schemaOf(stream)] as const)));
}

/** Pages with generated parts and their generators. */
export const generatedPages: Readonly<Record<string, (page: string) => Promise<string>>> = {
  "docs/migrating-from-airbyte-source-pinterest.md": async (page) =>
    [...migrationParts(streams, await readSchemas())].reduce((text, [name, part]) => withPart(text, name, part), page),
  "docs/scheduling.md": async (page) => withPart(page, "pandas", pandasPart(await readSchemas())),
  "docs/schema.md": async (page) => withPart(page, "schema", schemaTables()),
  "docs/streams.md": async (page) => withPart(page, "all-streams", streamsPage()),
  "docs/troubleshooting.md": async (page) => withPart(page, "messages", troubleshootingTables()),
  "docs/upgrading.md": async (page) => {
    const changes: unknown = JSON.parse(readFileSync(join(packageRoot, "compatibility/changes.json"), "utf8"));
    return withPart(page, "changes", upgradePart(parseIntended(changes)));
  },
  "docs/pinterest.md": async (page) =>
    withPart(
      withPart(withPart(page, "streams", streamTables()), "personal-data", personalDataPart(await readSchemas())),
      "profiles",
      profilesPart(),
    ),
};
