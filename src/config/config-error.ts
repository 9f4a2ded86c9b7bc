/**
 * The configuration cannot be used, and what to change in it. No value of the configuration is ever in a message, since
 * any of them may be a secret that was put into the wrong field.
 */
export class ConfigError extends Error {
  /** One sentence a wrong field, with the field's name in quotes. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used: ${problems.join(" ")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}
