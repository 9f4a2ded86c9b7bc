import { type Day, isDay } from "../../base/dates.ts";
import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import { utcTimestamp } from "../../base/timestamps.ts";
import { ConnectorError } from "../../protocol/errors.ts";

/** The format version of states. `docs/state.md` describes the format. */
export const stateVersion = 1;

/** Reads and validates members of a state. Throws a config_error that names the invalid member. */
export class StateReader {
  readonly #state: JsonObject;
  readonly #where: string;

  constructor(state: JsonObject, where: string) {
    this.#state = state;
    this.#where = where;
  }

  /** The unvalidated JSON. */
  get json(): JsonObject {
    return this.#state;
  }

  /** @throws ConnectorError if the state has a newer format version or is of another connector */
  expectVersion(): this {
    const { version } = this.#state;
    if (typeof version === "number" && version > stateVersion) {
      throw new ConnectorError(
        "config_error",
        `The state of ${this.#where} was written by a newer version of this connector (state version ${version}; this one reads up to ${stateVersion}). Use that version, or clear the stream to sync it from the beginning.`,
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

  /** Returns a timestamp in UTC without a zone. */
  timestamp(field: string): string | undefined {
    return this.#optional(field, (value) => (typeof value === "string" ? utcTimestamp(value) : undefined));
  }

  flag(field: string): boolean {
    return this.#optional(field, (value) => (typeof value === "boolean" ? value : undefined)) ?? false;
  }

  /** Returns a number of days or requests, from 0 to a million. */
  count(field: string): number | undefined {
    return this.#optional(field, (value) =>
      typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 1e6 ? value : undefined,
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
   * Returns the members of an object of objects.
   * @param expand parses a member in the compact text form; returns undefined if it is invalid
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

  /** Returns the members of an object of strings. */
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
      `The state of ${this.#where} is invalid or of another connector ("${field}" is not as expected). Check that --state belongs to this connection, or clear the stream to sync it from the beginning.`,
    );
  }
}

function textsOf(value: Json): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
}

/*
 * The platform retries a failed job with the last states and the same WORKER_JOB_ID. The state of a completed stream
 * contains the job, so that the next attempt of the job skips the stream.
 */

/** The job and the date in UTC of a run. */
export interface JobRun {
  readonly job: string | undefined;
  readonly today: Day;
}

/** Returns a state with the job that completed the stream and the date. */
export function markCompletedBy({ job, today }: JobRun, state: JsonObject): JsonObject {
  return { ...state, ...jobMember(job), completed: today };
}

/** The member by which the platform recognizes a complete full refresh. */
export const completeMarker = "__ab_full_refresh_sync_complete";

/** Returns the state of a complete full refresh. */
export function completeRefresh(run: JobRun): JsonObject {
  return markCompletedBy(run, { [completeMarker]: true });
}

/** Returns whether an earlier attempt of this job completed the stream. */
export function isCompletedBy(job: string | undefined, state: JsonObject | undefined): boolean {
  return job !== undefined && state?.job === job;
}

/** Returns the job as a member of a state, if the platform sets one. */
export function jobMember(job: string | undefined): JsonObject {
  return job === undefined ? {} : { job };
}
