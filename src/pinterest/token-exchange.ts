import type { Caller } from "./caller.ts";
import { ApiError } from "./errors/api-error.ts";
import { canSucceedLater } from "./errors/error-kinds.ts";
import type { HttpRequest } from "./network/transport.ts";
import { type ClientDependencies, commonHeaders, decodeResponse, send, withRetries } from "./send-request.ts";
import { parseTokenGrant, type TokenGrant } from "./token-grant.ts";

/** An app's ID and secret key. */
interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Exchanges the code of a consent, or a refresh token, for tokens.
 * @throws ApiError (authorization_grant) if the API rejects these, the redirect URI, or the app's credentials
 */
export async function exchangeForTokens(
  dependencies: ClientDependencies,
  app: AppCredentials,
  grant: { readonly code: string; readonly redirectUri: string } | { readonly refreshToken: string },
  caller: Caller,
): Promise<TokenGrant> {
  const form: Readonly<Record<string, string>> =
    "code" in grant
      ? { grant_type: "authorization_code", code: grant.code, redirect_uri: grant.redirectUri }
      : { grant_type: "refresh_token", refresh_token: grant.refreshToken };
  const operationId = "oauth/token";
  const category = "org_read";
  const request: HttpRequest = {
    method: "POST",
    url: `${dependencies.baseUrl}/oauth/token`,
    headers: {
      ...commonHeaders,
      Authorization: `Basic ${Buffer.from(`${app.clientId}:${app.clientSecret}`).toString("base64")}`,
      "Content-Type": "application/x-www-form-urlencoded",
    },
    // Apps created before September 2025 get a renewable refresh token only with it. The API's document has it for codes only; a
    // client in production sends it with refreshes, too.
    body: new URLSearchParams({ ...form, continuous_refresh: "true" }).toString(),
  };
  return withRetries(dependencies, operationId, category, caller, async () => {
    // Never aborted after sending: the response might contain the only refresh token that is still valid.
    const response = await send(dependencies, operationId, category, request, caller, {
      untilAnswered: neverAborted(),
    });
    const now = dependencies.clock.now();
    try {
      return decodeResponse(operationId, response, (body) => parseTokenGrant(body, now), now);
    } catch (error) {
      // The token endpoint has no other reason to reject a request than the grant.
      throw error instanceof ApiError && !canSucceedLater(error) ? error.as("authorization_grant") : error;
    }
  });
}

const neverAborted = () => new AbortController().signal;
