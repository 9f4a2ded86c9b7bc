import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { streams } from "../../src/streams/all.ts";
import { assertEach } from "../assert-each.ts";
import { problemsWith } from "../config/problems-with.ts";
import { codeBlocks } from "../markdown.ts";
import { objectOf, parsedObject } from "../narrow.ts";

const page = readFileSync(join(packageRoot, "docs", "operating.md"), "utf8");
const text = (pattern: RegExp) => pattern.exec(page)?.[1] ?? assert.fail(String(pattern));

/** Names of attributes in the reference of Airbyte's Terraform provider 1.3.0 (commit 792c77e, docs/index.md and docs/resources). */
const attributes: Readonly<Record<string, readonly string[]>> = {
  airbyte: ["server_url", "client_id", "client_secret", "bearer_auth", "username", "password", "token_url"],
  airbyte_source_definition: ["name", "workspace_id", "docker_repository", "docker_image_tag", "documentation_url"],
  airbyte_source: `name workspace_id definition_id configuration secret_id resource_allocation default cpu_request
    cpu_limit memory_request memory_limit`.split(/\s+/u),
  airbyte_connection:
    `name source_id destination_id schedule schedule_type cron_expression configurations streams namespace
    sync_mode cursor_field primary_key selected_fields field_path prefix status namespace_definition
    namespace_format non_breaking_schema_updates_behavior`.split(/\s+/u),
};

/** Names of properties in the OpenAPI documents of Airbyte's API, by path (airbyte-platform, commit 310e6cb, server-api/src/main/openapi). */
const properties: Readonly<Record<string, readonly string[]>> = {
  "workspaces/WORKSPACE/definitions/sources": ["name", "dockerRepository", "dockerImageTag", "documentationUrl"],
  sources: ["name", "workspaceId", "definitionId", "configuration", "secretId", "resourceAllocation"],
  connections: `name sourceId destinationId schedule scheduleType cronExpression configurations streams namespace
    syncMode cursorField primaryKey selectedFields fieldPath prefix status namespaceDefinition
    namespaceFormat nonBreakingSchemaUpdatesBehavior`.split(/\s+/u),
};

/** Sync modes for warehouses in both. */
const syncModes: readonly string[] =
  `full_refresh_overwrite full_refresh_overwrite_deduped full_refresh_append incremental_append
    incremental_deduped_history`.split(/\s+/u);

describe("the examples for operators", () => {
  it("have valid configurations in Terraform and in Airbyte's API", () => {
    const terraform = text(/jsonencode\((\{.*?\n {2}\})\)/su)
      .replaceAll(/^( *)(\w+) += /gmu, '$1"$2": ')
      .replaceAll(/var\.(\w+)/gu, '"$1"')
      .replaceAll(/(["}])\n(?= *")/gu, "$1,\n");
    const api = objectOf(parsedObject(text(/AIRBYTE\/sources" .*? -d '(.*?)'/su)).configuration);
    for (const configuration of [parsedObject(terraform), api]) assert.deepEqual(problemsWith(configuration), []);
  });

  it("have valid configurations on the pages of settings and of ads", () => {
    for (const name of ["settings.md", "ads.md"]) {
      const [block = ""] = codeBlocks(readFileSync(join(packageRoot, "docs", name), "utf8"), "json");
      assert.deepEqual(problemsWith(parsedObject(block)), [], name);
    }
  });

  it("have only the names that Airbyte's schemas have", () => {
    const blocks = [...page.matchAll(/^(provider|resource) "(\w+)".*?^\}/gmsu)];
    assert.equal(blocks.length, 4);
    assertEach(
      blocks,
      ([, kind = "", type = ""]) => `${kind} ${type}`,
      ([block, , type = ""]) => {
        const names = block.replace(/jsonencode\(.*?\n {2}\}\)/su, "").matchAll(/(\w+)\s*=/gu);
        for (const [, name = ""] of names) assert.ok(attributes[type]?.includes(name), name);
      },
    );
    const requests = [...page.matchAll(/curl -X POST "\$AIRBYTE\/(\S+)" .*? -d '(.*?)'/gsu)];
    assert.equal(requests.length, 3);
    assertEach(
      requests,
      ([, path = ""]) => path,
      ([, path = "", body = ""]) => {
        const { configuration: _, ...others } = parsedObject(body);
        for (const name of namesIn(others)) assert.ok(properties[path]?.includes(name), name);
      },
    );
  });

  it("sync existing streams in modes that they have", () => {
    const named = [...page.matchAll(/"?name"?(?: =|:) "(\w+)", "?sync_?[mM]ode"?(?: =|:) "(\w+)"/gu)];
    assert.equal(named.length, 6);
    assertEach(named, String, ([, name, mode = ""]) => {
      const { reading } = streams.find((stream) => stream.name === name) ?? assert.fail("no such stream");
      assert.ok(mode.startsWith("full_refresh") || reading.by !== "list");
      assert.ok(syncModes.includes(mode), mode);
    });
  });

  it("name every environment variable of the program", () => {
    const sources = [
      "src/program.ts",
      "src/commands/read.ts",
      "src/config/base-url.ts",
      "src/commands/authorize/app.ts",
    ];
    const code = sources.map((path) => readFileSync(join(packageRoot, path), "utf8")).join("\n");
    const names = new Set(
      [...code.matchAll(/\b(?:PINTEREST_[A-Z_]+|LOG_LEVEL|WORKER_JOB_ID)\b/gu)].map(([name]) => name),
    );
    assert.ok(names.size >= 5, [...names].join());
    for (const name of names) assert.ok(page.includes(`\`${name}\``), name);
  });
});

/** Returns the names of all properties of a JSON value, at any depth. */
function namesIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner = null]) => [name, ...namesIn(inner)]);
}
