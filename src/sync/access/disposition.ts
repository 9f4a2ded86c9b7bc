import { ApiError, type ApiErrorKind } from "../../pinterest/errors/api-error.ts";

/**
 * What becomes of a work item that failed:
 * - `none`: the account has nothing to read there
 * - `skip`: it is left out with a warning, the rest is read
 * - `judge`: the request was rejected for a value or for what it is about; which, is judged when the rest is read
 * - `suspect`: its ID is left out, and named in an error when the rest is read
 * - `split`: smaller slices take its place
 * - `fall_back`: slices of another form take its place
 * - `fail`: the stream is not complete; what else it has is read
 * - `stop`: every other work item would fail as well, so none is begun
 */
export type Disposition = "none" | "skip" | "judge" | "suspect" | "split" | "fall_back" | "fail" | "stop";

/**
 * What a work item is about:
 * - `single`: partitions that have no parents, so that nothing can be gone or closed but the operation
 * - `child`: partitions that were made of parents, which may be gone or closed by now
 * - `batch`: IDs of which any may be the cause
 * - `member`: the ID of a batch that is left alone
 * - `discovery`: the parents' list that leads to partitions
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
  permission_denied: inaccessible,
  not_found: inaccessible,
  access_lost: { ...always("fail"), batch: "split" },
  restricted_feature: { ...always("stop"), batch: "fall_back", member: "fall_back" },
  invalid_request: { single: "judge", child: "judge", batch: "split", member: "suspect", discovery: "fail" },
  no_catalog: always("none"),
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
 * What becomes of a work item that failed with an error.
 * @param isDoubtful whether one ID of many can be why the request was rejected; if not, the request is wrong in itself
 */
export function dispositionOf(error: unknown, situation: Situation, isDoubtful = true): Disposition {
  if (!(error instanceof ApiError)) return "stop";
  const isWrong = error.kind === "invalid_request" && !isDoubtful;
  const disposition = table[error.kind][isWrong ? "child" : situation];
  return disposition === "judge" && !isRejection(error, error.operation) ? "fail" : disposition;
}

/** Whether an error can be about a value: the API calls the request wrong, and not too long. */
export function isRejection(error: unknown, operation: string): error is ApiError {
  return (
    error instanceof ApiError &&
    error.kind === "invalid_request" &&
    error.operation === operation &&
    (error.status === 400 || error.status === 422)
  );
}

/** Whether access to the resource itself is denied, or it is not found; others of its kind may be accessible. */
export function isInaccessible(error: unknown): error is ApiError {
  return error instanceof ApiError && table[error.kind] === inaccessible;
}

/**
 * The error to report when everything that was requested is inaccessible; undefined: it is no error. What is not found
 * may have been deleted since its parents were listed, but not all of several: then it is the operation that is gone.
 * @param subjects how many things were requested; of one, there may be many partitions
 */
export function errorIfAllInaccessible(errors: readonly ApiError[], subjects: number): ApiError | undefined {
  const denied = errors.find(({ kind }) => kind === "permission_denied");
  return denied ?? (subjects > 1 ? errors[0] : undefined);
}

/** What an error says of later requests: that the scope is missing, or that access to the resource is denied. */
export function deniedBy({ kind }: ApiError): "scope" | "resource" | undefined {
  if (kind === "missing_scope") return "scope";
  return kind === "permission_denied" || kind === "not_found" || kind === "no_catalog" ? "resource" : undefined;
}

/** Whether access was denied, rather than that there is nothing to have access to. */
export function isDenied({ kind }: ApiError): boolean {
  return kind === "permission_denied";
}

/** When the rate limit ends that an error is about, epoch milliseconds; undefined: it is about something else, or unknown. */
export function rateLimitEnd(error: unknown): number | undefined {
  return error instanceof ApiError && error.kind === "rate_limited" ? error.retryAt : undefined;
}

/**
 * Whether an error leaves open what the response would have been, so that the same request may tell later. Others mean
 * that the connector is not told, however often it asks (a missing scope, say).
 */
export function isTransient(error: unknown): boolean {
  return !(error instanceof ApiError) || passingKinds.has(error.kind);
}

const passingKinds: ReadonlySet<ApiErrorKind> = new Set(["network", "server_fault", "invalid_body", "rate_limited"]);
