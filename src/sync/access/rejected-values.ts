import { entryOf } from "../../entry-of.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { laterColumns } from "../../pinterest/operations/columns.generated.ts";
import { settingTitle } from "../../setting-titles.ts";
import type { NamedValues } from "../../streams/stream.ts";
import { isRejection } from "./disposition.ts";
import { nounOf } from "./resource.ts";
import { namedIn, searchRejected } from "./value-search.ts";

/** The values of a request, by parameter. */
export type ValueLists = Readonly<Record<string, readonly string[]>>;

/** A request with values from the API's enumerations, any of which the API can reject. */
export interface ValueRequest {
  /** The name of the stream. */
  readonly stream: string;
  readonly operation: string;
  /** Requests of one scope differ only in values, dates, and resource. The API accepts the same values for them. */
  readonly scope: string;
  readonly resource: string;
  readonly values: ValueLists;
  /** Sends the request with other values to find out whether the API accepts them. */
  readonly probe: (values: ValueLists) => Promise<unknown>;
  /** Whether the probe requests one ID and the request several, so that the API can accept all values of the probe. */
  readonly isProbeSmaller?: boolean;
  readonly log: (level: "INFO" | "WARN", message: string) => void;
}

/** Values that the user named and the API rejected, as sentences for the user, and the API's error. */
interface ValueProblem {
  readonly message: string;
  readonly error: ApiError;
}

/** The known values of one scope. */
interface Scope {
  readonly accepted: Set<string>;
  /** By rejected value: the error, and the resources that it was rejected for. */
  readonly rejected: Map<string, { readonly error: ApiError; readonly resources: Set<string> }>;
  /** Reasons for rejections that concern no value. */
  readonly otherReasons: Set<string>;
  search: Promise<void> | undefined;
}

/**
 * Remembers the values that the API rejects in a run and removes them from later requests. A value that is accepted for
 * another resource is removed only for the resource that it was rejected for.
 */
export class RejectedValues {
  readonly #scopes = new Map<string, Scope>();
  /** By stream: the skipped values with their errors, and the accepted values. */
  readonly #skipped = new Map<string, Map<string, ApiError>>();
  readonly #accepted = new Map<string, Set<string>>();
  readonly #removed = new Map<string, Map<string, Set<string>>>();
  /** Rejections that were logged as a warning. */
  readonly #warned = new Set<string>();
  /** Errors whose only cause is a rejected value. */
  readonly #conclusive = new WeakSet<ApiError>();
  /** By setting that several streams share: the streams that have not ended. */
  readonly #sharing: ReadonlyMap<string, Set<string>>;

  /** @param wanted the values that the user named, by stream to be read */
  constructor(wanted: ReadonlyMap<string, readonly NamedValues[]> = new Map()) {
    const sharing = new Map<string, Set<string>>();
    for (const [stream, named] of wanted) {
      for (const { setting, isShared } of named) {
        if (isShared === true) entryOf(sharing, setting.join(), () => new Set<string>()).add(stream);
      }
    }
    this.#sharing = sharing;
  }

