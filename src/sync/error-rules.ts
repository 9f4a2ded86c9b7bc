import { ApiError, type ApiErrorKind } from "../pinterest/errors/api-error.ts";

/**
 * What an error means for what was requested:
 * - `none`: there is nothing to read
 * - `skip`: it is skipped with a warning, and the stream is complete without it
 * - `halve`: a batch is read in halves, one at a time
 * - `one_by_one`: the requests for several IDs are sent in their form for one; if there is none, as `fail_account`
 * - `fail`: the next sync reads it, and the stream ends INCOMPLETE; everything else is read
 * - `fail_account`: so does everything of the stream in the ad account
 * - `stop`: nothing further is requested, since it would fail as well
 */
export type Rule = "none" | "skip" | "halve" | "one_by_one" | "fail" | "fail_account" | "stop";

/**
 * What was requested:
 * - `own`: a partition without a parent, so that an error concerns the operation
 * - `several`: IDs that share a request, any of which can be the cause
 * - `id`: one of such IDs
 * - `one`: another partition of a parent, which can be deleted or inaccessible by now
 * - `optional`: a partition without which the others are complete
 * - `list`: the parents of partitions
 */
export type Requested = "own" | "several" | "id" | "one" | "optional" | "list";

type Rules = Readonly<Record<Requested, Rule>>;

const stop: Rules = { own: "stop", several: "stop", id: "stop", one: "stop", optional: "stop", list: "stop" };
const fail: Rules = { own: "fail", several: "fail", id: "fail", one: "fail", optional: "skip", list: "fail" };
const inaccessible: Rules = { ...fail, several: "halve", id: "skip", one: "skip", list: "skip" };

const rules: Readonly<Record<ApiErrorKind, Rules>> = {
  permission_denied: inaccessible,
  not_found: inaccessible,
  access_lost: { ...fail, several: "halve" },
  restricted_feature: { ...stop, several: "one_by_one", id: "one_by_one", optional: "skip" },
  invalid_request: { ...fail, several: "halve" },
  // The list of the parents of a child shows that the account has a catalog.
  no_catalog: { ...inaccessible, own: "none" },
  network: fail,
  server_fault: fail,
  invalid_body: fail,
  other_dates: fail,
  unsafe_link: fail,
  authentication: stop,
  authorization_grant: stop,
  missing_scope: stop,
  app_without_access: stop,
  rate_limited: stop,
  unexpected: stop,
};

/** Returns what to do about an error. */
export function ruleFor(error: unknown, requested: Requested): Rule {
  return error instanceof ApiError ? rules[error.kind][requested] : "stop";
}
