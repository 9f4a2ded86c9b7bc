import { entryOf } from "../../entry-of.ts";
import type { JsonObject } from "../../json.ts";
import type { ApiClient, Caller } from "../../pinterest/client.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { isOperation, type Parameters } from "../../pinterest/operations/operations.ts";
import { StoppedError } from "../../signals.ts";
import { deniedBy, isDenied } from "./disposition.ts";
import { type Resource, resourceOf } from "./resource.ts";

const accountOperation = "user_account/get";

/** When so many things in an ad account are denied, and nothing was answered, it is the ad account that is. */
const minDeniedParts = 3;

/**
 * Requests operations, and never twice in a run what was denied: an operation for a resource, or an operation whose scope
 * the token is missing. A role can deny one operation and allow another, so no more is concluded than that. The first
 * request of an operation for an ad account goes alone, so that one that is denied costs one request.
 */
export class AccessClient implements ApiClient {
  readonly #client: ApiClient;
  readonly #denied = new Map<string, ApiError>();
  readonly #missingScopes = new Map<string, ApiError>();
  /** Operations, and operations of ad accounts, that were answered: what is denied from then on is a smaller thing. */
  readonly #answered = new Set<string>();
  /** The first request of an operation for an ad account, while it is under way. */
  readonly #first = new Map<string, Promise<void>>();
  readonly #tried = new Set<string>();
  /** What was denied in an ad account of which nothing was answered. */
  readonly #deniedParts = new Map<string, Set<string>>();
  /** The responses that tell the user accounts, which most streams need: each is requested once. */
  readonly #accounts = new Map<string, Promise<unknown>>();
  readonly #signal: AbortSignal;

  /** @param signal of the run: a stream that is given up does not take with it what others share */
  constructor(client: ApiClient, signal = new AbortController().signal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** See `PinterestClient.call`. @throws ApiError also when it is known that the request would be denied */
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
    if (adAccountKey === undefined || this.#tried.has(adAccountKey)) return request();
    const first = this.#first.get(adAccountKey);
    if (first !== undefined) {
      await first;
      if (caller.signal.aborted) throw new StoppedError();
      return this.call(operation, parameters, caller, decode, content);
    }
    const response = request();
    const end = response.then(
      () => this.#tried.add(adAccountKey),
      // One that was given up tells nothing.
      (error: unknown) => error instanceof StoppedError || this.#tried.add(adAccountKey),
    );
    this.#first.set(
      adAccountKey,
      end.then(() => void this.#first.delete(adAccountKey)),
    );
    return response;
  }

  /** What a user account's response says, whoever requested it first. */
  async #account<Result>(
    parameters: Parameters,
    resource: Resource,
    caller: Caller,
    decode: (body: unknown) => Result,
  ): Promise<Result> {
    const known = this.#accounts.get(resource.key);
    if (known !== undefined) return decode(await known);
    const results: Result[] = [];
    const response = this.#request(
      accountOperation,
      parameters,
      resource,
      { ...caller, signal: this.#signal },
      (body) => {
        results.push(decode(body));
        return body;
      },
      undefined,
    );
    this.#accounts.set(resource.key, response);
    const body = await response;
    return results.at(-1) ?? decode(body);
  }

  /** Whether it is known that the operation is denied for the ad account that a request is about. */
  isAdAccountDenied(operation: string, parameters: Parameters): boolean {
    // A request for tokens is about no ad account.
    if (!isOperation(operation)) return false;
    const { adAccountKey } = resourceOf(operation, parameters);
    return adAccountKey !== undefined && this.#denied.has(adAccountKey);
  }

  /** Why a request would be denied; undefined: nothing is known against it. */
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
      this.#answered.add(operation);
      if (resource.adAccountKey !== undefined) {
        this.#answered.add(resource.adAccountKey);
        // What was under way says that too much was concluded.
        this.#denied.delete(resource.adAccountKey);
      }
      return result;
    } catch (error) {
      if (error instanceof ApiError && error.operation === operation) this.#learn(operation, resource, error);
      throw error;
    }
  }

  #learn(operation: string, { key, adAccountKey, names, isLaterPage }: Resource, error: ApiError): void {
    // The beginning of that list was there.
    if (isLaterPage) return;
    const ofAdAccount = adAccountKey !== undefined && !this.#answered.has(adAccountKey) ? adAccountKey : undefined;
    const denied = deniedBy(error);
    if (denied === "scope" && !this.#answered.has(operation)) this.#missingScopes.set(operation, error);
    if (denied !== "resource") return;
    if (names === "one") this.#denied.set(ofAdAccount ?? key, error);
    else if (names === "part") this.#denyPart(key, ofAdAccount, error);
  }

  #denyPart(key: string, ofAdAccount: string | undefined, error: ApiError): void {
    this.#denied.set(key, error);
    if (ofAdAccount === undefined || !isDenied(error)) return;
    const parts = entryOf(this.#deniedParts, ofAdAccount, () => new Set<string>()).add(key);
    if (parts.size >= minDeniedParts) this.#denied.set(ofAdAccount, error);
  }
}
