import { ApiError, type ApiErrorKind } from "../../pinterest/errors/api-error.ts";

/**
 * How the engine handles a failed work item:
 * - `none`: completes it, since the account has nothing to read there
 * - `skip`: skips it with a warning and reads the rest
 * - `again`: reads the rest, then requests it once more
 * - `skip_id`: skips its ID, reads the rest, then reports the ID in an error
 * - `split`: replaces it with halves
 * - `first_alone`: requests its first ID alone, then the others
 * - `fall_back`: replaces it with slices of another form
 * - `fail`: reads the rest and leaves the stream incomplete
 * - `stop`: starts no further work items, since they would fail as well
 */
export type Disposition =
  | "none"
  | "skip"
  | "again"
  | "skip_id"
  | "split"
  | "first_alone"
  | "fall_back"
  | "fail"
  | "stop";

/**
 * What a work item reads:
 * - `single`: a partition without a parent, so that an error concerns the operation
 * - `child`: a partition of a parent, which can be deleted or inaccessible by now
 * - `batch`: several IDs, any of which can be the cause
 * - `member`: one ID of a batch, after splitting
 * - `discovery`: the parent list of the partitions
 */
export type Situation = "single" | "child" | "batch" | "member" | "discovery";

const always = (disposition: Disposition): Readonly<Record<Situation, Disposition>> => ({
  single: disposition,
  child: disposition,
  batch: disposition,
  member: disposition,
  discovery: disposition,
});

const inaccessible: ReturnType<typeof always> = {
  single: "fail",
  child: "skip",
  batch: "split",
  member: "skip",
  discovery: "skip",
};

const table: Readonly<Record<ApiErrorKind, ReturnType<typeof always>>> = {
  permission_denied: { ...inaccessible, batch: "first_alone" },
  not_found: inaccessible,
  access_lost: { ...always("fail"), batch: "split" },
  restricted_feature: { ...always("stop"), batch: "fall_back", member: "fall_back" },
  invalid_request: { single: "again", child: "again", batch: "first_alone", member: "skip_id", discovery: "fail" },
  rejected_value: always("skip"),
  // The list of the parents of a child shows that the account has a catalog.
  no_catalog: { ...inaccessible, single: "none" },
  network: always("fail"),
  server_fault: always("fail"),
  invalid_body: always("fail"),
  unsafe_link: always("fail"),
  authentication: always("stop"),
  authorization_grant: always("stop"),
  rejected_app: always("stop"),
  rejected_refresh_token: always("stop"),
  missing_scope: always("stop"),
  rate_limited: always("stop"),
  unexpected: always("stop"),
};

/**
 * Returns how to handle a work item that failed.
 * @param canBeOneId whether one ID of many can be the cause of a rejection; if not, the cause is the request itself
 */
export function dispositionOf(error: unknown, situation: Situation, canBeOneId = true): Disposition {
  if (!(error instanceof ApiError)) return "stop";
  const isWrongRequest = error.kind === "invalid_request" && !canBeOneId;
  const disposition = table[error.kind][isWrongRequest ? "child" : situation];
  return disposition === "again" && !isRejection(error, error.operation) ? "fail" : disposition;
}

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
  return error instanceof ApiError && deniedBy(error) === "resource";
}

/**
 * Returns the error to report if every requested parent is inaccessible; undefined: no error. A single parent that is not
 * found was deleted after it was listed. If all of several are not found, the endpoint is unavailable.
 * @param parents the number of parents requested, each possibly with many partitions
 */
export function errorIfAllInaccessible(errors: readonly ApiError[], parents: number): ApiError | undefined {
  const denied = errors.find(({ kind }) => kind === "permission_denied");
  return denied ?? (parents > 1 ? errors[0] : undefined);
}

/** Returns why later requests would fail as well: a missing scope, or an inaccessible resource. */
export function deniedBy({ kind }: ApiError): "scope" | "resource" | undefined {
  if (kind === "missing_scope") return "scope";
  return kind === "permission_denied" || kind === "not_found" || kind === "no_catalog" ? "resource" : undefined;
}

/** Returns whether access was denied, as opposed to a resource that doesn't exist. */
export function isDenied({ kind }: ApiError): boolean {
  return kind === "permission_denied";
}

/** Returns whether Pinterest failed, such as the job of a report. */
export function isServerFault(error: unknown): error is ApiError {
  return error instanceof ApiError && error.kind === "server_fault";
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
