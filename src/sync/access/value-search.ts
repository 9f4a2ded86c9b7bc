/** The maximum number of single values rejected before one is accepted. Then the values aren't the cause. */
const maxRejectedAlone = 3;

/** The maximum number of requests of a search. Values not tried by then count as rejected. */
const maxProbes = 60;

/**
 * Finds the rejected values in a rejected list by bisection. One rejected value takes about 2 log2(n) requests.
 * @param isAccepted sends a request with these values and resolves to whether the API accepts it
 * @returns undefined if the request is rejected with any values
 * @throws the errors of `isAccepted`
 */
export async function searchRejected(
  values: readonly string[],
  isAccepted: (values: readonly string[]) => Promise<boolean>,
): Promise<readonly string[] | undefined> {
  const accepted: string[] = [];
  const rejected: string[] = [];
  let probes = 0;
  const isHopeless = () => accepted.length === 0 && rejected.length >= maxRejectedAlone;
  /** @param isKnown whether these are known to be rejected together with the accepted ones */
  const sort = async (some: readonly string[], isKnown: boolean): Promise<void> => {
    if (some.length === 0 || isHopeless()) return;
    if (!isKnown) {
      probes += 1;
      if (probes <= maxProbes && (await isAccepted([...accepted, ...some]))) {
        accepted.push(...some);
        return;
      }
    }
    if (some.length === 1 || probes > maxProbes) {
      rejected.push(...some);
      return;
    }
    const half = Math.ceil(some.length / 2);
    const before = rejected.length;
    await sort(some.slice(0, half), false);
    // If the entire first half is accepted, the second half contains a rejected value.
    await sort(some.slice(half), rejected.length === before);
  };
  await sort(values, true);
  return accepted.length === 0 ? undefined : rejected;
}

/** Phrases that introduce accepted values: values after them are not rejected. */
const acceptedPhrase =
  /\bone of\b|\bmust be\b|\bchoose\b|(?<!\bnot )\b(?:allowed|supported|possible|expected|(?:valid|available) (?:values|options|columns|types))\b/iu;

/**
 * Returns the values that a message names as rejected, unless it names all of several. Considers only uppercase values,
 * since free text such as a search query can match any word of a message.
 */
export function namedIn(message: string, values: readonly string[]): readonly string[] {
  const [rejection = ""] = message.split(acceptedPhrase, 1);
  const words = new Set(rejection.match(/[A-Za-z0-9_+]+/gu));
  const named = values.filter((value) => /^[A-Z][A-Z0-9_+]+$/u.test(value) && words.has(value));
  return named.length < values.length || values.length === 1 ? named : [];
}
