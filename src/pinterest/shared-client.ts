import type { ApiClient, ReadClient } from "./client.ts";
import { canSucceedLater } from "./errors/error-kinds.ts";

/**
 * A client whose responses to some operations several callers share. Each is requested once, and again after a failure, unless that
 * is permanent.
 */
export class SharedClient implements ReadClient {
  readonly #client: ReadClient;
  readonly #operations: readonly string[];
  readonly #signal: AbortSignal;
  readonly #bodies = new Map<string, Promise<unknown>>();

  /** @param signal of the shared requests, which must not abort with one of their callers */
  constructor(client: ReadClient, operations: readonly string[], signal: AbortSignal) {
    this.#client = client;
    this.#operations = operations;
    this.#signal = signal;
  }

  get firstResponse(): Promise<void> {
    return this.#client.firstResponse;
  }

  get hasQuota(): boolean {
    return this.#client.hasQuota;
  }

  perMinute(operationId: string): number | undefined {
    return this.#client.perMinute(operationId);
  }

  /** See `PinterestClient.call`. Each caller gets its own copy, since rows become records. */
  readonly call: ApiClient["call"] = async (operation, parameters, caller, decode, content) => {
    if (!this.#operations.includes(operation)) return this.#client.call(operation, parameters, caller, decode, content);
    const key = JSON.stringify([operation, parameters]);
    const known = this.#bodies.get(key);
    if (known !== undefined) return decode(structuredClone(await known));
    let body: unknown;
    const shared = { ...caller, signal: this.#signal, held: undefined };
    // Decodes once: a list takes a page that is decoded twice for a loop.
    const request = this.#client.call(operation, parameters, shared, (received) => {
      body = structuredClone(received);
      return decode(received);
    });
    const later = request.then(() => body);
    this.#bodies.set(key, later);
    later.catch((error: unknown) => {
      if (canSucceedLater(error)) this.#bodies.delete(key);
    });
    return request;
  };
}
