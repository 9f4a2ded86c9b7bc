import { readFileSync } from "node:fs";
import { join } from "node:path";
import { intendedDifferences } from "../../../scripts/compatibility/differences.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import { packageRoot } from "../../../src/base/package.ts";
import { schemaOf } from "../../../src/commands/catalog.ts";
import { streams } from "../../../src/streams/all.ts";
import { targetingPart, windowsPart } from "./ads-parts.ts";
import { assumptionTables, silentPart, surveysPart } from "./assumptions.ts";
import { commandsPart } from "./commands-page.ts";
import { levelsPart } from "./levels-part.ts";
import { migrationPart } from "./migration-part.ts";
import { personalDataPart } from "./personal-data-part.ts";
import { profilesPart } from "./profiles-part.ts";
import { guaranteesPart, promisesPart } from "./promises-part.ts";
import { schemaTables } from "./schema-page.ts";
import { scopesPart } from "./scopes-part.ts";
import { settingsPart } from "./settings-page.ts";
import { startWithPart } from "./start-with-part.ts";
import { streamTables } from "./stream-table.ts";
import { streamsPage } from "./streams-page.ts";
import { timeNumbersPart } from "./time-numbers.ts";
import { troubleshootingTables } from "./troubleshooting.ts";
import { upgradePart } from "./upgrade-part.ts";
import { withPart } from "./with-part.ts";

/** Returns the schemas by stream. */
export async function readSchemas(): Promise<ReadonlyMap<string, JsonObject>> {
  return new Map(await Promise.all(streams.map(async (stream) => [stream.name, await schemaOf(stream)] as const)));
}

/** Returns the pages that have generated parts, with these parts renewed. */
export async function pagesWithParts(): Promise<ReadonlyMap<string, string>> {
  const schemas = await readSchemas();
  const parts = [
    ["README.md", "surveys", surveysPart()],
    ["docs/assumptions.md", "assumptions", assumptionTables()],
    ["docs/assumptions.md", "silent", silentPart()],
    ["docs/ads.md", "levels", levelsPart()],
    ["docs/ads.md", "targeting", targetingPart()],
    ["docs/ads.md", "windows", windowsPart()],
    ["docs/changes-and-deletions.md", "tracking", promisesPart("tracking")],
    ["docs/changes-and-deletions.md", "not-tracked", promisesPart("not-tracked")],
    ["docs/commands.md", "commands", commandsPart()],
    ["docs/data-rules.md", "personal-data", personalDataPart(schemas)],
    ["docs/migrating-from-airbyte-source-pinterest.md", "official-streams", migrationPart()],
    ["docs/pinterest.md", "scopes", scopesPart()],
    ["docs/pinterest.md", "start-with", startWithPart()],
    ["docs/pinterest.md", "streams", streamTables()],
    ["docs/reliability.md", "guarantees", guaranteesPart()],
    ["docs/reliability.md", "limits", promisesPart("limits")],
    ["docs/scheduling.md", "pandas", timeNumbersPart(schemas)],
    ["docs/schema.md", "schema", schemaTables()],
    ["docs/settings.md", "profiles", profilesPart()],
    ["docs/settings.md", "settings", settingsPart()],
    ["docs/streams.md", "all-streams", streamsPage()],
    ["docs/troubleshooting.md", "messages", troubleshootingTables()],
    ["docs/upgrading.md", "changes", upgradePart(intendedDifferences())],
  ] as const;
  const pages = new Map<string, string>();
  for (const [path, name, part] of parts) {
    const page = pages.get(path) ?? readFileSync(join(packageRoot, path), "utf8");
    pages.set(path, withPart(page, name, part));
  }
  return pages;
}
