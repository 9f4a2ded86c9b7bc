import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import type { JsonObject } from "../../src/json.ts";
import { streamsOf } from "../messages.ts";
import { AccountConnector, openAccount } from "./account.ts";
import * as catalog from "./catalog-assertions.ts";
import { catalogCompatibilityProblems } from "./compatibility.ts";
import { configuration } from "./configuration.ts";
import { assertNone } from "./problems.ts";
import { configAt } from "./suite.ts";

for (const entry of configuration.acceptance_tests.discovery.tests) {
  describe("TestDiscovery", function () {
    this.timeout(entry.timeout_seconds * 1000);
    let account: Simulator;
    let messages: readonly JsonObject[];
    let streams: readonly JsonObject[];

    before(async () => {
      account = await openAccount();
      const connector = new AccountConnector(account);
      const outcome = await connector.run("discover", { config: configAt(entry.config_path) });
      assert.equal(outcome.code, 0);
      messages = outcome.messages;
      streams = streamsOf(messages);
    });
    after(() => account.close());

    it("test_discover", () => assertNone(catalog.catalogProblems(messages, streams)));
    it("test_streams_have_valid_json_schemas", () => assertNone(catalog.jsonSchemaProblems(streams)));
    it("test_defined_cursors_exist_in_schema", () => assertNone(catalog.definedCursorProblems(streams)));
    it("test_defined_refs_exist_in_schema", () => assertNone(catalog.definedReferenceProblems(streams)));
    for (const keyword of ["allOf", "not"]) {
      it(`test_defined_keyword_exist_in_schema (${keyword})`, () => {
        assertNone(catalog.keywordProblems(streams, keyword));
      });
    }
    it("test_primary_keys_exist_in_schema", () => assertNone(catalog.primaryKeyProblems(streams)));
    it("test_streams_has_sync_modes", () => assertNone(catalog.syncModeProblems(streams)));
    it("test_additional_properties_is_true", () => assertNone(catalog.additionalPropertiesProblems(streams)));

    // There is no earlier version, so the catalog is compared with itself.
    it("test_backward_compatibility", () => {
      assert.equal(entry.backward_compatibility_tests_config?.previous_connector_version, "dev");
      assertNone(catalogCompatibilityProblems(streams, streams));
    });

    // CAT always skips this one.
    it("test_catalog_has_supported_data_types", () => assertNone(catalog.dataTypeProblems(streams)));

    it("test_primary_keys_data_type", () => {
      if (entry.validate_primary_keys_data_type) assertNone(catalog.primaryKeyTypeProblems(streams));
    });
  });
}
