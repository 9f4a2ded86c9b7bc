import { type Day, isDay } from "../../base/dates.ts";
import { digestOf } from "../../base/digest.ts";
import { isObject, type Json, type JsonObject } from "../../base/json.ts";

/** A member of a state isn't as this connector writes it. The message names it: `feed.lists`. */
export class DamagedStateError extends Error {}

/** Reads and validates members of a state. Throws a DamagedStateError that names the invalid one. */
export class StateReader {
  readonly #state: JsonObject;
  readonly #path: string;

  /** @param path that of the object in the state, with a point behind it; empty: the state itself */
  constructor(state: JsonObject, path = "") {
    this.#state = state;
    this.#path = path;
  }

  text(field: string): string | undefined {
    return this.#optional(field, textIn);
  }

  day(field: string): Day | undefined {
    return this.#optional(field, (value) => (typeof value === "string" && isDay(value) ? value : undefined));
  }

  flag(field: string): boolean {
    return this.#optional(field, (value) => (typeof value === "boolean" ? value : undefined)) ?? false;
  }

  /** Returns an integer from 0 to 2^53 - 1, such as a number of rows or epoch milliseconds. */
  count(field: string): number | undefined {
    return this.#optional(field, (value) =>
      typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined,
    );
  }

  /** Returns a reader of an object; without it, of an empty one. */
  object(field: string): StateReader {
    const value = this.#optional(field, objectIn) ?? {};
    return new StateReader(value, `${this.#path}${field}.`);
  }

  /** Returns digests of partitions that were written one after the other. */
  digests(field: string): readonly string[] {
    return this.#optional(field, digestsIn) ?? [];
  }

  /** Returns the members of an object of such digests. */
  digestEntries(field: string): readonly (readonly [key: string, digests: readonly string[]])[] {
    return this.#members(field, digestsIn);
  }

  /** Returns the members of an object of objects. */
  entries(field: string): readonly (readonly [key: string, value: StateReader])[] {
    return this.#members(field, (value, key) =>
      isObject(value) ? new StateReader(value, `${this.#path}${field}.${key}.`) : undefined,
    );
  }

  /** Returns the members of an object of strings. */
  textEntries(field: string): readonly (readonly [key: string, value: string])[] {
    return this.#members(field, textIn);
  }

  /** @throws DamagedStateError that names a member of this object */
  fail(field: string): never {
    throw new DamagedStateError(`${this.#path}${field}`);
  }

  #members<Value>(field: string, read: (value: Json | undefined, key: string) => Value | undefined) {
    const members = this.#optional(field, objectIn) ?? {};
    return Object.entries(members).map(
      ([key, value]) => [key, read(value, key) ?? this.fail(`${field}.${key}`)] as const,
    );
  }

  #optional<Value>(field: string, read: (value: Json) => Value | undefined): Value | undefined {
    const raw = Object.hasOwn(this.#state, field) ? this.#state[field] : undefined;
    return raw === undefined || raw === null ? undefined : (read(raw) ?? this.fail(field));
  }
}

/** The length of digests of partitions in characters (42 bits): of 100,000, two share one with a probability of 1 in 900. */
export const partitionDigest = 7;

/** Returns the digest that stands for a partition in a state. */
export const digestOfPartition = (key: string) => digestOf(key, partitionDigest);

/** Returns whether a text is the digest of one partition. */
export const isDigest = (text: string) => digestsIn(text)?.length === 1;

const objectIn = (value: Json) => (isObject(value) ? value : undefined);

const textIn = (value: Json | undefined) => (typeof value === "string" ? value : undefined);

/** Splits a text of digests of partitions; undefined: it is none. */
function digestsIn(value: Json | undefined): readonly string[] | undefined {
  const text = textIn(value);
  if (text === undefined || text.length % partitionDigest !== 0 || !/^[\w-]*$/u.test(text)) return undefined;
  return Array.from({ length: text.length / partitionDigest }, (_, index) =>
    text.slice(index * partitionDigest, (index + 1) * partitionDigest),
  );
}
