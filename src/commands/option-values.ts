/** The options that were given to a command. An empty value counts as none. */
export class OptionValues {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** The value of an option; undefined: it was left out. */
  text(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  /** The value of an option that the command cannot do without. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new Error(`--${name} is not declared as required`);
    return value;
  }

  /** Whether an option was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }
}