  /**
   * Returns the values of a request without the rejected ones. Waits for a running search of the same scope.
   * @throws ApiError if no value of a parameter remains
   */
  async withoutRejected(request: ValueRequest): Promise<ValueLists> {
    const scope = this.#scopeOf(request);
    while (scope.search !== undefined) await scope.search;
    const remaining: Record<string, readonly string[]> = {};
    const removed = entryOf(this.#removed, request.stream, () => new Map<string, Set<string>>());
    for (const [parameter, values] of Object.entries(request.values)) {
      remaining[parameter] = values.filter((value) => !isRejected(scope, request, nameOf(parameter, value)));
      const lost = values.filter((value) => remaining[parameter]?.includes(value) !== true);
      for (const value of lost) {
        this.#recordSkip(request.stream, nameOf(parameter, value), errorOf(scope, nameOf(parameter, value)));
        entryOf(removed, parameter, () => new Set()).add(value);
      }
      const [first] = lost;
      if (first !== undefined && lost.length === values.length) throw errorOf(scope, nameOf(parameter, first));
    }
    return remaining;
  }

  /** Records that the API accepted a request with these values. */
  recordAccepted({ stream, ...request }: ValueRequest, values: ValueLists): void {
    const scope = this.#scopeOf(request);
    const accepted = entryOf(this.#accepted, stream, () => new Set());
    for (const name of namesOf(values)) {
      scope.accepted.add(name);
      accepted.add(name);
    }
  }

  /**
   * Finds the rejected values of a request, so that it can be repeated without them.
   * @param values the values of the rejected request
   * @throws the error itself if no value is the cause
   */
  async recordRejection(request: ValueRequest, values: ValueLists, error: ApiError): Promise<void> {
    const scope = this.#scopeOf(request);
    while (scope.search !== undefined) await scope.search;
    if (namesOf(values).some((name) => isRejected(scope, request, name))) return;
    const named = namedValues(values, error);
    if (named.length > 0) {
      for (const [parameter, each] of named) {
        this.#reject(request, scope, parameter, withFamilies(each, values[parameter] ?? []), error);
      }
      return;
    }
    const areAllAccepted = searchable(values).every(([parameter, each]) =>
      each.every((value) => scope.accepted.has(nameOf(parameter, value))),
    );
    if (areAllAccepted || scope.otherReasons.has(error.reason)) throw error;
    const search = this.#search(request, scope, values, error);
    scope.search = search.catch(() => undefined);
    try {
      await search;
    } finally {
      scope.search = undefined;
    }
  }

  /** Returns whether the only cause of an error is a rejected value. */
  isConclusive(error: ApiError): boolean {
    return this.#conclusive.has(error);
  }

  /** Records that a stream skips values. */
  skip(stream: string, values: ValueLists, error: ApiError): void {
    for (const name of namesOf(values)) this.#recordSkip(stream, name, error);
  }

  /** Records that a stream has ended and reports no more values. */
  end(stream: string): void {
    for (const streams of this.#sharing.values()) streams.delete(stream);
  }

  /**
   * Returns the problem with values that the user named and the API rejected; undefined: none. For a setting that several
   * streams share, the last stream reports the values that all of them skipped.
   */
  problemOf(stream: string, named: readonly NamedValues[]): ValueProblem | undefined {
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
      const title = settingTitle(setting);
      const them = skipped.length === 1 ? "it" : "them";
      problem ??= {
        message: `"${title}": Pinterest rejected ${skipped.map(({ value }) => value).join(", ")}. Correct ${them} or remove ${them} from "${title}".`,
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

  async #search(request: ValueRequest, scope: Scope, values: ValueLists, error: ApiError): Promise<void> {
    const isAccepted = async (some: ValueLists) => {
      try {
        await request.probe(some);
        this.recordAccepted(request, some);
        return true;
      } catch (rejection) {
        if (isRejection(rejection, request.operation)) return false;
        throw rejection;
      }
    };
    if (await isAccepted(values)) {
      // The cause is another ID of the request, or a fault that is over.
      if (request.isProbeSmaller === true) throw error;
      return;
    }
    for (const [parameter, each] of mostLikelyFirst(values, error)) {
      const rejected = await searchRejected(each, (some) => isAccepted({ ...values, [parameter]: some }));
      if (rejected === undefined) continue;
      this.#reject(request, scope, parameter, rejected, error);
      return;
    }
    scope.otherReasons.add(error.reason);
    throw error;
  }

  #reject(request: ValueRequest, scope: Scope, parameter: string, values: readonly string[], error: ApiError): void {
    if (values.length === 0) return;
    this.#conclusive.add(error);
    for (const value of values) {
      const known = entryOf(scope.rejected, nameOf(parameter, value), () => ({ error, resources: new Set<string>() }));
      known.resources.add(request.resource);
    }
    const isOfFields = parameter === "columns" || parameter === "metric_types";
    const [them, fields] = values.length === 1 ? ["it", "its field stays"] : ["them", "their fields stay"];
    const key = JSON.stringify([parameter, values]);
    const level = this.#warned.has(key) ? "INFO" : "WARN";
    this.#warned.add(key);
    request.log(
      level,
      `Pinterest rejected the ${nounOf(parameter)} ${values.join(", ")}; syncing without ${them}${isOfFields ? `, so ${fields} empty` : ""}. If your settings name ${them}, remove ${them} there. Pinterest's response: ${error.reason}`,
    );
  }

  #recordSkip(stream: string, name: string, error: ApiError): void {
    entryOf(this.#skipped, stream, () => new Map<string, ApiError>()).set(name, error);
  }

  #scopeOf({ operation, scope: name }: Pick<ValueRequest, "operation" | "scope">): Scope {
    const none = () => ({
      accepted: new Set<string>(),
      rejected: new Map(),
      otherReasons: new Set<string>(),
      search: undefined,
    });
    return entryOf(this.#scopes, `${operation} ${name}`, none);
  }
}

function isRejected(scope: Scope, { resource }: Pick<ValueRequest, "resource">, name: string): boolean {
  const rejected = scope.rejected.get(name);
  return rejected !== undefined && (rejected.resources.has(resource) || !scope.accepted.has(name));
}

function errorOf({ rejected }: Scope, name: string): ApiError {
  const known = rejected.get(name);
  if (known === undefined) throw new Error(`${name} was not rejected.`);
  return known.error;
}

const nameOf = (parameter: string, value: string) => `${parameter}=${value}`;

function namesOf(values: ValueLists): readonly string[] {
  return Object.entries(values).flatMap(([parameter, each]) => each.map((value) => nameOf(parameter, value)));
}

/** Returns the values that an error names, by parameter. If it names parameters too, only values of those. */
function namedValues(values: ValueLists, { reason }: ApiError): readonly (readonly [string, readonly string[]])[] {
  const named = Object.entries(values)
    .map(([parameter, each]) => [parameter, namedIn(reason, each)] as const)
    .filter(([, each]) => each.length > 0);
  const withParameter = named.filter(([parameter]) => reason.includes(parameter));
  return withParameter.length > 0 ? withParameter : named;
}

const searchable = (values: ValueLists) => Object.entries(values).filter(([, each]) => each.length > 1);

/** Returns parameters that the error names first, then short lists, which take few requests to search. */
function mostLikelyFirst(values: ValueLists, { reason }: ApiError): readonly [string, readonly string[]][] {
  const isNamed = ([parameter]: [string, readonly string[]]) => (reason.includes(parameter) ? 0 : 1);
  return searchable(values).toSorted((one, other) => isNamed(one) - isNamed(other) || one[1].length - other[1].length);
}

const later = new Set(laterColumns);

/** Returns the first word of a column that is newer than the API's document; columns of one feature share it. */
function familyOf(column: string): string | undefined {
  return later.has(column) ? /^(?:TOTAL_)?([A-Z]+)/u.exec(column)?.[1] : undefined;
}

/**
 * Returns rejected columns and the requested columns of the same feature. An app without a new feature gets all of its
 * columns rejected, but possibly one per response, which would cost each stream one request per column.
 */
export function withFamilies(rejected: readonly string[], columns: readonly string[]): readonly string[] {
  const families = new Set(rejected.map(familyOf));
  families.delete(undefined);
  return families.size === 0
    ? rejected
    : columns.filter((column) => rejected.includes(column) || families.has(familyOf(column)));
}
