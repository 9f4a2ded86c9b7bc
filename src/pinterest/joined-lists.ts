import { ApiError } from "./errors/api-error.ts";
import type { Parameters } from "./operations/operations.ts";

/** A list with several values in the address of a request, except of IDs, which are requested alone after a rejection. */
interface List {
  readonly parameter: string;
  readonly values: readonly string[];
  /** The operation and the parameter. */
  readonly key: string;
}

/**
 * Tells rejected values from an API that accepts one value of a list, but not several joined by commas. In the second case,
 * every value but one would seem to be rejected, and the rows of the others would be missing.
 */
export class JoinedLists {
  /** By key, whether the API accepts several values; unknown if absent. */
  readonly #isAccepted = new Map<string, boolean>();

  /** Records that a request was accepted. */
  accept(operation: string, parameters: Parameters): void {
    for (const { key } of listsIn(operation, parameters)) this.#isAccepted.set(key, true);
  }

  /**
   * Returns the error to report for a failed request. If its list has two values, and no two were accepted before, requests
   * each alone, and both again. A list is refused if only that is rejected; its error has no status, as no value is the cause.
   * @param isAccepted sends the request with other parameters
   */
  async explain(
    error: unknown,
    operation: string,
    parameters: Parameters,
    isAccepted: (parameters: Parameters) => Promise<boolean>,
  ): Promise<unknown> {
    if (!(error instanceof ApiError) || error.operation !== operation) return error;
    if (error.kind !== "invalid_request" || (error.status !== 400 && error.status !== 422)) return error;
    // The first page of the list was accepted, perhaps in an earlier run.
    if ("bookmark" in parameters) return error;
    for (const list of listsIn(operation, parameters)) {
      const known = this.#isAccepted.get(list.key);
      const isRefused = known === undefined ? await this.#isRefused(list, parameters, isAccepted) : !known;
      if (isRefused) return refusal(error, list);
    }
    return error;
  }

  async #isRefused(
    { parameter, values, key }: List,
    parameters: Parameters,
    isAccepted: (parameters: Parameters) => Promise<boolean>,
  ): Promise<boolean> {
    // The search for rejected values gets to two values, if it has found only one that is accepted.
    if (values.length !== 2) return false;
    for (const value of values) if (!(await isAccepted({ ...parameters, [parameter]: [value] }))) return false;
    const areAccepted = await isAccepted(parameters);
    // Another request can have been accepted meanwhile.
    if (areAccepted || !this.#isAccepted.has(key)) this.#isAccepted.set(key, areAccepted);
    return this.#isAccepted.get(key) === false;
  }
}

function listsIn(operation: string, parameters: Parameters): readonly List[] {
  return Object.entries(parameters).flatMap(([parameter, values]) =>
    typeof values === "object" && values.length > 1 && !/ids?$/u.test(parameter)
      ? [{ parameter, values, key: `${operation} ${parameter}` }]
      : [],
  );
}

function refusal({ operation, response, requestId }: ApiError, { parameter, values }: List): ApiError {
  const reason = `${response}. Pinterest accepts one value of ${parameter}, but not ${values.length} joined by commas`;
  return new ApiError({ kind: "invalid_request", operation, reason, requestId });
}
