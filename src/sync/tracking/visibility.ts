import { isObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { ApiClient } from "../../pinterest/client.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed } from "../../pinterest/operations/operations.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import type { Stream } from "../../streams/stream.ts";
import { actingFor } from "../stream-partitions.ts";

/** An operation that requires all scopes for boards and Pins, including those for secret ones. */
const probe = "search_user_pins/list";
const adAccountOperation = "ad_accounts/get";
/** The roles in an ad account with access to its owner's secret boards (Pinterest's document, Business Access). */
const rolesWithSecrets: readonly string[] = ["OWNER", "ADMIN"];

/**
 * Determines whether the token has access to secret boards and their Pins. Without it, lists silently omit them, so that
 * they would look deleted.
 */
export class Visibility {
  readonly #config: Config;
  #seesSecrets: Promise<boolean> | undefined;

  constructor(config: Config) {
    this.#config = config;
  }

  /** Returns whether the lists of a stream contain all existing rows. Requests it once per run. */
  isComplete({ operation }: Pick<Stream, "operation">, client: ApiClient, caller: Caller): Promise<boolean> {
    const { scopes } = operationNamed(operation);
    if (!scopes.some((scope) => scope === "boards:read" || scope === "pins:read")) return Promise.resolve(true);
    const response = this.#seesSecrets ?? this.#request(client, caller);
    this.#seesSecrets = response;
    // After an abort or a failure, the next stream repeats the request.
    response.catch(() => {
      this.#seesSecrets = undefined;
    });
    return response;
  }

  async #request(client: ApiClient, caller: Caller): Promise<boolean> {
    try {
      const acting = actingFor(probe, this.#config);
      await client.call(probe, { ...acting, query: "a" }, caller, () => undefined);
      const { ad_account_id: adAccount } = acting;
      if (adAccount === undefined) return true;
      const roles = await client.call(adAccountOperation, { ad_account_id: adAccount }, caller, rolesIn);
      return roles.some((role) => rolesWithSecrets.includes(String(role)));
    } catch (error) {
      if (error instanceof ApiError) return false;
      throw error;
    }
  }
}

function rolesIn(body: unknown): readonly unknown[] {
  return isObject(body) && Array.isArray(body.permissions) ? body.permissions : [];
}
