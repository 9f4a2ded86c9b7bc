import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Value, ValueLists } from "./resource.ts";

/** A value that the API refused, accepted the request without, and refused again. */
export interface Rejection extends Value {
  readonly error: ApiError;
}

/** The response to a request without the values that the API rejects. */
export interface Proof<Result> {
  readonly result: Result;
  readonly rejected: readonly Rejection[];
}

/** How a request is sent, and how long a refusal that names no value is doubted. */
export interface Trial<Result> {
  /** Sends the request with some values. Resolves to the response or the refusal. */
  readonly attempt: (values: ValueLists) => Promise<Answer<Result>>;
  /** Waits before the next attempt. Resolves to false once the attempts have taken long enough. */
  readonly wait: (refusal: ApiError, retries: number) => Promise<boolean>;
  /** Whether to try halves of the values after a refusal that names none. */
  readonly canTryHalves: (refusal: ApiError) => boolean;
}

/** The response to an attempt, or its refusal. */
export type Answer<Result> =
  | { readonly isAccepted: true; readonly result: Result }
  | { readonly isAccepted: false; readonly error: ApiError };

/** The maximum number of attempts with halves of the values. */
const maxHalves = 100;
/** The number of values of a parameter, refused one by one before any is accepted, after which it isn't the cause. */
const maxRefusedAlone = 5;

/**
 * Finds the values for which the API refuses a request. A refusal that names a value says which one to try without; one that
 * names none is repeated, and then halves are tried. A value counts as rejected only if the API accepted the request without
 * it and then refused it with it.
 * @param all the values of the refused request. Each parameter keeps at least one, since the API has defaults
 * @throws ApiError the refusal, if the request is not accepted with fewer values
 */
export async function proveRejections<Result>(
  all: ValueLists,
  refusal: ApiError,
  { attempt, wait, canTryHalves }: Trial<Result>,
): Promise<Proof<Result>> {
  const suspects: Value[] = [];
  let left = all;
  let answer: Answer<Result> = { isAccepted: false, error: refusal };
  for (let retries = 0; !answer.isAccepted; ) {
    const named = namedValues(left, answer.error.reason);
    suspects.push(...named);
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
    suspects.push(...found.refused);
    ({ left, answer } = found);
  }
  let { result } = answer;
  const rejected: Rejection[] = [];
  for (const suspect of suspects) {
    const more = withValue(all, left, suspect);
    let again = await attempt(more);
    for (let retries = 0; !again.isAccepted && !isNamed(suspect, again.error.reason); retries += 1) {
      if (!(await wait(again.error, retries))) break;
      again = await attempt(more);
    }
    if (again.isAccepted) [left, result] = [more, again.result];
    else rejected.push({ ...suspect, error: again.error });
  }
  return { result, rejected };
}

/** Finds values of one parameter that the API accepts, by halves. Undefined: none of any parameter. */
async function acceptedHalves<Result>(all: ValueLists, attempt: Trial<Result>["attempt"]) {
  let attempts = 0;
  for (const [parameter, values] of shortestFirst(all)) {
    const accepted: string[] = [];
    const refused: Value[] = [];
    let answer: Extract<Answer<Result>, { isAccepted: true }> | undefined;
    const grow = async (some: readonly string[]): Promise<void> => {
      if (attempts >= maxHalves || (accepted.length === 0 && refused.length >= maxRefusedAlone)) return;
      attempts += 1;
      const next = await attempt({ ...all, [parameter]: [...accepted, ...some] });
      const [first] = some;
      if (next.isAccepted) {
        accepted.push(...some);
        answer = next;
      } else if (some.length === 1 && first !== undefined) {
        refused.push({ parameter, value: first });
      } else {
        for (const half of halvesOf(some)) await grow(half);
      }
    };
    for (const half of halvesOf(values)) await grow(half);
    // Nothing is known about values that were not tried.
    if (answer !== undefined && accepted.length + refused.length === values.length) {
      return { left: { ...all, [parameter]: accepted }, refused, answer };
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
    .toSorted((one, other) => one[1].length - other[1].length);
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
