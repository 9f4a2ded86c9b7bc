import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { migrateConfig } from "./migrate-config.ts";

/** What Pinterest answers a refresh with. */
export interface RotatedTokens {
  readonly refreshToken: string;
  readonly accessToken: string;
  /** The end of the access token, epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * The whole configuration with the tokens of a refresh in it, for the CONTROL message that has the platform keep them.
 * @param raw a configuration for OAuth that `parseConfig` accepts, as it came
 * @returns it in the shape of spec.json, which the platform holds it to: fields of older shapes are moved to their
 *   places of today.
 */
export function withRotatedTokens(raw: JsonObject, tokens: RotatedTokens): JsonObject {
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
