/** An error that the API answers with: an HTTP status and the envelope `{code, message}`. */
export class ApiError extends Error {
  readonly status: number;
  /** The API's own code, which is not the HTTP status. */
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/*
 * Codes and texts below are those of Pinterest's OpenAPI document 5.23.0 or of recorded live responses, except where a
 * function says that it is a guess.
 */

/** Seen live: "Parameter 'page_size' was not numeric". Code 1 covers every parameter that is not understood. */
export function invalidParameter(message: string): ApiError {
  return new ApiError(400, 1, message);
}

/** Seen live, for no token, an unknown one and an expired one. */
export function authenticationFailed(): ApiError {
  return new ApiError(401, 2, "Authentication failed.");
}

/** Seen live, the list of missing scopes included. */
export function scopesMissing(missing: readonly string[]): ApiError {
  const list = missing.map((scope) => `'${scope}'`).join(", ");
  return new ApiError(
    401,
    3,
    "Your token does not have sufficient permissions to perform this operation. Please ensure your token is " +
      `authorized with the correct set of scopes. Missing: [${list}]`,
  );
}

/** Seen live, for features that are granted to an app one by one. */
export function restrictedFeature(): ApiError {
  return new ApiError(401, 3, "Your application does not have access to this restricted feature.");
}

/** Seen live, for a refresh token that is unknown, used up or too old, and for an app that is not known. */
export function invalidGrant(): ApiError {
  return new ApiError(401, 283, "The authorization grant is invalid");
}

/** Seen live, for an ad account that the token's user has no role on. */
export function notPermitted(): ApiError {
  return new ApiError(403, 29, "You are not permitted to access that resource.");
}

/** The same of catalogs, by the document with another status. */
export function catalogsNotPermitted(): ApiError {
  return new ApiError(401, 29, "You are not permitted to access that resource.");
}

/** Seen live, for product groups of an account that has no catalog. */
export function noCatalog(): ApiError {
  return new ApiError(409, 4182, "Can't access this feature without an existing catalog.");
}

/** Codes and texts from the document: what catalogs say of what they do not know. */
export function feedNotFound(): ApiError {
  return new ApiError(404, 4161, "Sorry! We could not find your catalogs feed.");
}

export function catalogNotFound(): ApiError {
  const message = "Sorry! We couldn't find that catalog. Please ensure you have access to a valid catalog id.";
  return new ApiError(404, 678, message);
}

export function productGroupNotFound(): ApiError {
  return new ApiError(404, 4180, "Sorry! We could not find your catalogs product group.");
}

export function processingResultNotFound(): ApiError {
  return new ApiError(404, 4184, "Sorry! We could not find your processing result.");
}

/** Seen by others when too much is asked of the analytics of ads: neither status nor code say so, the text does. */
export function retryAfter(seconds: number): ApiError {
  return new ApiError(400, 1, `Retry after ${seconds} seconds`);
}

/** Codes from the document; board, Pin, section and user each have their own. Of entities of advertising it is a guess. */
export function notFound(what: "Board" | "Pin" | "Board section" | "User" | "AdAccount" | "Entity"): ApiError {
  const codes = { Board: 40, Pin: 50, "Board section": 2031, User: 30, AdAccount: 2, Entity: 2 };
  return new ApiError(404, codes[what], `${what} not found.`);
}

/** A guess: nothing is known of what the API says to an address that it does not have. */
export function unknownAddress(): ApiError {
  return new ApiError(404, 404, "The requested resource could not be found on this server.");
}

/** Code from Pinterest's error table. */
export function methodNotAllowed(): ApiError {
  return new ApiError(405, 5, "Method not allowed.");
}

/** Text of the document, as one line. */
export function rateLimited(): ApiError {
  return new ApiError(
    429,
    8,
    "This request exceeded a rate limit. This can happen if the client exceeds one\nof the published rate limits or " +
      "if multiple write operations are applied to\nan object within a short time window.",
  );
}
