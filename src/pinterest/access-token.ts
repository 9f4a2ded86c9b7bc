import type { Clock } from "../base/clock.ts";
import { StoppedError } from "../base/signals.ts";
import { ApiError } from "./errors/api-error.ts";
import type { TokenGrant } from "./token-grant.ts";

/** Provides the access token for requests. */
export interface Authorization {
  /** Returns a token that isn't known to be invalid. */
  token(signal: AbortSignal): Promise<string>;
  /** Replaces a token that the API rejected, if possible. The request is then sent once more. */
  renew(rejected: string, signal: AbortSignal): Promise<void>;
}

/** Returns the authorization of a token that the user generated, which can't be renewed. */
export function fixedToken(accessToken: string): Authorization {
  return { token: () => Promise.resolve(accessToken), renew: () => Promise.resolve() };
}

/** The response to a refresh, with the refresh token to use from now on. */
export type RefreshGrant = TokenGrant & {
  readonly refreshToken: string;
  /** Whether the response has a new refresh token. */
  readonly rotated: boolean;
};

/** Credentials that renew tokens, and the access token of an earlier run with its expiration, epoch milliseconds. */
export interface OAuthCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly access: { readonly token: string; readonly expiresAt: number } | undefined;
}

/**
 * The time before its expiration at which an access token is renewed, so that none expires during a read. A lifetime
 * under ten days has a margin of a tenth of it; Pinterest's is 30 days. If the renewal fails, the token stays in use
 * until it expires.
 */
const maxMarginMs = 24 * 60 * 60_000;

/**
 * Returns the authorization by OAuth 2.0. Refreshes on demand, one refresh at a time. A refresh might return a new refresh
 * token, and Pinterest doesn't document whether the old one stays valid. So new tokens are used only after `onGrant`,
 * which passes them to the platform. If it throws, so does every later request for a token.
 * @param exchange sends a refresh token to the token endpoint
 * @param onPutOff called with the error of a refresh that can wait, and the deadline in epoch milliseconds
 */
export function refreshingToken(
  credentials: OAuthCredentials,
  clock: Clock,
  exchange: (refreshToken: string, signal: AbortSignal) => Promise<TokenGrant>,
  onGrant: (grant: RefreshGrant) => Promise<void>,
  onPutOff?: (error: unknown, until: number) => void,
): Authorization {
  let { refreshToken } = credentials;
  let access: { readonly token: string; readonly renewAt: number; readonly endsAt: number } | undefined =
    credentials.access && {
      token: credentials.access.token,
      renewAt: credentials.access.expiresAt - maxMarginMs,
      endsAt: credentials.access.expiresAt,
    };
  /** Why no further refresh can help. */
  let failure: { readonly error: unknown } | undefined;

  const refresh = async (signal: AbortSignal): Promise<string> => {
    if (failure !== undefined) throw failure.error;
    let grant: TokenGrant;
    try {
      grant = await exchange(refreshToken, signal);
    } catch (error) {
      // A rejected refresh token never becomes valid again.
      if (error instanceof ApiError && error.kind === "authorization_grant") failure = { error };
      if (error instanceof StoppedError || access === undefined || clock.now() >= access.endsAt) throw error;
      onPutOff?.(error, access.endsAt);
      access = { ...access, renewAt: access.endsAt };
      return access.token;
    }
    const rotated = grant.refreshToken !== undefined && grant.refreshToken !== refreshToken;
    refreshToken = grant.refreshToken ?? refreshToken;
    try {
      await onGrant({ ...grant, refreshToken, rotated });
    } catch (error) {
      // Nobody would learn of a further refresh token either.
      failure = { error };
      throw error;
    }
    const life = grant.expiresAt - clock.now();
    access = {
      token: grant.accessToken,
      renewAt: grant.expiresAt - Math.min(maxMarginMs, life / 10),
      endsAt: grant.expiresAt,
    };
    return grant.accessToken;
  };
  const refreshOnce = oneAtATime(refresh);

  return {
    token: (signal) =>
      access !== undefined && clock.now() < access.renewAt ? Promise.resolve(access.token) : refreshOnce(signal),
    async renew(rejected, signal) {
      // Another request might have renewed it already.
      if (access?.token === rejected) access = undefined;
      await this.token(signal);
    },
  };
}

/** Returns a function whose callers share one refresh at a time. */
function oneAtATime(refresh: (signal: AbortSignal) => Promise<string>): (signal: AbortSignal) => Promise<string> {
  let refreshing: Promise<string> | undefined;
  return async (signal) => {
    for (;;) {
      refreshing ??= refresh(signal).finally(() => {
        refreshing = undefined;
      });
      try {
        return await refreshing;
      } catch (error) {
        // The caller that started the refresh was stopped. Another caller starts it again.
        if (!(error instanceof StoppedError) || signal.aborted) throw error;
      }
    }
  };
}
