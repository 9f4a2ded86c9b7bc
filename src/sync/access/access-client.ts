import { entryOf } from "../../entry-of.ts";
import type { JsonObject } from "../../json.ts";
import type { ApiClient } from "../../pinterest/client.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { isOperation, type Parameters } from "../../pinterest/operations/operations.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { StoppedError } from "../../signals.ts";
import { deniedBy, isDenied } from "./disposition.ts";
import { FirstRequest } from "./first-request.ts";
import { type Resource, resourceOf } from "./resource.ts";

const accountOperation = "user_account/get";

/** The number of failed requests for the user account after which it stays unknown. */
const maxAccountFailures = 3;

/** An ad account counts as denied if this many of its parts or values are denied and none was accessible. */
const minDeniedParts = 3;

/**
 * Calls operations and remembers denials for the run: of an operation for a resource, and of an operation with a missing
 * scope. A role can allow one operation and deny another, so a denial never extends to other operations. The requests of
 * an operation for an ad account are sent one at a time until one shows whether the ad account is denied, so that a denied
 * ad account costs few requests: one, or for parts of it those that lead to three denied parts.
 */
export class AccessClient implements ApiClient {
  readonly #client: ApiClient;
  readonly #denied = new Map<string, ApiError>();
  readonly #missingScopes = new Map<string, ApiError>();
  /** Operations, and operations for an ad account, that have succeeded. Later denials concern only a part. */
  readonly #succeeded = new Set<string>();
  /** Per operation for an ad account. */
  readonly #first = new Map<string, FirstRequest>();
  /** The denied parts and values of ad accounts of which no request has succeeded. */
  readonly #deniedParts = new Map<string, Set<string>>();
  /** The responses with the user accounts, which most streams need. Each is requested once, and again if it failed. */
  readonly #accounts = new Map<string, Promise<unknown>>();
  #accountFailures = 0;
  readonly #signal: AbortSignal;

  /** @param signal aborts with the run: aborting one stream must not abort requests that others share */
  constructor(client: ApiClient, signal = new AbortController().signal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** See `PinterestClient.call`. @throws ApiError also if an earlier denial applies, without sending the request */
  async call<Result>(
    operation: string,
    parameters: Parameters,
    caller: Caller,
    decode: (body: unknown) => Result,
    content?: JsonObject,
  ): Promise<Result> {
    const resource = resourceOf(operation, parameters, content);
    const { adAccountKey } = resource;
    const request = () => this.#request(operation, parameters, resource, caller, decode, content);
    if (operation === accountOperation) return this.#account(parameters, resource, caller, decode);
    if (adAccountKey === undefined) return request();
    return entryOf(this.#first, adAccountKey, () => new FirstRequest()).run(
      () => {
        if (caller.signal.aborted) throw new StoppedError();
        return request();
      },
      // Denied parts leave open whether the ad account is denied, until it counts as denied.
      (error) =>
        error instanceof StoppedError ||
        (error instanceof ApiError && isDenied(error) && !this.#denied.has(adAccountKey)),
    );
  }

  /** Returns the decoded response with a user account, which is requested once per run unless that fails. */
  async #account<Result>(
    parameters: Parameters,
    resource: Resource,
    caller: Caller,
    decode: (body: unknown) => Result,
  ): Promise<Result> {
    // Rows become records, so each stream decodes its own copy.
    const decodeCopy = (body: unknown) => decode(structuredClone(body));
    const known = this.#accounts.get(resource.key);
    if (known !== undefined) return decodeCopy(await known);
    const results: Result[] = [];
    const response = this.#request(
      accountOperation,
      parameters,
      resource,
      { ...caller, signal: this.#signal },
      (body) => {
        results.push(decodeCopy(body));
        return body;
      },
      undefined,
    );
    this.#accounts.set(resource.key, response);
    // A later stream can succeed. Not without end, since each failure costs several requests of a daily quota.
    response.catch(() => {
      this.#accountFailures += 1;
      if (this.#accountFailures < maxAccountFailures) this.#accounts.delete(resource.key);
    });
    const body = await response;
    return results.at(-1) ?? decodeCopy(body);
  }

  /** Returns whether the operation is known to be denied for the ad account of a request. */
  isAdAccountDenied(operation: string, parameters: Parameters): boolean {
    // A token request has no ad account.
    if (!isOperation(operation)) return false;
    const { adAccountKey } = resourceOf(operation, parameters);
    return adAccountKey !== undefined && this.#denied.has(adAccountKey);
  }

  /** Returns the earlier denial that applies to a request, if any. */
  #denial(operation: string, { key, adAccountKey }: Resource): ApiError | undefined {
    return (
      this.#missingScopes.get(operation) ??
      (adAccountKey === undefined ? undefined : this.#denied.get(adAccountKey)) ??
      this.#denied.get(key)
    );
  }

  async #request<Result>(
    operation: string,
    parameters: Parameters,
    resource: Resource,
    caller: Caller,
    decode: (body: unknown) => Result,
    content: JsonObject | undefined,
  ): Promise<Result> {
    const known = this.#denial(operation, resource);
    if (known !== undefined) throw known;
    try {
      const result = await this.#client.call(operation, parameters, caller, decode, content);
      this.#succeeded.add(operation);
      if (resource.adAccountKey !== undefined) {
        this.#succeeded.add(resource.adAccountKey);
        // A concurrent request disproves the denial of the ad account.
        this.#denied.delete(resource.adAccountKey);
      }
      return result;
    } catch (error) {
      throw error instanceof ApiError && error.operation === operation
        ? this.#recordDenial(operation, resource, error)
        : error;
    }
  }

  /** Returns the error with what it implies. */
  #recordDenial(operation: string, resource: Resource, error: ApiError): ApiError {
    const { key, adAccountKey, names, isContinuation } = resource;
    if (isContinuation) return error;
    const ofAdAccount = adAccountKey !== undefined && !this.#succeeded.has(adAccountKey) ? adAccountKey : undefined;
    const denied = deniedBy(error);
    if (denied === "scope" && !this.#succeeded.has(operation)) this.#missingScopes.set(operation, error);
    if (denied !== "resource" || names === "several") return error;
    if (names === "one") {
      this.#denied.set(ofAdAccount ?? key, error);
      return error;
    }
    this.#denied.set(key, error);
    // A part that is not found was deleted after it was listed.
    if (ofAdAccount === undefined || (names === "part" && !isDenied(error))) return error;
    const parts = entryOf(this.#deniedParts, ofAdAccount, () => new Set<string>()).add(key);
    if (parts.size < minDeniedParts) return error;
    // Requests that were in flight are denied for the same reason, which is logged once.
    const before = this.#denied.get(ofAdAccount);
    if (before !== undefined) return before;
    const inferred = error.noting(
      `like ${parts.size - 1} earlier requests, and none succeeded, so the rest of this ad account is skipped`,
    );
    this.#denied.set(ofAdAccount, inferred);
    return inferred;
  }
}
