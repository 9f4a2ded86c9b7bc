/**
 * What an error of the API means for the reader of data. Decided on status, code and message together, since codes are
 * reused across operations.
 */
export type ApiErrorKind =
  /** The token is not accepted (401). */
  | "authentication"
  /** The refresh token or the app's credentials are rejected by the token endpoint; nothing tells which. */
  | "authorization_grant"
  /** The app's ID or secret key is rejected, with and without the refresh token. */
  | "rejected_app"
  /** The refresh token is rejected, while the app's credentials are good. */
  | "rejected_refresh_token"
  /** The token lacks a scope (401 code 3). */
  | "missing_scope"
  /** The app has no access to a beta or restricted operation (401 code 3, another message). */
  | "restricted_feature"
  /** This account may not see this thing (401 code 7, 401 or 403 code 29, 403). */
  | "permission_denied"
  /** Access to a list was denied after pages of it had been read. */
  | "access_lost"
  | "not_found"
  /** The account has no catalog (409 code 4182). */
  | "no_catalog"
  /** The request itself is wrong (400 and the like). */
  | "invalid_request"
  | "rate_limited"
  /** The server failed or said so (5xx, code 12, 408). */
  | "server_fault"
  /** No connection, or it broke, or it took too long. */
  | "network"
  /** An invalid response: a success whose body is cut, not JSON, an error of no known code, or of another shape. */
  | "invalid_body"
  /** A link that must not be followed, such as one into a private network. */
  | "unsafe_link"
  /** An answer that a correct request cannot get (405 and unknown statuses). */
  | "unexpected";

/** What is known of a request that failed. */
export interface ApiErrorFacts {
  readonly kind: ApiErrorKind;
  /** The `operationId` of the request. */
  readonly operation: string;
  /** HTTP status; undefined when there was no answer. */
  readonly status?: number | undefined;
  /** The API's own code from the body. */
  readonly code?: number | undefined;
  /** What the API, or the network, said. */
  readonly reason: string;
  /** Pinterest's id of the request, for its support. */
  readonly requestId?: string | undefined;
  /** When the API says to come back, epoch milliseconds. */
  readonly retryAt?: number | undefined;
}

/** A request that failed. It holds neither headers nor the query, so no token can be in it. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  readonly operation: string;
  readonly status: number | undefined;
  readonly code: number | undefined;
  readonly reason: string;
  readonly requestId: string | undefined;
  readonly retryAt: number | undefined;

  constructor(facts: ApiErrorFacts) {
    const { kind, operation, status, code, requestId, retryAt } = facts;
    const reason = shortened(facts.reason);
    const answer = [
      status === undefined ? undefined : `HTTP ${status}`,
      code === undefined ? undefined : `code ${code}`,
    ]
      .filter((part) => part !== undefined)
      .join(", ");
    super(`${operation}: ${reason}${answer === "" ? "" : ` (${answer})`}`);
    this.name = "ApiError";
    this.kind = kind;
    this.operation = operation;
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.requestId = requestId;
    this.retryAt = retryAt;
  }

  /** The same failure, where it means something else than its response alone tells. */
  as(kind: ApiErrorKind, reason = this.reason): ApiError {
    const { operation, status, code, requestId } = this;
    return new ApiError({ kind, operation, status, code, reason, requestId });
  }
}

/** A reason goes into logs, traces, and the platform's user interface: so many characters of it are enough. */
const maxReason = 1000;

function shortened(reason: string): string {
  return reason.length <= maxReason ? reason : `${reason.slice(0, maxReason).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}
