import assert from "node:assert/strict";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import fc from "fast-check";
import type { Simulator } from "../../simulator/simulator.ts";
import { isObject, type JsonObject } from "../../src/json.ts";
import { imageFacts } from "../../test/dockerfile.ts";
import { AccountConnector, accountConfig, openAccount } from "./account.ts";
import { anyOfSchema } from "./any-configuration.ts";
import { defaultMethodProblems, flowParameterProblems } from "./authorization-assertions.ts";
import { specCompatibilityProblems } from "./compatibility.ts";
import { configuration } from "./configuration.ts";
import { assertNone } from "./problems.ts";
import * as form from "./spec-assertions.ts";
import { configAt, jsonFile, metadata } from "./suite.ts";

for (const entry of configuration.acceptance_tests.spec.tests) {
  describe("TestSpec", function () {
    this.timeout(entry.timeout_seconds * 1000);
    let account: Simulator;
    let connector: AccountConnector;
    let spec: JsonObject;
    let schema: JsonObject;

    before("exactly one SPEC message", async () => {
      account = await openAccount();
      connector = new AccountConnector(account);
      const { code, messages } = await connector.run("spec", {}, configuration.custom_environment_variables);
      assert.equal(code, 0);
      const specs = messages.flatMap((message) => (isObject(message.spec) ? [message.spec] : []));
      assert.equal(specs.length, 1);
      spec = specs[0] ?? {};
      assert.ok(isObject(spec.connectionSpecification));
      schema = spec.connectionSpecification;
    });
    after(() => account.close());

    const validator = () => {
      const ajv = new Ajv({ strict: false });
      formats.default(ajv);
      return { ajv, validate: ajv.compile(schema) };
    };

    it("test_config_match_spec", () => {
      const { ajv, validate } = validator();
      assert.equal(ajv.validateSchema(schema), true);
      for (const config of [configAt(entry.config_path), accountConfig]) {
        const own = Object.fromEntries(Object.entries(config).filter(([key]) => !key.startsWith("_")));
        assert.equal(validate(own), true, ajv.errorsText(validate.errors));
      }
    });

    it("test_match_expected", () => assert.deepEqual(spec, jsonFile(entry.spec_path)));
    it("test_enum_usage", () => assertNone(form.enumUsageProblems(schema)));
    it("test_oneof_usage", () => assertNone(form.oneOfUsageProblems(schema)));

    // Empty in CAT. Here: a field that must be filled in has a title, by which the form asks for it.
    it("test_required", () => assertNone(form.untitledProblems(schema, "required")));
    // Empty in CAT. Here: so has one that may be left out.
    it("test_optional", () => assertNone(form.untitledProblems(schema, "optional")));
    // Empty in CAT. Here: the form of an API with tokens has secrets.
    it("test_has_secret", () => assert.notDeepEqual(form.secretsOf(schema), []));

    // Empty in CAT. Here: no command writes the account's token, whatever comes of it.
    it("test_secret_never_in_the_output", async () => {
      const { access_token: token } = accountConfig.credentials;
      for (const config of [accountConfig, { ...accountConfig, start_date: token }]) {
        for (const command of ["check", "discover", "read"]) {
          const files = command === "read" ? { config, catalog: { streams: [] } } : { config };
          const { stdout, stderr } = await connector.run(command, files);
          assert.equal((stdout + stderr).includes(token), false, command);
        }
      }
    });

    it("test_secret_is_properly_marked", () => assertNone(form.secretProblems(schema)));
    it("test_property_type_is_not_array", () => assertNone(form.propertyTypeProblems(schema)));
    it("test_object_not_empty", () => assertNone(form.emptyObjectProblems(schema)));
    it("test_array_type", () => assertNone(form.arrayTypeProblems(schema)));
    it("test_forbidden_complex_types", () => assertNone(form.complexTypeProblems(schema)));
    it("test_date_pattern", () => assertNone(form.datePatternProblems(schema)));
    it("test_date_format", () => assertNone(form.dateFormatProblems(schema)));
    it("test_duplicate_order", () => assertNone(form.orderProblems(schema)));
    it("test_nested_group", () => assertNone(form.groupProblems(schema)));
    it("test_display_type", () => assertNone(form.displayTypeProblems(schema)));
    it("test_defined_refs_exist_in_json_spec_file", () => assertNone(form.referenceProblems(schema)));
    it("test_oauth_flow_parameters", () => assertNone(flowParameterProblems(spec)));

    it("test_oauth_is_default_method", () => {
      if (entry.auth_default_method?.oauth !== false) assertNone(defaultMethodProblems(spec));
    });

    // There is no earlier version, so the form is compared with itself; whatever it takes, it takes.
    it("test_backward_compatibility", () => {
      assert.equal(entry.backward_compatibility_tests_config?.previous_connector_version, "dev");
      assertNone(specCompatibilityProblems(schema, schema));
      const { validate } = validator();
      fc.assert(
        fc.property(anyOfSchema(schema), (config) => validate(config)),
        { numRuns: 100 },
      );
    });

    it("test_additional_properties_is_true", () => assertNone(form.additionalPropertiesProblems(spec)));

    // The next two look at the Dockerfile; .ci/verify-image.mjs looks at the built image.
    it("test_image_labels", () => {
      const { labels } = imageFacts();
      assert.equal(labels.get("io.airbyte.name"), metadata().dockerRepository);
      assert.equal(labels.get("io.airbyte.version"), metadata().dockerImageTag);
    });

    it("test_image_environment_variables", () => {
      const { environment, entrypoint } = imageFacts();
      assert.equal(environment.get("AIRBYTE_ENTRYPOINT"), entrypoint.join(" "));
    });
  });
}
