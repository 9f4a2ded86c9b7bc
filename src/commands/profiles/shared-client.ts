import type { JsonObject } from "../../base/json.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import type { ReadDependencies } from "../../sync/context.ts";

/** The operations whose responses the reads of all profiles share. */
const shared: readonly string[] = ["ad_accounts/list", "user_account/get"];

/** A client whose responses with ad accounts and their owners several reads share. A failed request is sent again. */
export class SharedClient implements Pick<ReadDependencies["client"], "call" | "firstResponse" | "hasQuota"> {
  readonly #client: ReadDependencies["client"];
  readonly #bodies = new Map<string, Promise<unknown>>();

  constructor(client: ReadDependencies["client"]) {
    this.#client = client;
  }

  get firstResponse(): Promise<void> {
    return this.#client.firstResponse;
  }

  get hasQuota(): boolean {
    return this.#client.hasQuota;
  }

  /** See `PinterestClient.call`. */
  async call<Result>(
    operation: string,
    parameters: Parameters,
    caller: Caller,
    decode: (body: unknown) => Result,
    content?: JsonObject,
  ): Promise<Result> {
    if (!shared.includes(operation)) return this.#client.call(operation, parameters, caller, decode, content);
    const key = JSON.stringify([operation, parameters]);
    const known = this.#bodies.get(key);
    // Rows become records, so each read gets its own copy.
    if (known !== undefined) return decode(structuredClone(await known));
    const body = this.#client.call<unknown>(operation, parameters, { ...caller, held: undefined }, (each) => {
      decode(structuredClone(each));
      return each;
    });
    this.#bodies.set(key, body);
    body.catch(() => this.#bodies.delete(key));
    return decode(structuredClone(await body));
  }
}
