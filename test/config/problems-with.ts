import assert from "node:assert/strict";
import { ConfigError } from "../../src/config/config-error.ts";
import { parseConfig } from "../../src/config/parse-config.ts";

/** Returns the problems of a configuration as one text; empty if it is valid. */
export function problemsWith(value: unknown, environment: { PINTEREST_API_BASE_URL?: string } = {}): string {
  try {
    parseConfig(value, environment);
    return "";
  } catch (error) {
    assert(error instanceof ConfigError);
    return error.message.replace("Invalid configuration: ", "");
  }
}
