import { isObject } from "../base/json.ts";

/** A response of the token endpoint. */
export interface TokenGrant {
  readonly accessToken: string;
  /** The new refresh token, if any. The old one might be invalid from now on. */
  readonly refreshToken: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** The time until which the refresh token can be used, epoch milliseconds; undefined: Pinterest didn't say. */
  readonly renewableUntil: number | undefined;
  /** All scopes that the user has ever granted to the app. */
  readonly scopes: readonly string[];
}

/** The lifetime if it is missing or implausible, in seconds. */
const thirtyDays = 30 * 24 * 60 * 60;
/** Longer lifetimes are implausible: Pinterest's is 30 days. */
const maxLifeSeconds = 366 * 24 * 60 * 60;

/**
 * Parses a response of the token endpoint.
 * @throws Error if it has no access token, without the content
 */
export function parseTokenGrant(body: unknown, now: number): TokenGrant {
  if (!isObject(body) || typeof body.access_token !== "string" || body.access_token === "")
    throw new Error("access_token is missing");
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds, scope } = body;
  const { refresh_token_expires_in: renewable } = body;
  return {
    accessToken,
    refreshToken: typeof refreshToken === "string" && refreshToken !== "" ? refreshToken : undefined,
    // An early expiration is handled as a 401.
    expiresAt: now + (isLife(seconds) ? seconds : thirtyDays) * 1000,
    renewableUntil: isLife(renewable) ? now + renewable * 1000 : undefined,
    scopes: typeof scope === "string" ? scope.split(/[\s,]+/u).filter((part) => part !== "") : [],
  };
}

/**
 * Returns the tokens in any response of the token endpoint, including errors, truncated responses, and non-JSON ones, so
 * that messages about it can be redacted. Those that the response grants are the first, then those with Pinterest's prefixes.
 * Ignores others without a digit, which might be words.
 */
export function tokensIn(body: string): readonly string[] {
  const response = parsed(body);
  const granted = isObject(response) ? [response.access_token, response.refresh_token] : [];
  const named: unknown[] = [];
  const within: unknown[] = [response];
  for (const value of within) {
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      const member: unknown = inner;
      if (/token$/iu.test(name)) named.push(member);
      within.push(member);
    }
  }
  const prefixed = body.match(prefixedToken) ?? [];
  const afterNames = [...body.matchAll(tokenInText)].map(([, token]) => token);
  const tokens = [...granted, ...prefixed, ...named, ...afterNames].filter((token) => typeof token === "string");
  return [...new Set(tokens)].filter((token) => /^pin[ar][_.]|\d/u.test(token)).slice(0, maxTokens);
}

/** Limits the cost of redaction. A response has two tokens. */
const maxTokens = 10;

/** Pinterest's access tokens begin with pina_, its refresh tokens with pinr. (with the dot). */
const prefixedToken = /pin[ar][_.][\w.-]{12,}/gu;

/** A token after its name, with or without quotes. Shorter matches might be words of a sentence. */
const tokenInText = /(?:access|refresh|id)_token[\\"']*\s*[:=]\s*[\\"']*([^\\"'&\s,;{}<>]{16,})/giu;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isLife(seconds: unknown): seconds is number {
  return typeof seconds === "number" && seconds > 0 && seconds <= maxLifeSeconds;
}
