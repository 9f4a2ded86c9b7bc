import { ApiError } from "../pinterest/api-error.ts";

/** The thing itself is gone or closed to this account; others of its kind may be open. */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.kind === "permission_denied" || error.kind === "not_found");
}

/**
 * The error to report when everything that was asked for was refused; undefined: it is no error. What is gone may have
 * been deleted since its parents were listed, but not all of several things: then it is the operation that is gone.
 * @param subjects how many things were asked for; of one, there may be many parts
 */
export function refusalOfAll(refusals: readonly ApiError[], subjects: number): ApiError | undefined {
  const denied = refusals.find(({ kind }) => kind === "permission_denied");
  return denied ?? (subjects > 1 ? refusals[0] : undefined);
}

/** Errors that every other partition would meet as well. */
export function concernsAll(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  switch (error.kind) {
    case "network":
    case "server_fault":
    case "invalid_body":
    case "invalid_request":
    case "permission_denied":
    case "access_lost":
    case "not_found":
    case "unsafe_link":
      return false;
    case "authentication":
    case "authorization_grant":
    case "missing_scope":
    case "restricted_feature":
    case "no_catalog":
    case "rate_limited":
    case "unexpected":
      return true;
  }
}
