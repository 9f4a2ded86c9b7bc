/**
 * The configuration cannot be used, and what to change in it. No value of the configuration is ever in a message, since
 * any of them may be a secret that was put into the wrong field.
 */
export class ConfigError extends Error {
  /** One sentence for each wrong field, with the field's title in quotes. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Invalid configuration: ${problems.join(" ")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}
