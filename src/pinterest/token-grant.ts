import { isObject } from "../json.ts";
import { ApiError } from "./errors/api-error.ts";

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
