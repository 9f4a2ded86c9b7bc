import { type Day, isDay } from "../../dates.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { utcTimestamp } from "../../timestamps.ts";

/** The version of the state's format, written into each state. `docs/state.md` describes it. */
export const stateVersion = 1;

/** Reads parts of a stream's state. Whatever is not as this connector writes it is a config_error that says where. */
export class StateReader {
  readonly #state: JsonObject;
  readonly #where: string;

  constructor(state: JsonObject, where: string) {
    this.#state = state;
    this.#where = where;
  }

  /** The part as it is. */
  get json(): JsonObject {
    return this.#state;
  }

  /** @throws ConnectorError when the state is of a later version, or of another connector. */
  expectVersion(): this {
    const { version } = this.#state;
    if (typeof version === "number" && version > stateVersion) {
      throw new ConnectorError(
        "config_error",
        `The state of ${this.#where} was written by a newer version of this connector (state version ${version}; this one reads up to ${stateVersion}). Use that version, or clear the stream's state to read it anew.`,
      );
    }
    if (version !== stateVersion) throw this.#foreign("version");
    return this;
  }

  text(field: string): string | undefined {
    return this.#optional(field, (value) => (typeof value === "string" ? value : undefined));
  }

  day(field: string): Day | undefined {
    return this.#optional(field, (value) => (typeof value === "string" && isDay(value) ? value : undefined));
  }

  /** UTC without a zone. */
  timestamp(field: string): string | undefined {
    return this.#optional(field, (value) => (typeof value === "string" ? utcTimestamp(value) : undefined));
  }

  flag(field: string): boolean {
    return this.#optional(field, (value) => (typeof value === "boolean" ? value : undefined)) ?? false;
  }

  /** A number of things. */
  count(field: string): number | undefined {
    return this.#optional(field, (value) =>
      typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined,
    );
  }

  texts(field: string): readonly string[] | undefined {
    return this.#optional(field, textsOf);
  }

  object(field: string): StateReader | undefined {
    const where = `${this.#where}.${field}`;
    return this.#optional(field, (value) => (isObject(value) ? new StateReader(value, where) : undefined));
  }

  /**
   * Each member of an object of objects.
   * @param expand makes an object of a member that is a text, if that is what it stands for
   */
  entries(
    field: string,
    expand: (text: string) => JsonObject | undefined = () => undefined,
  ): readonly (readonly [key: string, value: StateReader])[] {
    const members = this.#optional(field, (value) => (isObject(value) ? value : undefined)) ?? {};
    return Object.entries(members).map(([key, member]) => {
      const value = typeof member === "string" ? expand(member) : member;
      if (!isObject(value)) throw this.#foreign(`${field}.${key}`);
      return [key, new StateReader(value, `${this.#where}.${field}.${key}`)];
    });
  }

  /** Each member of an object of texts. */
  textEntries(field: string): readonly (readonly [key: string, value: string])[] {
    const members = this.#optional(field, (value) => (isObject(value) ? value : undefined)) ?? {};
    return Object.entries(members).map(([key, value]) => {
      if (typeof value !== "string") throw this.#foreign(`${field}.${key}`);
      return [key, value];
    });
  }

  ranges(field: string): readonly (readonly [string, string])[] {
    const ranges = this.#optional(field, (value) => (Array.isArray(value) ? value : undefined)) ?? [];
    return ranges.map((range: Json) => {
      const [first, last, ...more] = textsOf(range) ?? [];
      if (first === undefined || last === undefined || more.length > 0) throw this.#foreign(field);
      return [first, last];
    });
  }

  #optional<Value>(field: string, read: (value: Json) => Value | undefined): Value | undefined {
    const raw = Object.hasOwn(this.#state, field) ? this.#state[field] : undefined;
    if (raw === undefined || raw === null) return undefined;
    const value = read(raw);
    if (value === undefined) throw this.#foreign(field);
    return value;
  }

  #foreign(field: string): ConnectorError {
    return new ConnectorError(
      "config_error",
      `The state of ${this.#where} is not one that this connector wrote ("${field}" is not as expected). Check that --state belongs to this connection, or clear the stream's state to read it anew.`,
    );
  }
}

function textsOf(value: Json): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
}

/*
 * The platform begins a job that failed once more, with the states that arrived, and tells each attempt the same
 * WORKER_JOB_ID. A stream that one attempt has read to its end carries the job in its state, so that the next attempt
 * need not read its restated days, its last minutes and its parents again.
 */

/** The run in which a stream is read: its job, and its day in UTC. */
export interface JobRun {
  readonly job: string | undefined;
  readonly today: Day;
}

/** Returns the state of a stream that was read to its end: what job did it, and when. */
export function markCompletedBy({ job, today }: JobRun, state: JsonObject): JsonObject {
  return { ...state, ...jobMember(job), completed: today };
}

/** Whether an attempt of this very job has read the stream to its end. */
export function isCompletedBy(job: string | undefined, state: JsonObject | undefined): boolean {
  return job !== undefined && state?.job === job;
}

/** The job as a member of a state; none, where the platform tells none. */
export function jobMember(job: string | undefined): JsonObject {
  return job === undefined ? {} : { job };
}
