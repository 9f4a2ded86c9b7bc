import { entryOf } from "../../entry-of.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { laterColumns } from "../../pinterest/operations/columns.generated.ts";
import { isRejection } from "./disposition.ts";
import { nounOf } from "./resource.ts";
import { nameOf, namesOf, type SkippedValues, type ValueLists } from "./skipped-values.ts";
import { namedIn, searchRejected } from "./value-search.ts";

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
  /** Rejections that were logged as a warning. */
  readonly #warned = new Set<string>();
  /** Errors whose only cause is a rejected value. */
  readonly #conclusive = new WeakSet<ApiError>();
  readonly #skipped: SkippedValues;

  /** @param skipped records what the streams are requested without */
  constructor(skipped: SkippedValues) {
    this.#skipped = skipped;
  }

  /**
   * Returns the values of a request without the rejected ones. Waits for a running search of the same scope.
   * @throws ApiError if no value of a parameter remains
   */
  async withoutRejected(request: ValueRequest): Promise<ValueLists> {
    const scope = this.#scopeOf(request);
    while (scope.search !== undefined) await scope.search;
    const remaining: Record<string, readonly string[]> = {};
    for (const [parameter, values] of Object.entries(request.values)) {
      remaining[parameter] = values.filter((value) => !isRejected(scope, request, nameOf(parameter, value)));
      const lost = values.filter((value) => remaining[parameter]?.includes(value) !== true);
      for (const value of lost) {
        this.#skipped.remove(request.stream, parameter, value, errorOf(scope, nameOf(parameter, value)));
      }
      const [first] = lost;
      if (first !== undefined && lost.length === values.length) throw errorOf(scope, nameOf(parameter, first));
    }
    return remaining;
  }

  /** Records that the API accepted a request with these values. */
  recordAccepted({ stream, ...request }: ValueRequest, values: ValueLists): void {
    const scope = this.#scopeOf(request);
    for (const name of namesOf(values)) scope.accepted.add(name);
    this.#skipped.accept(stream, values);
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
