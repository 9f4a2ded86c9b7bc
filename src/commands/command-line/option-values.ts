/** The options of a command line. An empty value counts as absent. */
export class OptionValues {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** Returns the value of an option; undefined if absent. */
  text(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  /** Returns the value of a required option. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new Error(`--${name} is not declared as required`);
    return value;
  }

  /** Returns whether an option is present. */
  has(name: string): boolean {
    return this.#values.has(name);
  }
}
