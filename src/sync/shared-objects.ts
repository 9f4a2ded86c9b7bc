import { isObject, type JsonObject } from "../base/json.ts";
import type { ApiClient } from "../pinterest/client.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import { pageOf } from "../pinterest/responses/find-rows.ts";
import type { Caller } from "../pinterest/send-request.ts";
import { canSucceedLater } from "./api-errors.ts";

/** The user account, which most streams need. */
export const accountOperation = "user_account/get";
/** The number of failed requests after which an object stays unknown. */
const maxFailures = 3;

/** Shares the responses about single objects in a run. Each is requested once, and again if it failed. */
export class SharedObjects {
  readonly #client: ApiClient;
  /** Aborts with the run. */
  readonly #signal: AbortSignal;
  readonly #bodies = new Map<string, Promise<unknown>>();
  #failures = 0;

  constructor(client: ApiClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** Returns the object. @throws ApiError, StoppedError */
  async get(operation: string, parameters: Parameters, caller: Caller): Promise<JsonObject> {
    const body = await this.bodyOf(operation, parameters, caller);
    return isObject(body) ? body : {};
  }

  /** Returns the body of the response. @throws ApiError, StoppedError */
  bodyOf(operation: string, parameters: Parameters, caller: Caller): Promise<unknown> {
    const key = JSON.stringify([operation, parameters]);
    const known = this.#bodies.get(key);
    if (known !== undefined) return known;
    // Streams share this request: it must neither abort with one of them nor be held by one.
    const shared = { ...caller, signal: this.#signal, held: undefined };
    const body = this.#client.call<unknown>(operation, parameters, shared, (each) => {
      pageOf(each, "object");
      return each;
    });
    this.#bodies.set(key, body);
    body.catch((error: unknown) => {
      this.#failures += 1;
      if (this.#failures < maxFailures && canSucceedLater(error)) this.#bodies.delete(key);
    });
    return body;
  }
}
