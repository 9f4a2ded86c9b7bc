import type { Clock } from "../../base/clock.ts";
import type { JsonObject } from "../../base/json.ts";
import { orAborted } from "../../base/signals.ts";
import type { ApiClient } from "../../pinterest/client.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { retryDelay } from "../../pinterest/limits/retry-policy.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { isRejection } from "../failures/disposition.ts";
import type { Exclusions } from "./exclusions.ts";
import { type Resource, resourceOf, type ValueLists, withValues } from "./resource.ts";
import type { UserAccounts } from "./user-account.ts";
import { type AttemptOutcome, proveRejections, type RejectedValue } from "./value-proof.ts";

/** What the clients of all streams in a run share. */
export interface ClientRun {
  readonly client: ApiClient;
  readonly exclusions: Exclusions;
  readonly accounts: UserAccounts;
  /** By scope: the search for rejected values. Other requests of the scope wait for it. */
  readonly proofs: Map<string, Promise<void>>;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Aborts with the run. */
  readonly signal: AbortSignal;
}

/** The values that a request was sent without. */
export interface Excluded {
  readonly rejected: readonly RejectedValue[];
  readonly parameters: Parameters;
  /** The first date of the request, YYYY-MM-DD; undefined: it has no dates. */
  readonly since: string | undefined;
}

/** A request, sent with some of its values. */
type Send<Result> = (values: ValueLists) => Promise<Result>;

/** Calls operations for one stream, without what is known to be denied or rejected. */
export class StreamClient implements ApiClient {
  readonly #run: ClientRun;
  readonly #stream: string;
  readonly #onExclude: (excluded: Excluded) => void;

  /** @param onExclude called with values that the API was found to reject in a request of the stream */
  constructor(run: ClientRun, stream: string, onExclude: (excluded: Excluded) => void) {
    this.#run = run;
    this.#stream = stream;
    this.#onExclude = onExclude;
  }

  /** See `PinterestClient.call`. @throws ApiError also if an earlier denial applies, without sending the request */
  async call<Result>(
    operation: string,
    parameters: Parameters,
    caller: Caller,
    decode: (body: unknown) => Result,
    content?: JsonObject,
  ): Promise<Result> {
    const { client, accounts, signal } = this.#run;
    const resource = resourceOf(operation, parameters, content);
    if (operation === "user_account/get") {
      const valid = (body: unknown) => {
        decode(structuredClone(body));
        return body;
      };
      // Others share this request: it must neither abort with one stream nor be held by one.
      const send = () => client.call(operation, parameters, { ...caller, signal, held: undefined }, valid);
      return decode(await accounts.bodyOf(resource.key, () => this.#send(resource, {}, send)));
    }
    const send: Send<Result> = (values) =>
      this.#send(resource, values, () => {
        const body = content && withValues(content, values);
        return client.call(operation, withValues(parameters, values), caller, decode, body);
      });
    const { result, rejected } = await this.#withoutRejected(resource, send, caller);
    const { start_date: since } = { ...content, ...parameters };
    if (rejected.length > 0)
      this.#onExclude({ rejected, parameters, since: typeof since === "string" ? since : undefined });
    return result;
  }

  /** Returns whether requests are sent without some of their values. */
  isWithoutValues(operation: string, parameters: Parameters): boolean {
    const resource = resourceOf(operation, parameters);
    const left = this.#run.exclusions.withoutRejected(resource);
    return Object.entries(resource.values).some(([name, values]) => (left[name] ?? []).length < values.length);
  }

  /** See `Exclusions.isAccountDenied`. */
  isAccountDenied(operation: string, parameters: Parameters): boolean {
    return this.#run.exclusions.isAccountDenied(operation, parameters);
  }

  /** Records that an operation is denied for an account, unless it has succeeded there. */
  denyAccount(error: ApiError, parameters: Parameters): void {
    this.#run.exclusions.denyAccount(resourceOf(error.operation, parameters), error);
  }

  /** Sends a request, and again without the values for which it is rejected. */
  async #withoutRejected<Result>(resource: Resource, send: Send<Result>, caller: Caller) {
    const { exclusions, proofs } = this.#run;
    const { operation, scope } = resource;
    for (;;) {
      await orAborted(proofs.get(scope) ?? Promise.resolve(), caller.signal);
      const values = exclusions.withoutRejected(resource, this.#stream);
      try {
        return { result: await send(values), rejected: [] };
      } catch (error) {
        const hasValues = Object.values(values).some(({ length }) => length > 1);
        if (!isRejection(error, operation) || resource.isContinuation || !hasValues) throw error;
        // The request was rejected for the same values as another one.
        if (proofs.has(scope)) continue;
        const proof = this.#prove(resource, values, error, send, caller);
        const end = () => void proofs.delete(scope);
        proofs.set(scope, proof.then(end, end));
        return await proof;
      }
    }
  }

  async #prove<Result>(resource: Resource, values: ValueLists, error: ApiError, send: Send<Result>, caller: Caller) {
    const { exclusions, clock, random } = this.#run;
    const attempt = async (left: ValueLists): Promise<AttemptOutcome<Result>> => {
      try {
        return { isAccepted: true, result: await send(left) };
      } catch (error) {
        if (!isRejection(error, resource.operation)) throw error;
        return { isAccepted: false, error };
      }
    };
    const wait = async (error: ApiError, retries: number) => {
      const fault = error.as("server_fault");
      const delay = retryDelay(fault, retries, random(), clock.now());
      if (delay === undefined) return false;
      caller.onRetry?.(fault, delay);
      await clock.sleep(delay, caller.signal);
      return true;
    };
    const proof = await proveRejections(values, error, {
      attempt,
      wait,
      canTryHalves: (error) => exclusions.canBeValue(resource, error),
    }).catch((error: unknown) => {
      if (isRejection(error, resource.operation)) exclusions.leaveUnexplained(resource, error);
      throw error;
    });
    for (const rejection of proof.rejected) exclusions.reject(resource, rejection, this.#stream);
    return proof;
  }

  async #send<Result>(resource: Resource, values: ValueLists, request: () => Promise<Result>): Promise<Result> {
    const { exclusions } = this.#run;
    const known = exclusions.denialOf(resource);
    if (known !== undefined) throw known;
    try {
      const result = await request();
      exclusions.succeed(resource, values, this.#stream);
      return result;
    } catch (error) {
      if (error instanceof ApiError && error.operation === resource.operation) exclusions.fail(resource, error);
      throw error;
    }
  }
}
