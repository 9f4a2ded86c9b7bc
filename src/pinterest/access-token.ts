import type { Clock } from "../clock.ts";
import { StoppedError } from "../signals.ts";
import { ApiError } from "./errors/api-error.ts";
import type { TokenGrant } from "./token-grant.ts";

/** Gives the access token for requests. */
export interface Authorization {
  /** A token that is valid as far as is known. */
  token(signal: AbortSignal): Promise<string>;
  /** Called when the API refused a token. Resolves to whether another one can be had, from `token`. */
  renew(refused: string, signal: AbortSignal): Promise<boolean>;
}

/** A token that the user made by hand: there is no other when it ends. */
export function fixedToken(accessToken: string): Authorization {
  return { token: () => Promise.resolve(accessToken), renew: () => Promise.resolve(false) };
}

/** What tokens are renewed with, and an access token of an earlier run with its end, epoch milliseconds. */
export interface OAuthCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly access: { readonly token: string; readonly expiresAt: number } | undefined;
}

/**
 * Access tokens live 30 days. One is exchanged a day before its end, so that none ends in mid-read; one that was
 * granted for less than ten days, when a tenth of its life is left. Where that fails, it is used until it ends.
 */
const maxMarginMs = 24 * 60 * 60_000;

/**
 * Tokens by OAuth 2.0. A refresh happens when it is needed and once at a time, however many requests ask for it.
 * Pinterest may answer each refresh with a new refresh token, and does not document whether the old one still works.
 * So `onGrant` is awaited before the new tokens are used: it must have told the platform by then.
 * @param exchange sends a refresh token to the token endpoint
 * @param onPutOff told why a refresh failed that can wait, and until when (epoch milliseconds)
 */
export function refreshingToken(
  credentials: OAuthCredentials,
  clock: Clock,
  exchange: (refreshToken: string, signal: AbortSignal) => Promise<TokenGrant>,
  onGrant: (grant: TokenGrant & { readonly rotated: boolean }) => Promise<void>,
  onPutOff?: (error: unknown, until: number) => void,
): Authorization {
  let { refreshToken } = credentials;
  let access: { readonly token: string; readonly renewAt: number; readonly endsAt: number } | undefined =
    credentials.access && {
      token: credentials.access.token,
      renewAt: credentials.access.expiresAt - maxMarginMs,
      endsAt: credentials.access.expiresAt,
    };
  let refreshing: Promise<string> | undefined;
  let refusal: ApiError | undefined;

  const refresh = async (signal: AbortSignal): Promise<string> => {
    if (refusal !== undefined) throw refusal;
    let grant: TokenGrant;
    try {
      grant = await exchange(refreshToken, signal);
    } catch (error) {
      // A refresh token that was refused once is refused for good.
      if (error instanceof ApiError && isRejection(error)) refusal = error;
      if (error instanceof StoppedError || access === undefined || clock.now() >= access.endsAt) throw error;
      onPutOff?.(error, access.endsAt);
      access = { ...access, renewAt: access.endsAt };
      return access.token;
    }
    const rotated = grant.refreshToken !== undefined && grant.refreshToken !== refreshToken;
    refreshToken = grant.refreshToken ?? refreshToken;
    await onGrant({ ...grant, refreshToken, rotated });
    const life = grant.expiresAt - clock.now();
    access = {
      token: grant.accessToken,
      renewAt: grant.expiresAt - Math.min(maxMarginMs, life / 10),
      endsAt: grant.expiresAt,
    };
    return grant.accessToken;
  };
  const refreshOnce = async (signal: AbortSignal): Promise<string> => {
    for (;;) {
      refreshing ??= refresh(signal).finally(() => {
        refreshing = undefined;
      });
      try {
        return await refreshing;
      } catch (error) {
        // Whoever began it was stopped: that says nothing to the others that wait for it.
        if (!(error instanceof StoppedError) || signal.aborted) throw error;
      }
    }
  };

  return {
    token: (signal) =>
      access !== undefined && clock.now() < access.renewAt ? Promise.resolve(access.token) : refreshOnce(signal),
    async renew(refused, signal) {
      // Another request may have renewed it already.
      if (access?.token === refused) access = undefined;
      await this.token(signal);
      return true;
    },
  };
}

function isRejection({ kind }: ApiError): boolean {
  return kind === "authorization_grant" || kind === "rejected_app" || kind === "rejected_refresh_token";
}
