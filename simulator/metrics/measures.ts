/** One number per count of `Measures`, in its order. */
export type Tally = Float64Array;

/** Returns the value of a column. */
type Metric = (tally: Tally) => number;

/** Counts that add up, and the columns that are sums or quotients of them. */
export class Measures {
  /** The counts, by name. */
  readonly names: readonly string[];
  readonly #formulas: Readonly<Record<string, string>>;
  readonly #metrics = new Map<string, Metric | undefined>();

  /** @param formulas sums of counts and other sums, and quotients of two of these, such as `A + B / C` */
  constructor(names: readonly string[], formulas: Readonly<Record<string, string>>) {
    this.names = names;
    this.#formulas = formulas;
  }

  /** Returns an empty tally. */
  none(): Tally {
    return new Float64Array(this.names.length);
  }

  /** Returns the names of the counts that a column is computed from. */
  countsOf(column: string): readonly string[] {
    if (this.names.includes(column)) return [column];
    return this.#formulas[column]?.split(/ [+/] /u).flatMap((term) => this.countsOf(term)) ?? [];
  }

  /** Returns the function of a column's value, 0 if a divisor is; undefined for an unknown column. */
  metric(column: string): Metric | undefined {
    if (!this.#metrics.has(column)) this.#metrics.set(column, this.#made(column));
    return this.#metrics.get(column);
  }

  #made(column: string): Metric | undefined {
    if (this.countsOf(column).length === 0) return undefined;
    const [upper = () => 0, lower] = (this.#formulas[column] ?? column).split(" / ").map((sum) => this.#sum(sum));
    if (lower === undefined) return upper;
    return (tally) => {
      const divided = lower(tally);
      return divided === 0 ? 0 : upper(tally) / divided;
    };
  }

  /** Returns the function of a sum, or of a number. */
  #sum(terms: string): Metric {
    if (Number(terms) > 0) return () => Number(terms);
    const counts = terms.split(" + ").flatMap((term) => this.countsOf(term));
    const places = counts.map((name) => this.names.indexOf(name));
    return (tally) => {
      let total = 0;
      for (const place of places) total += tally[place] ?? 0;
      return total;
    };
  }
}

export function add(to: Tally, from: Tally): Tally {
  for (let index = 0; index < from.length; index++) to[index] = (to[index] ?? 0) + (from[index] ?? 0);
  return to;
}

/** Returns a share of a tally, rounded down without changing the order of its values. */
export function portion(tally: Tally, share: number): Tally {
  return share === 1 ? tally : tally.map((count) => Math.floor(count * share));
}

/** Returns what is between two shares of a tally. Adjacent parts add up. */
export function between(tally: Tally, from: number, until: number): Tally {
  return tally.map((count) => Math.floor(count * until) - Math.floor(count * from));
}

/** The share of a day that is known at an age in days. Final after 24 to 48 hours (Pinterest's help). */
export function knownShare(age: number): number {
  if (age <= 0) return 0.35;
  return age === 1 ? 0.85 : 1;
}
