/*
 * The keys of `acceptance-test-config.yml` that CAT 3.9 knows, with its defaults. It refuses any other, and so does this.
 */

const text = { type: "string" };
const flag = (value: boolean) => ({ type: "boolean", default: value });
const object = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});
const list = (items: object) => ({ type: "array", items, default: [] });

const exception = object({ name: text, bypass_reason: text }, ["name"]);
const comparison = object({ previous_connector_version: { ...text, default: "latest" }, disable_for_version: text });

/** A section of tests that take so many seconds at the most, unless an entry says otherwise. */
function section(seconds: number, properties: object, required: readonly string[] = []) {
  const common = {
    config_path: { ...text, default: "secrets/config.json" },
    timeout_seconds: { type: "integer", default: seconds },
    deployment_mode: { enum: ["cloud", "oss"] },
    client_container_config: { type: "object" },
  };
  return object({ tests: list(object({ ...common, ...properties }, required)), bypass_reason: text });
}

const expectedRecords = object({ path: text, bypass_reason: text, exact_order: flag(false) });
const futureState = object({
  future_state_path: text,
  missing_streams: list(exception),
  bypass_reason: text,
  cursor_format: { type: "object" },
});

export const configurationSchema = object(
  {
    connector_image: text,
    base_path: text,
    test_strictness_level: { enum: ["low", "high"], default: "low" },
    custom_environment_variables: { type: "object", additionalProperties: text, default: {} },
    acceptance_tests: object(
      {
        spec: section(60, {
          spec_path: { ...text, default: "secrets/spec.json" },
          backward_compatibility_tests_config: comparison,
          auth_default_method: object({ oauth: flag(true), bypass_reason: text }),
        }),
        connection: section(60, { status: { enum: ["succeed", "failed", "exception"] } }, ["status"]),
        discovery: section(300, {
          backward_compatibility_tests_config: comparison,
          validate_primary_keys_data_type: flag(true),
        }),
        basic_read: section(600, {
          configured_catalog_path: text,
          empty_streams: list(exception),
          expect_records: expectedRecords,
          validate_schema: flag(true),
          validate_stream_statuses: flag(false),
          validate_state_messages: flag(true),
          validate_primary_keys_data_type: flag(true),
          fail_on_extra_columns: flag(true),
          validate_data_points: flag(false),
          expect_trace_message_on_failure: flag(true),
          file_types: { type: "object" },
        }),
        full_refresh: section(1200, {
          configured_catalog_path: text,
          ignored_fields: { type: "object", additionalProperties: { type: "array", items: exception }, default: {} },
        }),
        incremental: section(1200, {
          configured_catalog_path: text,
          future_state: futureState,
          skip_comprehensive_incremental_tests: flag(false),
        }),
        connector_attributes: section(600, {
          streams_without_primary_key: list(exception),
          allowed_hosts: object({ bypass_reason: text }),
          suggested_streams: object({ bypass_reason: text }),
        }),
        connector_documentation: section(600, {}),
      },
      // In strictness `high` none of these may be missing.
      ["spec", "connection", "discovery", "basic_read", "full_refresh", "incremental"],
    ),
  },
  ["connector_image", "acceptance_tests"],
);
