/**
 * Classification of API errors by status, code, and message together, because operations reuse codes.
 */
export type ApiErrorKind =
  /** The API rejected the token (401). */
  | "authentication"
  /** The token endpoint rejected the refresh token or the app's credentials; it doesn't say which (code 283). */
  | "authorization_grant"
  /** The token is missing a scope (401 code 3). */
  | "missing_scope"
  /** The app has no access to the API at all: its Trial access is pending or was denied (401 code 3, "consumer type"). */
  | "app_without_access"
  /** The app has no access to a beta or restricted operation (401 code 3, another message; 400 and 403 by their messages). */
  | "restricted_feature"
  /** The account has no access to this resource (401 code 7, 401 or 403 code 29, 403, 451). */
  | "permission_denied"
  /** Access to a list was denied after its first page. */
  | "access_lost"
  | "not_found"
  /** The account has no catalog (409 code 4182). */
  | "no_catalog"
  /** The request is invalid (400 and similar). */
  | "invalid_request"
  | "rate_limited"
  /** The server failed (5xx, code 12 or 2787, 408, 421, 423, 425, 460, 499). */
  | "server_fault"
  /** The connection failed or timed out, or a gateway, a proxy, or a login page answered (3xx, 407, a web page). */
  | "network"
  /** An invalid response: a success with a truncated body, no JSON, an unknown error code, or an unexpected structure. */
  | "invalid_body"
  /** A report whose rows have other dates than the request. */
  | "other_dates"
  /** A link that the connector doesn't follow, such as one to a private network. */
  | "unsafe_link"
  /** A response that a correct request can't get (405 and unknown statuses). */
  | "unexpected";

/** The properties of a failed request. */
export interface ApiErrorFacts {
  readonly kind: ApiErrorKind;
  /** The `operationId` of the request. */
  readonly operation: string;
  /** HTTP status; undefined without a response. */
  readonly status?: number | undefined;
  /** The API's error code in the body. */
  readonly code?: number | undefined;
  /** The error message of the API or the network. */
  readonly reason: string;
  /** Pinterest's request ID, for its support. */
  readonly requestId?: string | undefined;
  /** The time at which the API allows a retry, epoch milliseconds. */
  readonly retryAt?: number | undefined;
}

/**
 * A failed request. Contains neither headers nor the query, so it can't leak a token. Its message is for developers and
 * names the operation; users read the response.
 */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  readonly operation: string;
  readonly status: number | undefined;
  readonly code: number | undefined;
  readonly reason: string;
  /** The HTTP status and the code, such as "HTTP 403, code 29"; empty without a response. */
  readonly codes: string;
  /** The reason with the HTTP status and the code, for users. */
  readonly response: string;
  readonly requestId: string | undefined;
  readonly retryAt: number | undefined;

  constructor(facts: ApiErrorFacts) {
    const { kind, operation, status, code, requestId, retryAt } = facts;
    const reason = shortened(facts.reason);
    const codes = [status === undefined ? undefined : `HTTP ${status}`, code === undefined ? undefined : `code ${code}`]
      .filter((part) => part !== undefined)
      .join(", ");
    const suffix = codes === "" ? "" : ` (${codes})`;
    super(`${operation}: ${reason}${suffix}`);
    this.name = "ApiError";
    this.kind = kind;
    this.operation = operation;
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.codes = codes;
    this.response = suffix === "" ? reason : `${withoutPeriod(reason.trim())}${suffix}`;
    this.requestId = requestId;
    this.retryAt = retryAt;
  }

  /** Returns the same error with another kind, which the context determines. */
  as(kind: ApiErrorKind, reason = this.reason): ApiError {
    const { operation, status, code, requestId } = this;
    return new ApiError({ kind, operation, status, code, reason, requestId });
  }

  /** Returns the same error with a remark, such as the resource that it concerns; itself if the remark is empty. */
  noting(remark: string): ApiError {
    return remark === "" ? this : this.as(this.kind, `${this.reason} (${remark})`);
  }
}

function withoutPeriod(text: string): string {
  return text.endsWith(".") ? text.slice(0, -1) : text;
}

/** Maximum length of a reason in logs, traces, and the platform's user interface. */
const maxReason = 1000;

function shortened(reason: string): string {
  return reason.length <= maxReason ? reason : `${reason.slice(0, maxReason).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}
