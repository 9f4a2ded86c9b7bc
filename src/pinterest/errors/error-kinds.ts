import { ApiError, type ApiErrorKind } from "./api-error.ts";

/** Returns whether the API rejected the request of an operation, possibly for one of its values. */
export function isRejection(error: unknown, operation: string): error is ApiError {
  return (
    error instanceof ApiError &&
    error.kind === "invalid_request" &&
    error.operation === operation &&
    (error.status === 400 || error.status === 422)
  );
}

/** Returns whether the resource is denied or not found, so that others of its kind can be accessible. */
export function isInaccessible(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    (error.kind === "permission_denied" || error.kind === "not_found" || error.kind === "no_catalog")
  );
}

/** Returns whether access was denied, as opposed to a resource that doesn't exist. */
export function isDenied({ kind }: ApiError): boolean {
  return kind === "permission_denied";
}

/** Returns when the rate limit of an error resets, in epoch milliseconds; undefined: unknown, or another error. */
export function rateLimitEnd(error: unknown): number | undefined {
  return error instanceof ApiError && error.kind === "rate_limited" ? error.retryAt : undefined;
}

/** Returns whether the same request can succeed later. Permanent errors, such as a missing scope, always recur. */
export function canSucceedLater(error: unknown): boolean {
  return !(error instanceof ApiError) || transientKinds.has(error.kind);
}

const transientKinds: ReadonlySet<ApiErrorKind> = new Set(["network", "server_fault", "invalid_body", "rate_limited"]);
