import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { propertiesOf } from "../scripts/compatibility/schema-nodes.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { asText, isObject, type Json, type JsonObject } from "../src/json.ts";
import { packageRoot } from "../src/package.ts";
import { AccountConnector, accountConfig, openAccount } from "./account.ts";
import type { Outcome } from "./connector.ts";
import { configure, recordsOf, statusesOf, streamsOf } from "./messages.ts";

const fileOf = (path: string): unknown =>
  JSON.parse(readFileSync(join(packageRoot, "integration_tests", path), "utf8"));

/** The paths of a record's fields that its schema does not declare. What has no properties may hold anything. */
function undeclared(value: Json | undefined, schema: JsonObject, path: string): readonly string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isObject(items) ? value.flatMap((item: Json) => undeclared(item, items, path)) : [];
  }
  const declared = propertiesOf(schema);
  if (!isObject(value) || Object.keys(declared).length === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name in declared ? undeclared(inner, declared[name] ?? {}, `${path}.${name}`) : [`${path}.${name}`],
  );
}

/**
 * What Airbyte's connector acceptance tests (CAT) assert of reads, by the names of its tests. Those that the standard tests of
 * the CDK and PyAirbyte (`npm run test:clients`) or other tests make are not repeated.
 */
describe("a read of all streams", () => {
  let account: Simulator;
  let connector: AccountConnector;
  let streams: readonly JsonObject[];
  let outcome: Outcome;

  before(async () => {
    account = await openAccount();
    connector = new AccountConnector(account);
    streams = streamsOf((await connector.run("discover", { config: accountConfig })).messages);
    const catalog = configure(streams, "full_refresh");
    outcome = await connector.run("read", { config: accountConfig, catalog });
  });
  after(() => account.close());

  it("TestBasicRead.test_read: ends well, with records in every stream and no field undeclared", () => {
    assert.equal(outcome.code, 0);
    assert.equal(outcome.stderr, "");
    const records = recordsOf(outcome.messages);
    for (const { name, json_schema: schema } of streams) {
      const rows = records.get(asText(name)) ?? [];
      assert.ok(rows.length > 0 && isObject(schema), asText(name));
      assert.deepEqual([...new Set(rows.flatMap((row) => undeclared(row, schema, asText(name))))], []);
    }
  });

  it("TestBasicRead.test_read: every stream of the catalog, and no other, is STARTED, RUNNING, and at last COMPLETE", () => {
    const statuses = statusesOf(outcome.messages);
    assert.deepEqual([...statuses.keys()].sort(), streams.map(({ name }) => asText(name)).sort());
    for (const [name, [first, ...rest]] of statuses) {
      assert.deepEqual([first, rest.pop(), ...new Set(rest)], ["STARTED", "COMPLETE", "RUNNING"], name);
    }
  });

  it("TestIncremental.test_state_with_abnormally_large_values: a state of a distant future gives states and no record", async () => {
    const configured = fileOf("cat/abnormal_state_catalog.json");
    assert.ok(isObject(configured) && Array.isArray(configured.streams));
    const names = configured.streams.map(
      (each: unknown) => isObject(each) && isObject(each.stream) && each.stream.name,
    );
    const catalog = configure(streams.filter(({ name = null }) => names.includes(asText(name))));
    const { code, messages } = await connector.run("read", {
      config: accountConfig,
      catalog,
      state: fileOf("abnormal_state.json"),
    });
    assert.equal(code, 0);
    assert.deepEqual([...recordsOf(messages).keys()], []);
    assert.ok(messages.some(({ type }) => type === "STATE"));
  });

  // PyAirbyte starts it so (`local_executable`).
  it("can be started by the program's path alone", function () {
    if (process.platform === "win32") this.skip();
    const { status, stdout, error } = spawnSync(join(packageRoot, "dist/src/main.js"), ["spec"], { encoding: "utf8" });
    assert.equal(status, 0, error?.message);
    assert.equal(JSON.parse(stdout).type, "SPEC");
  });
});
