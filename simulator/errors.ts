/** An API error: an HTTP status and the envelope `{code, message}`. */
export class ApiError extends Error {
  readonly status: number;
  /** Pinterest's error code, distinct from the HTTP status. */
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/*
 * Codes and messages are from Pinterest's OpenAPI document or from recorded responses.
 */

const error = (status: number, code: number, message: string) => () => new ApiError(status, code, message);
const noAccess = "You are not permitted to access that resource.";

/** Code 1 covers every invalid parameter. */
export const invalidParameter = (message: string) => new ApiError(400, 1, message);

/** For a missing, an unknown, and an expired token. */
export const authenticationFailed = error(401, 2, "Authentication failed.");

export function scopesMissing(missing: readonly string[]): ApiError {
  const list = missing.map((scope) => `'${scope}'`).join(", ");
  return new ApiError(
    401,
    3,
    "Your token does not have sufficient permissions to perform this operation. Please ensure your token is " +
      `authorized with the correct set of scopes. Missing: [${list}]`,
  );
}

/** The features that live responses name, by operation. */
const features: Readonly<Record<string, string>> = {
  search_partner_pins: "pin_search",
  "billing_profiles/get": "commerce_integration",
};

/** For operations that Pinterest enables per app. */
export function restrictedFeature(operationId: string): ApiError {
  const feature = features[operationId];
  const end = feature === undefined ? "." : `: ${feature}`;
  return new ApiError(401, 3, `Your application does not have access to this restricted feature${end}`);
}

/** For all operations while Pinterest hasn't approved the app. */
export const unsupportedApp = error(401, 3, "Your application consumer type is not supported");

/** Beyond the maximum of Pins in a list. Its status and code aren't known. */
export const tooManyPins = error(400, 1, "Pagination beyond 100.000 pins are not allowed.");

/** For an unknown, used, or expired refresh token, and for an unknown app. */
export const invalidGrant = error(401, 283, "The authorization grant is invalid");

/** For an ad account on which the user has no role. */
export const notPermitted = error(403, 29, noAccess);

/** The catalog equivalent; the document gives it another status. */
export const catalogsNotPermitted = error(401, 29, noAccess);

/** For product groups of an account without a catalog. */
export const noCatalog = error(409, 4182, "Can't access this feature without an existing catalog.");

export const feedNotFound = error(404, 4161, "Sorry! We could not find your catalogs feed.");
export const catalogNotFound = error(
  404,
  678,
  "Sorry! We couldn't find that catalog. Please ensure you have access to a valid catalog id.",
);
export const productGroupNotFound = error(404, 4180, "Sorry! We could not find your catalogs product group.");
export const processingResultNotFound = error(404, 4184, "Sorry! We could not find your processing result.");

/** Codes from the document. */
export function notFound(what: "Board" | "Pin" | "Board section" | "User"): ApiError {
  const codes = { Board: 40, Pin: 50, "Board section": 2031, User: 30 };
  return new ApiError(404, codes[what], `${what} not found.`);
}

export const unknownAddress = error(404, 404, "The requested resource could not be found on this server.");

/** Code from Pinterest's error table. */
export const methodNotAllowed = error(405, 5, "Method not allowed.");

export const rateLimited = error(
  429,
  8,
  "This request exceeded a rate limit. This can happen if the client exceeds one\nof the published rate limits or " +
    "if multiple write operations are applied to\nan object within a short time window.",
);
