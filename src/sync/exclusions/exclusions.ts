import { entryOf } from "../../base/entry-of.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import { isOperation, type Parameters } from "../../pinterest/operations/operations.ts";
import { deniedBy } from "../failures/disposition.ts";
import { type Resource, resourceOf, type Value, type ValueLists } from "./resource.ts";
import type { RejectedValue } from "./value-proof.ts";

/** What does not work in this run: a scope of an operation, an account, a resource, or a value. */
interface Fact {
  readonly error: ApiError;
  /** Undefined unless the fact is about a value. */
  readonly value: Value | undefined;
  /** The resources that the value was rejected for. */
  readonly resources: Set<string>;
  /** The streams that are read without the value. */
  readonly streams: Set<string>;
}

/**
 * The ledger of what does not work in a run. It is asked before each request and told the outcome after it. A role can allow
 * one operation and deny another, so a denial never extends to other operations.
 */
export class Exclusions {
  readonly #facts = new Map<string, Fact>();
  /** Operations and accounts with a success, and accepted values by scope and by stream. */
  readonly #accepted = new Set<string>();
  /** Reasons of rejected requests, by scope, of which no value was the cause. */
  readonly #unexplained = new Set<string>();

  /** Returns why a request would fail: a missing scope, or a denied account or resource; undefined: unknown. */
  denialOf({ operation, accountKey = "", key }: Resource): ApiError | undefined {
    const facts = [scopeName(operation), accountName(accountKey), resourceName(key)].map((name) =>
      this.#facts.get(name),
    );
    return facts.find((fact) => fact !== undefined)?.error;
  }

  /** Returns whether the operation is known to be denied for the account of a request. */
  isAccountDenied(operation: string, parameters: Parameters): boolean {
    // A token request has no account.
    if (!isOperation(operation)) return false;
    return this.#facts.has(accountName(resourceOf(operation, parameters).accountKey ?? ""));
  }

  /**
   * Returns the values of a request without the rejected ones.
   * @param stream the stream that is read without them, if the request is one of its own
   * @throws ApiError (rejected_value) if no value of a parameter remains
   */
  withoutRejected(resource: Resource, stream?: string): ValueLists {
    if (this.#facts.size === 0) return resource.values;
    const entries = Object.entries(resource.values).map(([parameter, values]) => {
      let rejection: Fact | undefined;
      const left = values.filter((value) => {
        const fact = this.#rejectionOf(resource, { parameter, value });
        if (stream !== undefined) fact?.streams.add(stream);
        rejection ??= fact;
        return fact === undefined;
      });
      if (left.length === 0 && rejection !== undefined) throw rejection.error.as("rejected_value");
      return [parameter, left] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Records that the API accepted a request of a stream. */
  succeed({ operation, accountKey, scope, others }: Resource, values: ValueLists, stream: string): void {
    this.#accepted.add(operation);
    if (accountKey !== undefined) {
      this.#accepted.add(accountName(accountKey));
      // A concurrent request disproves the denial of the account.
      this.#facts.delete(accountName(accountKey));
    }
    for (const value of [...others, ...valuesOf(values)])
      for (const name of [scope, stream, allStreams]) this.#accepted.add(valueName(name, value));
  }

  /** Records a failed request, if later ones would fail as well. */
  fail(resource: Resource, error: ApiError): void {
    const { operation, key, accountKey, names, isContinuation } = resource;
    const denied = deniedBy(error);
    if (isContinuation || denied === undefined) return;
    if (denied === "scope") {
      if (!this.#accepted.has(operation)) this.#add(scopeName(operation), error);
    } else if (names === "one" && accountKey !== undefined) {
      if (!this.denyAccount(resource, error)) this.#add(resourceName(key), error);
    } else if (names !== "several") {
      this.#add(resourceName(key), error);
    }
  }

  /** Records that an operation is denied for the account of a request, unless one of its requests has succeeded. */
  denyAccount({ accountKey }: Resource, error: ApiError): boolean {
    if (accountKey === undefined || this.#accepted.has(accountName(accountKey))) return false;
    this.#add(accountName(accountKey), error);
    return true;
  }

  /** Records the rejection of a value in a request of a stream. */
  reject({ scope, key }: Resource, { error, ...value }: RejectedValue, stream: string): void {
    const fact = this.#add(valueName(scope, value), error, value);
    fact.resources.add(key);
    fact.streams.add(stream);
  }

  /** Returns whether a value that was not accepted before can be the cause of a rejected request for one ID. */
  canBeValue({ scope, names, values }: Resource, { reason }: ApiError): boolean {
    const isNew = valuesOf(values).some((value) => !this.#accepted.has(valueName(scope, value)));
    return isNew && names !== "several" && !this.#unexplained.has(`${scope} ${reason}`);
  }

  /** Records that no value is the cause of a rejected request for one ID. */
  leaveUnexplained({ scope, names }: Resource, { reason }: ApiError): void {
    if (names !== "several") this.#unexplained.add(`${scope} ${reason}`);
  }

  /** Returns the values that a stream is read without, in each of its requests. @param stream undefined: all streams */
  rejectedFrom(stream?: string): readonly RejectedValue[] {
    return [...this.#facts.values()].flatMap(({ value, error, streams }) =>
      value !== undefined &&
      (stream === undefined || streams.has(stream)) &&
      !this.#accepted.has(valueName(stream ?? allStreams, value))
        ? [{ ...value, error }]
        : [],
    );
  }

  #rejectionOf({ scope, key }: Resource, value: Value): Fact | undefined {
    const name = valueName(scope, value);
    const fact = this.#facts.get(name);
    return fact !== undefined && (fact.resources.has(key) || !this.#accepted.has(name)) ? fact : undefined;
  }

  #add(name: string, error: ApiError, value?: Value): Fact {
    const fact = () => ({ error, value, resources: new Set<string>(), streams: new Set<string>() });
    return entryOf(this.#facts, name, fact);
  }
}

const allStreams = "all streams";
const scopeName = (operation: string) => `scope ${operation}`;
const accountName = (key: string) => `account ${key}`;
const resourceName = (key: string) => `resource ${key}`;
const valueName = (scope: string, { parameter, value }: Value) => `${scope} ${parameter}=${value}`;

function valuesOf(lists: ValueLists): readonly Value[] {
  return Object.entries(lists).flatMap(([parameter, values]) => values.map((value) => ({ parameter, value })));
}
