import { Ajv } from "ajv";
import formats from "ajv-formats";
import { connectionSchema } from "../../src/config/spec.ts";

/** Validates a configuration against spec.json, as a platform does. Returns the errors. */
export function specValidator(): (config: unknown) => readonly string[] {
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats.default(ajv);
  const validate = ajv.compile(connectionSchema());
  return (config) =>
    validate(config) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
