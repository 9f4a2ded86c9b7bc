import { ApiError } from "./errors/api-error.ts";
import { canSucceedLater } from "./errors/error-kinds.ts";
import type { HttpRequest } from "./network/transport.ts";
import {
  type Caller,
  type ClientDependencies,
  commonHeaders,
  decodeResponse,
  send,
  withRetries,
} from "./send-request.ts";
import { parseTokenGrant, type TokenGrant } from "./token-grant.ts";

/** An app's ID and secret key. */
interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Exchanges an authorization code for tokens.
 * @throws ApiError (authorization_grant) if the API rejects the code, the redirect URI, or the app's credentials
 */
export function exchangeAuthorizationCode(
  dependencies: ClientDependencies,
  app: AppCredentials,
  { code, redirectUri }: { readonly code: string; readonly redirectUri: string },
  caller: Caller,
): Promise<TokenGrant> {
  // Apps created before September 2025 get a renewable refresh token only with `continuous_refresh`.
  const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri, continuous_refresh: "true" };
  return requestTokens(dependencies, app, form, caller);
}

/**
 * Exchanges a refresh token for an access token.
 * @throws ApiError (authorization_grant) if the API rejects the refresh token or the app's credentials
 */
export function exchangeRefreshToken(
  dependencies: ClientDependencies,
  app: AppCredentials,
  refreshToken: string,
  caller: Caller,
): Promise<TokenGrant> {
  return requestTokens(dependencies, app, { grant_type: "refresh_token", refresh_token: refreshToken }, caller);
}

async function requestTokens(
  dependencies: ClientDependencies,
  app: AppCredentials,
  form: Readonly<Record<string, string>>,
  caller: Caller,
): Promise<TokenGrant> {
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
    body: new URLSearchParams(form).toString(),
  };
  return withRetries(dependencies, operationId, category, caller, async () => {
    // Never aborted after sending: the response might contain the only refresh token that is still valid.
    const response = await send(dependencies, operationId, category, request, caller, neverAborted());
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
