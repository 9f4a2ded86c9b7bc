import type { Clock } from "../clock.ts";
import { isObject } from "../json.ts";
import { ApiError, StoppedError } from "./errors/api-error.ts";

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

/** What the token endpoint answered. */
export interface TokenGrant {
  readonly accessToken: string;
  /** The new refresh token, if there is one: the old one may be dead from now on. */
  readonly refreshToken: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Everything that the user ever granted to the app, as the API lists it. */
  readonly scopes: readonly string[];
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
      if (error instanceof ApiError && error.kind === "authorization_grant") refusal = error;
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

const thirtyDays = 30 * 24 * 60 * 60;
/** No access token lives longer, in seconds: Pinterest's live 30 days. */
const maxLifeSeconds = 366 * 24 * 60 * 60;

/** Reads the token endpoint's answer. Throws ApiError (invalid_body) when it has no access token. */
export function parseTokenGrant(body: unknown, now: number): TokenGrant {
  if (!isObject(body) || typeof body.access_token !== "string" || body.access_token === "") {
    throw new ApiError({ kind: "invalid_body", operation: "oauth/token", reason: "the answer holds no access token" });
  }
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds, scope } = body;
  return {
    accessToken,
    refreshToken: typeof refreshToken === "string" && refreshToken !== "" ? refreshToken : undefined,
    expiresAt: now + lifeOf(seconds) * 1000,
    scopes: typeof scope === "string" ? scope.split(/[\s,]+/u).filter((part) => part !== "") : [],
  };
}

/**
 * The tokens in what the token endpoint has answered, be it an error, cut off, or no JSON: whoever knows them can keep
 * them out of what is said of it.
 */
export function tokensIn(body: string): readonly string[] {
  const found = new Set<string>();
  const within: unknown[] = [parsed(body)];
  for (const value of within) {
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      const member: unknown = inner;
      if (typeof member === "string" && /token$/iu.test(name)) found.add(member);
      within.push(member);
    }
  }
  for (const [, token = ""] of body.matchAll(tokenInText)) found.add(token);
  return [...found].slice(0, maxTokens);
}

/** An answer has two. Whoever sends thousands would only have us look for them. */
const maxTokens = 10;

/** A token behind its name, in quotes or not. What is shorter may be a word of a sentence. */
const tokenInText = /(?:access|refresh|id)_token[\\"']*\s*[:=]\s*[\\"']*([^\\"'&\s,;{}<>]{16,})/giu;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Where the answer does not tell a life that a token can have, its end is found out by a refusal, which is got over. */
function lifeOf(seconds: unknown): number {
  return typeof seconds === "number" && seconds > 0 && seconds <= maxLifeSeconds ? seconds : thirtyDays;
}
