import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { packageRoot } from "../../src/package.ts";
import { configurationSchema } from "./configuration-schema.ts";

/** A stream that is left out, with the reason. */
export interface Exception {
  readonly name: string;
  readonly bypass_reason?: string;
}

interface Timed {
  readonly config_path: string;
  readonly timeout_seconds: number;
}

interface ComparedWith {
  readonly previous_connector_version: string;
  readonly disable_for_version?: string;
}

export interface SpecEntry extends Timed {
  readonly spec_path: string;
  readonly backward_compatibility_tests_config?: ComparedWith;
  readonly auth_default_method?: { readonly oauth: boolean; readonly bypass_reason?: string };
}

export interface ConnectionEntry extends Timed {
  readonly status: "succeed" | "failed" | "exception";
}

export interface DiscoveryEntry extends Timed {
  readonly backward_compatibility_tests_config?: ComparedWith;
  readonly validate_primary_keys_data_type: boolean;
}

export interface BasicReadEntry extends Timed {
  readonly configured_catalog_path?: string;
  readonly empty_streams: readonly Exception[];
  readonly expect_records?: { readonly path?: string; readonly bypass_reason?: string; readonly exact_order: boolean };
  readonly validate_schema: boolean;
  readonly validate_stream_statuses: boolean;
  readonly validate_state_messages: boolean;
  readonly validate_primary_keys_data_type: boolean;
  readonly fail_on_extra_columns: boolean;
  readonly validate_data_points: boolean;
  readonly expect_trace_message_on_failure: boolean;
}

export interface FullRefreshEntry extends Timed {
  readonly configured_catalog_path?: string;
  readonly ignored_fields: Readonly<Record<string, readonly Exception[]>>;
}

export interface IncrementalEntry extends Timed {
  readonly configured_catalog_path?: string;
  readonly future_state?: {
    readonly future_state_path?: string;
    readonly missing_streams: readonly Exception[];
    readonly bypass_reason?: string;
  };
  readonly skip_comprehensive_incremental_tests: boolean;
}

/** Tests of a class, or why there are none. */
export interface Section<Entry> {
  readonly tests: readonly Entry[];
  readonly bypass_reason?: string;
}

/** The content of `acceptance-test-config.yml`, with CAT's own defaults for what is left out. */
export interface Configuration {
  readonly connector_image: string;
  readonly test_strictness_level: "low" | "high";
  readonly custom_environment_variables: Readonly<Record<string, string>>;
  readonly acceptance_tests: {
    readonly spec: Section<SpecEntry>;
    readonly connection: Section<ConnectionEntry>;
    readonly discovery: Section<DiscoveryEntry>;
    readonly basic_read: Section<BasicReadEntry>;
    readonly full_refresh: Section<FullRefreshEntry>;
    readonly incremental: Section<IncrementalEntry>;
  };
}

const ajv = new Ajv({ allErrors: true, useDefaults: true });
const isConfiguration = ajv.compile<Configuration>(configurationSchema);

/**
 * Reads a configuration of CAT, which knows no keys but its own.
 * @throws Error that names each key that CAT would refuse or miss
 */
export function parseConfiguration(text: string): Configuration {
  const value: unknown = parse(text);
  if (isConfiguration(value)) return value;
  const problems = (isConfiguration.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(problems.join("\n"));
}

/** The project's own configuration. */
export const configuration: Configuration = parseConfiguration(
  readFileSync(join(packageRoot, "acceptance-test-config.yml"), "utf8"),
);
