import { entryOf } from "../../entry-of.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { SettingNames } from "../../setting-names.ts";
import type { NamedValues } from "../../streams/stream.ts";

/** The values of a request, by parameter. */
export type ValueLists = Readonly<Record<string, readonly string[]>>;

/** Values that the user named and the API rejected, as sentences for the user, and the API's error. */
interface ValueProblem {
  readonly message: string;
  readonly error: ApiError;
}

/** The values that each stream is read without, and those that the user named among them. */
export class SkippedValues {
  /** By stream: the skipped values with their errors, and the accepted values. */
  readonly #skipped = new Map<string, Map<string, ApiError>>();
  readonly #accepted = new Map<string, Set<string>>();
  /** By stream and parameter: the values removed from its requests. */
  readonly #removed = new Map<string, Map<string, Set<string>>>();
  /** By setting that several streams share: the streams that have not ended. */
  readonly #sharing = new Map<string, Set<string>>();

  /** @param wanted the values that the user named, by stream to be read */
  constructor(wanted: ReadonlyMap<string, readonly NamedValues[]> = new Map()) {
    for (const [stream, named] of wanted) {
      for (const { setting, isShared } of named) {
        if (isShared === true) entryOf(this.#sharing, setting.join(), () => new Set<string>()).add(stream);
      }
    }
  }

  /** Records that the API accepted values in a request of a stream. */
  accept(stream: string, values: ValueLists): void {
    const accepted = entryOf(this.#accepted, stream, () => new Set());
    for (const name of namesOf(values)) accepted.add(name);
  }

  /** Records that a stream skips values. */
  skip(stream: string, values: ValueLists, error: ApiError): void {
    const skipped = entryOf(this.#skipped, stream, () => new Map<string, ApiError>());
    for (const name of namesOf(values)) skipped.set(name, error);
  }

  /** Records that a value was removed from a request of a stream. */
  remove(stream: string, parameter: string, value: string, error: ApiError): void {
    this.skip(stream, { [parameter]: [value] }, error);
    const removed = entryOf(this.#removed, stream, () => new Map<string, Set<string>>());
    entryOf(removed, parameter, () => new Set()).add(value);
  }

  /** Records that a stream has ended and reports no more values. */
  end(stream: string): void {
    for (const streams of this.#sharing.values()) streams.delete(stream);
  }

  /**
   * Returns the problem with values that the user named and the API rejected; undefined: none. For a setting that several
   * streams share, the last stream reports the values that all of them skipped.
   */
  problemOf(stream: string, named: readonly NamedValues[], names: SettingNames): ValueProblem | undefined {
    let problem: ValueProblem | undefined;
    for (const { setting, parameter, values, isShared = false } of named) {
      const sharing = isShared ? this.#sharing.get(setting.join()) : undefined;
      sharing?.delete(stream);
      if (sharing !== undefined && sharing.size > 0) continue;
      const streams = isShared ? [...this.#skipped.keys()] : [stream];
      const skipped = values.flatMap((value) => {
        const name = nameOf(parameter, value);
        const error = streams.map((each) => this.#skipped.get(each)?.get(name)).find((each) => each !== undefined);
        const isAccepted = (isShared ? [...this.#accepted.values()] : [this.#accepted.get(stream)]).some(
          (accepted) => accepted?.has(name) === true,
        );
        return error === undefined || isAccepted ? [] : [{ value, error }];
      });
      const [first] = skipped;
      if (first === undefined) continue;
      const title = names.of(setting);
      const them = skipped.length === 1 ? "it" : "them";
      problem ??= {
        message: `${title}: Pinterest rejected ${skipped.map(({ value }) => value).join(", ")}. Correct ${them} or remove ${them} from ${title}.`,
        error: first.error,
      };
    }
    return problem;
  }

  /** Returns the values removed from all requests of a stream, by parameter. */
  removedFrom(stream: string): readonly (readonly [parameter: string, values: readonly string[]])[] {
    const accepted = this.#accepted.get(stream);
    return [...(this.#removed.get(stream) ?? [])]
      .map(
        ([parameter, values]) =>
          [parameter, [...values].filter((value) => accepted?.has(nameOf(parameter, value)) !== true)] as const,
      )
      .filter(([, values]) => values.length > 0);
  }
}

/** Returns the name of a value of a parameter. */
export const nameOf = (parameter: string, value: string) => `${parameter}=${value}`;

/** Returns the names of all values. */
export function namesOf(values: ValueLists): readonly string[] {
  return Object.entries(values).flatMap(([parameter, each]) => each.map((value) => nameOf(parameter, value)));
}
