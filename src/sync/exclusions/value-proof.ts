import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Value, ValueLists } from "./resource.ts";

/** A value that the API rejected, accepted the request without, and rejected again. */
export interface RejectedValue extends Value {
  readonly error: ApiError;
}

/** The response to a request without the values that the API rejects. */
export interface Proof<Result> {
  readonly result: Result;
  readonly rejected: readonly RejectedValue[];
}

/** How a request is sent, and how long an error that names no value is doubted. */
export interface Trial<Result> {
  /** Sends the request with some values. Resolves to the response or the error. */
  readonly attempt: (values: ValueLists) => Promise<AttemptOutcome<Result>>;
  /** Waits before the next attempt. Resolves to false once the attempts have taken long enough. */
  readonly wait: (error: ApiError, retries: number) => Promise<boolean>;
  /** Whether to try halves of the values after an error that names none. */
  readonly canTryHalves: (error: ApiError) => boolean;
}

/** The response to an attempt, or its error. */
export type AttemptOutcome<Result> =
  | { readonly isAccepted: true; readonly result: Result }
  | { readonly isAccepted: false; readonly error: ApiError };

/** The maximum number of attempts with halves of the values. */
const maxHalves = 100;
/** The number of values of a parameter, rejected one by one before any is accepted, after which it isn't the cause. */
const maxRejectedAlone = 5;

/**
 * Finds the values for which the API rejects a request. An error that names a value says which one to try without; after one
 * that names none, the request is repeated, and then halves are tried. A value counts as rejected only if the API accepted
 * the request without it and then rejected it with it.
 * @param all the values of the rejected request. Each parameter keeps at least one, since the API has defaults
 * @throws ApiError if the request is not accepted with fewer values
 */
export async function proveRejections<Result>(
  all: ValueLists,
  error: ApiError,
  { attempt, wait, canTryHalves }: Trial<Result>,
): Promise<Proof<Result>> {
  const candidates: Value[] = [];
  let left = all;
  let answer: AttemptOutcome<Result> = { isAccepted: false, error };
  for (let retries = 0; !answer.isAccepted; ) {
    const named = namedValues(left, answer.error.reason);
    candidates.push(...named);
    left = without(left, named);
    if (named.length === 0) {
      // Without its only value, a parameter would have those that the API chooses.
      if (namesOnlyValue(left, answer.error.reason)) throw answer.error;
      if (!(await wait(answer.error, retries))) break;
      retries += 1;
    }
    answer = await attempt(left);
  }
  if (!answer.isAccepted) {
    const found = canTryHalves(answer.error) ? await acceptedHalves(left, attempt) : undefined;
    if (found === undefined) throw answer.error;
    candidates.push(...found.rejected);
    ({ left, answer } = found);
  }
  let { result } = answer;
  const rejected: RejectedValue[] = [];
  for (const candidate of candidates) {
    const more = withValue(all, left, candidate);
    let again = await attempt(more);
    for (let retries = 0; !again.isAccepted && !isNamed(candidate, again.error.reason); retries += 1) {
      if (!(await wait(again.error, retries))) break;
      again = await attempt(more);
    }
    if (again.isAccepted) [left, result] = [more, again.result];
    else rejected.push({ ...candidate, error: again.error });
  }
  return { result, rejected };
}

/** Finds values of one parameter that the API accepts, by halves. Undefined: none of any parameter. */
async function acceptedHalves<Result>(all: ValueLists, attempt: Trial<Result>["attempt"]) {
  let attempts = 0;
  for (const [parameter, list] of shortestFirst(all)) {
    const accepted: string[] = [];
    const rejected: Value[] = [];
    let answer: Extract<AttemptOutcome<Result>, { isAccepted: true }> | undefined;
    const grow = async (values: readonly string[]): Promise<void> => {
      if (attempts >= maxHalves || (accepted.length === 0 && rejected.length >= maxRejectedAlone)) return;
      attempts += 1;
      const next = await attempt({ ...all, [parameter]: [...accepted, ...values] });
      const [first] = values;
      if (next.isAccepted) {
        accepted.push(...values);
        answer = next;
      } else if (values.length === 1 && first !== undefined) {
        rejected.push({ parameter, value: first });
      } else {
        for (const half of halvesOf(values)) await grow(half);
      }
    };
    for (const half of halvesOf(list)) await grow(half);
    // Nothing is known about values that were not tried.
    if (answer !== undefined && accepted.length + rejected.length === list.length) {
      return { left: { ...all, [parameter]: accepted }, rejected, answer };
    }
  }
  return undefined;
}

function halvesOf(values: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(values.length / 2);
  return [values.slice(0, middle), values.slice(middle)];
}

function shortestFirst(values: ValueLists): readonly (readonly [string, readonly string[]])[] {
  return Object.entries(values)
    .filter(([, each]) => each.length > 1)
    .toSorted(([, short], [, long]) => short.length - long.length);
}

function without(lists: ValueLists, values: readonly Value[]): ValueLists {
  return Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [
      name,
      list.filter((each) => !values.some(({ parameter, value }) => parameter === name && value === each)),
    ]),
  );
}

/** Adds a value in its place. */
function withValue(all: ValueLists, left: ValueLists, { parameter, value }: Value): ValueLists {
  const kept = left[parameter] ?? [];
  return { ...left, [parameter]: (all[parameter] ?? []).filter((each) => each === value || kept.includes(each)) };
}

/** Phrases that introduce accepted values: values after them are not rejected. */
const acceptedPhrase =
  /\bone of\b|\bmust be\b|\bchoose\b|(?<!\bnot )\b(?:allowed|supported|possible|expected|(?:valid|available) (?:values|options|columns|types))\b/iu;

/**
 * Returns the values that a message names: of the parameters that it names, if any. Considers only uppercase values, since
 * free text such as a search query can match any word of a message. Never returns all values of a parameter.
 */
export function namedValues(lists: ValueLists, message: string): readonly Value[] {
  const named = Object.entries(lists).map(
    ([parameter, list]) =>
      [parameter, list.filter((value) => isNamed({ parameter, value }, message)), list.length] as const,
  );
  const some = named.filter(([, values, count]) => values.length > 0 && values.length < count);
  const withParameter = some.filter(([parameter]) => message.includes(parameter));
  return (withParameter.length > 0 ? withParameter : some).flatMap(([parameter, values]) =>
    values.map((value) => ({ parameter, value })),
  );
}

function namesOnlyValue(lists: ValueLists, message: string): boolean {
  return Object.entries(lists).some(
    ([parameter, [value = "", ...others]]) => others.length === 0 && isNamed({ parameter, value }, message),
  );
}

function isNamed({ value }: Value, message: string): boolean {
  const [rejection = ""] = message.split(acceptedPhrase, 1);
  const words: readonly string[] = rejection.match(/[A-Za-z0-9_+]+/gu) ?? [];
  return /^[A-Z][A-Z0-9_+]+$/u.test(value) && words.includes(value);
}
