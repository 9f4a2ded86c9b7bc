import { entryOf } from "../../entry-of.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { laterColumns } from "../../pinterest/operations/columns.generated.ts";
import type { ConnectorError } from "../../protocol/errors.ts";
import { settingTitle } from "../../setting-titles.ts";
import type { NamedValues } from "../../streams/stream.ts";
import { unmetError } from "../explain.ts";
import { isRejection } from "./disposition.ts";
import { nounOf } from "./resource.ts";
import { namedIn, searchRejected } from "./value-search.ts";

/** Values that a request says, by its parameter. */
export type ValueLists = Readonly<Record<string, readonly string[]>>;

/** A request, as far as it says values that are chosen from those that the API knows. */
export interface ValueRequest {
  /** The name of the stream that it is for. */
  readonly stream: string;
  readonly operation: string;
  /** Requests of one scope say the same but for values, days and what they are about: they take the same values. */
  readonly scope: string;
  /** What it is about. */
  readonly resource: string;
  readonly values: ValueLists;
  /** Sends it with other values, for the sake of knowing whether the API takes them. */
  readonly probe: (values: ValueLists) => Promise<unknown>;
  /** Whether a probe is about one thing where the request is about several: then it may be taken as it is. */
  readonly isProbeSmaller?: boolean;
  readonly log: (level: "INFO" | "WARN", message: string) => void;
}

/** What is known of the values of one scope. */
interface Scope {
  readonly taken: Set<string>;
  /** Each rejected value, with the error and what the request was about. */
  readonly rejected: Map<string, { readonly error: ApiError; readonly resources: Set<string> }>;
  /** What requests were rejected for whatever the values were. */
  readonly otherReasons: Set<string>;
  search: Promise<void> | undefined;
}

/**
 * What a run has learned of the values that the API rejects: they are taken out of every later request. What is rejected
 * for one resource and was taken for another is only taken out for the first.
 */
export class RejectedValues {
  readonly #scopes = new Map<string, Scope>();
  /** By stream: what it had to do without, and what it got. */
  readonly #lost = new Map<string, Map<string, ApiError>>();
  readonly #got = new Map<string, Set<string>>();
  readonly #takenOut = new Map<string, Map<string, Set<string>>>();
  /** What the user was warned of: other scopes that reject the same are no news. */
  readonly #warned = new Set<string>();
  /** Errors that say of values that they are rejected, and nothing else. */
  readonly #conclusive = new WeakSet<ApiError>();
  /** The settings that several streams share, with those streams that have not ended yet. */
  readonly #sharing: ReadonlyMap<string, Set<string>>;

