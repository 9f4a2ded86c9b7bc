import { ApiError } from "../pinterest/api-error.ts";

/** The thing itself is gone or closed to this account; others of its kind may be open. */
export function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.kind === "permission_denied" || error.kind === "not_found");
}

/** The error of a whole of which every part was refused: then it is not the parts that are closed. Undefined: it is no error. */
export function refusalOfAll(refusals: readonly ApiError[], parts: number): ApiError | undefined {
  return refusals.length === parts ? refusals.find(({ kind }) => kind === "permission_denied") : undefined;
}
