import type { Config } from "../../config/config.ts";
import { asText, isObject, type JsonObject } from "../../json.ts";
import type { ApiClient, Caller } from "../../pinterest/client.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { Stream } from "../../streams/stream.ts";
import { actingFor } from "../partitions/stream-partitions.ts";

/** An operation that needs every scope for content, those of secret boards and their Pins included. */
const ofSecrets = "search_user_pins/list";
const ofAdAccount = "ad_accounts/get";
/** The roles in an ad account that open the secret boards of its owner (Pinterest's document, Business Access). */
const rolesOfSecrets: readonly string[] = ["OWNER", "ADMIN"];

/**
 * Tells whether a token sees secret boards and what is on them. Lists leave these out without a word where it does not, so
 * that all of them would seem to be gone.
 */
export class Sight {
  readonly #client: ApiClient;
  readonly #config: Config;
  #seesSecrets: Promise<boolean> | undefined;

  constructor(client: ApiClient, config: Config) {
    this.#client = client;
    this.#config = config;
  }

  /** Whether all rows of a stream would be in its lists, if they were there. Asks once in a run. */
  seesAll({ operation }: Pick<Stream, "operation">, caller: Caller): Promise<boolean> {
    const { scopes } = operationNamed(operation);
    if (!scopes.some((scope) => scope === "boards:read" || scope === "pins:read")) return Promise.resolve(true);
    const asked = this.#seesSecrets ?? this.#ask(caller);
    this.#seesSecrets = asked;
    // What was given up, or failed, is asked again for the next stream.
    asked.catch(() => {
      this.#seesSecrets = undefined;
    });
    return asked;
  }

  async #ask(caller: Caller): Promise<boolean> {
    try {
      const acting = actingFor(ofSecrets, this.#config);
      await this.#client.call(ofSecrets, { ...acting, query: "a" }, caller, () => undefined);
      const { ad_account_id: adAccount } = acting;
      if (adAccount === undefined) return true;
      const roles = await this.#client.call(ofAdAccount, { ad_account_id: adAccount }, caller, rolesIn);
      return roles.some((role) => rolesOfSecrets.includes(String(role)));
    } catch (error) {
      if (error instanceof ApiError) return false;
      throw error;
    }
  }
}

function rolesIn(body: unknown): readonly unknown[] {
  return isObject(body) && Array.isArray(body.permissions) ? body.permissions : [];
}

/**
 * Looks for one row by itself.
 * @returns whether Pinterest says that it is not there; denied, or any other error, says nothing
 */
export async function isDeleted(
  { operation, bind }: NonNullable<Stream["single"]>,
  key: JsonObject,
  client: ApiClient,
  config: Config,
  caller: Caller,
): Promise<boolean> {
  const own = Object.entries(bind).map(([parameter, field]) => [parameter, asText(key[field])] as const);
  const parameters: Parameters = { ...actingFor(operation, config), ...Object.fromEntries(own) };
  try {
    await client.call(operation, parameters, caller, () => undefined);
    return false;
  } catch (error) {
    if (error instanceof ApiError) return error.kind === "not_found";
    throw error;
  }
}