  /** @param wanted the values that the user named for each stream that will be read */
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
   * The request's values without those that are known to be rejected. Waits while it is being found out which are.
   * @throws ApiError when none is left of a parameter
   */
  async admitted(request: ValueRequest): Promise<ValueLists> {
    const scope = this.#scopeOf(request);
    while (scope.search !== undefined) await scope.search;
    const left: Record<string, readonly string[]> = {};
    const takenOut = entryOf(this.#takenOut, request.stream, () => new Map<string, Set<string>>());
    for (const [parameter, values] of Object.entries(request.values)) {
      left[parameter] = values.filter((value) => !isRejected(scope, request, nameOf(parameter, value)));
      const lost = values.filter((value) => left[parameter]?.includes(value) !== true);
      for (const value of lost) {
        this.#note(request.stream, nameOf(parameter, value), errorOf(scope, nameOf(parameter, value)));
        entryOf(takenOut, parameter, () => new Set()).add(value);
      }
      const [first] = lost;
      if (first !== undefined && lost.length === values.length) throw errorOf(scope, nameOf(parameter, first));
    }
    return left;
  }

  /** Notes that the API took a request with these values. */
  take({ stream, ...request }: ValueRequest, values: ValueLists): void {
    const scope = this.#scopeOf(request);
    const got = entryOf(this.#got, stream, () => new Set());
    for (const name of namesOf(values)) {
      scope.taken.add(name);
      got.add(name);
    }
  }

  /**
   * Finds out which values a request was rejected for, so that it can be repeated without them.
   * @param values what it said
   * @throws the error, when it is not about values
   */
  async learn(request: ValueRequest, values: ValueLists, error: ApiError): Promise<void> {
    const scope = this.#scopeOf(request);
    while (scope.search !== undefined) await scope.search;
    if (namesOf(values).some((name) => isRejected(scope, request, name))) return;
    const named = namedValues(values, error);
    if (named.length > 0) {
      for (const [parameter, each] of named) {
        const all = parameter === "columns" ? withFamilies(each, values[parameter] ?? []) : each;
        this.#reject(request, scope, parameter, all, error);
      }
      return;
    }
    const isKnownToBeTaken = searchable(values).every(([parameter, each]) =>
      each.every((value) => scope.taken.has(nameOf(parameter, value))),
    );
    if (isKnownToBeTaken || scope.otherReasons.has(error.reason)) throw error;
    const search = this.#search(request, scope, values, error);
    scope.search = search.catch(() => undefined);
    try {
      await search;
    } finally {
      scope.search = undefined;
    }
  }

  /** Whether an error says of values that they are rejected: others of their kind may be taken. */
  isConclusive(error: ApiError): boolean {
    return this.#conclusive.has(error);
  }

  /** Notes that a stream has to do without values. */
  lose(stream: string, values: ValueLists, error: ApiError): void {
    for (const name of namesOf(values)) this.#note(stream, name, error);
  }

  /**
   * The error for values that the user named for a stream and that it could not have, all else being read; undefined: there
   * are none. Those of a setting that several streams share are told by the last of these, if none of them could have them.
   */
  unmet(stream: string, named: readonly NamedValues[]): ConnectorError | undefined {
    let unmet: ConnectorError | undefined;
    for (const { setting, parameter, values, isShared = false } of named) {
      const sharing = isShared ? this.#sharing.get(setting.join()) : undefined;
      sharing?.delete(stream);
      if (sharing !== undefined && sharing.size > 0) continue;
      const about = isShared ? [...this.#lost.keys()] : [stream];
      const lost = values.flatMap((value) => {
        const name = nameOf(parameter, value);
        const error = about.map((each) => this.#lost.get(each)?.get(name)).find((each) => each !== undefined);
        const isGot = (isShared ? [...this.#got.values()] : [this.#got.get(stream)]).some(
          (got) => got?.has(name) === true,
        );
        return error === undefined || isGot ? [] : [{ value, error }];
      });
      const [first] = lost;
      if (first === undefined) continue;
      const title = settingTitle(setting);
      const them = lost.length === 1 ? "it" : "them";
      unmet ??= unmetError(
        `"${title}": Pinterest rejected ${lost.map(({ value }) => value).join(", ")}. Correct ${them} or remove ${them} from "${title}".`,
        first.error,
      );
    }
    return unmet;
  }

  /** The values that were taken out of a stream's requests, by parameter, but those that it got for something else. */
  takenOutOf(stream: string): readonly (readonly [parameter: string, values: readonly string[]])[] {
    const got = this.#got.get(stream);
    return [...(this.#takenOut.get(stream) ?? [])]
      .map(
        ([parameter, values]) =>
          [parameter, [...values].filter((value) => got?.has(nameOf(parameter, value)) !== true)] as const,
      )
      .filter(([, values]) => values.length > 0);
  }

  async #search(request: ValueRequest, scope: Scope, values: ValueLists, error: ApiError): Promise<void> {
    const isTaken = async (some: ValueLists) => {
      try {
        await request.probe(some);
        this.take(request, some);
        return true;
      } catch (rejection) {
        if (isRejection(rejection, request.operation)) return false;
        throw rejection;
      }
    };
    if (request.isProbeSmaller === true && (await isTaken(values))) throw error;
    for (const [parameter, each] of inOrderOfSuspicion(values, error)) {
      const rejected = await searchRejected(each, (some) => isTaken({ ...values, [parameter]: some }));
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
    const notice = JSON.stringify([parameter, values]);
    const level = this.#warned.has(notice) ? "INFO" : "WARN";
    this.#warned.add(notice);
    request.log(
      level,
      `Pinterest rejected the ${nounOf(parameter)} ${values.join(", ")}; syncing without ${them}${isOfFields ? `, so ${fields} empty` : ""}. If your settings name ${them}, remove ${them} there. Pinterest's response: ${error.reason}`,
    );
  }

  #note(stream: string, name: string, error: ApiError): void {
    entryOf(this.#lost, stream, () => new Map<string, ApiError>()).set(name, error);
  }

  #scopeOf({ operation, scope: name }: Pick<ValueRequest, "operation" | "scope">): Scope {
    const none = () => ({
      taken: new Set<string>(),
      rejected: new Map(),
      otherReasons: new Set<string>(),
      search: undefined,
    });
    return entryOf(this.#scopes, `${operation} ${name}`, none);
  }
}

function isRejected(scope: Scope, { resource }: Pick<ValueRequest, "resource">, name: string): boolean {
  const rejected = scope.rejected.get(name);
  return rejected !== undefined && (rejected.resources.has(resource) || !scope.taken.has(name));
}

function errorOf({ rejected }: Scope, name: string): ApiError {
  const known = rejected.get(name);
  if (known === undefined) throw new Error(`Nothing is known against ${name}.`);
  return known.error;
}

const nameOf = (parameter: string, value: string) => `${parameter}=${value}`;

function namesOf(values: ValueLists): readonly string[] {
  return Object.entries(values).flatMap(([parameter, each]) => each.map((value) => nameOf(parameter, value)));
}

/** Values that an error names, by their parameter: only of parameters that it names as well, if it does. */
function namedValues(values: ValueLists, { reason }: ApiError): readonly (readonly [string, readonly string[]])[] {
  const named = Object.entries(values)
    .map(([parameter, each]) => [parameter, namedIn(reason, each)] as const)
    .filter(([, each]) => each.length > 0);
  const withParameter = named.filter(([parameter]) => reason.includes(parameter));
  return withParameter.length > 0 ? withParameter : named;
}

const searchable = (values: ValueLists) => Object.entries(values).filter(([, each]) => each.length > 1);

/** The parameter that the error names first, then short lists: those are searched with few requests. */
function inOrderOfSuspicion(values: ValueLists, { reason }: ApiError): readonly [string, readonly string[]][] {
  const isNamed = ([parameter]: [string, readonly string[]]) => (reason.includes(parameter) ? 0 : 1);
  return searchable(values).toSorted((one, other) => isNamed(one) - isNamed(other) || one[1].length - other[1].length);
}

const later = new Set(laterColumns);

/** The word that columns of one feature begin with, as far as they are newer than the document; undefined for others. */
function familyOf(column: string): string | undefined {
  return later.has(column) ? /^(?:TOTAL_)?([A-Z]+)/u.exec(column)?.[1] : undefined;
}

/**
 * Rejected columns with all others of a request that came with them. An API that does not have a new feature rejects all of
 * its columns, but may name them one at a time: each would cost every stream a request.
 */
export function withFamilies(rejected: readonly string[], columns: readonly string[]): readonly string[] {
  const families = new Set(rejected.map(familyOf));
  families.delete(undefined);
  return families.size === 0
    ? rejected
    : columns.filter((column) => rejected.includes(column) || families.has(familyOf(column)));
}
