import type { JsonObject } from "../base/json.ts";
import { isObject } from "../base/json.ts";
import { migrateConfig } from "./migrate-config.ts";

/**
 * Returns the entire configuration with the tokens of a refresh, for the CONTROL message with which the platform stores
 * them.
 * @param raw an unmodified OAuth configuration that `parseConfig` accepts
 * @param tokens with the expiration of the access token, epoch milliseconds
 * @returns the configuration in the current format, against which the platform validates it (see `migrateConfig`)
 */
export function withRotatedTokens(
  raw: JsonObject,
  tokens: { readonly refreshToken: string; readonly accessToken: string; readonly expiresAt: number },
): JsonObject {
  const config = migrateConfig(raw);
  return {
    ...config,
    credentials: {
      ...(isObject(config.credentials) ? config.credentials : {}),
      refresh_token: tokens.refreshToken,
      access_token: tokens.accessToken,
      token_expiry_date: new Date(tokens.expiresAt).toISOString(),
    },
  };
}
