import { formNames, type SettingNames } from "./setting-names.ts";

/**
 * An invalid configuration. Messages never contain a value of it, since any might be a secret in the wrong field.
 */
export class ConfigError extends Error {
  /** @param problems one sentence for each invalid field, with the field's name in quotes */
  constructor(problems: readonly string[], { invalid }: Pick<SettingNames, "invalid"> = formNames) {
    super(`${invalid}: ${problems.join(" ")}`);
    this.name = "ConfigError";
  }
}
