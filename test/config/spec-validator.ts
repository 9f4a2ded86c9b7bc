import { Ajv } from "ajv";
import formats from "ajv-formats";
import { connectionSchema } from "../../src/config/spec.ts";

/** The check that a platform makes of a configuration: all of spec.json, as it is. Gives what is wrong. */
export function specValidator(): (config: unknown) => readonly string[] {
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats.default(ajv);
  const validate = ajv.compile(connectionSchema());
  return (config) =>
    validate(config) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
