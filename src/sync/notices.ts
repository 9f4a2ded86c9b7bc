import type { ApiError } from "../pinterest/api-error.ts";
import { operationNamed, type Parameters } from "../pinterest/operations.ts";
import { settingTitle } from "../setting-titles.ts";
import { describeResource, resourceOf } from "./resource.ts";

/** What the user was told in a run: each thing is told once. */
export class Notices {
  readonly #told = new Set<string>();

  /**
   * What to tell of a resource that is skipped: once for each family of streams (those under one rate limit) and reason.
   * @returns undefined when it was told before
   */
  ofSkipped(error: ApiError, parameters: Parameters): string | undefined {
    const { operation, reason, message } = error;
    const what = describeResource(operation, parameters);
    const key = JSON.stringify([operationNamed(operation).category, what, reason]);
    if (this.#told.has(key)) return undefined;
    this.#told.add(key);
    return `skipped ${what}: ${message}. ${adviceFor(error, parameters)}`;
  }
}

function adviceFor({ kind, operation }: ApiError, parameters: Parameters): string {
  if (kind === "invalid_request") return "Check the value; if it is right, the connector is at fault.";
  if (kind === "not_found") return "It may have been deleted since it was listed.";
  return resourceOf(operation, parameters).adAccountKey === undefined
    ? "To sync it, ask its owner for access."
    : `To sync it, ask for a role that may read it; to leave it out, list the others in "${settingTitle(["ad_account_ids"])}".`;
}
