/** So many values may be rejected alone before any is taken: then the request is wrong whatever they are. */
const maxRejectedAlone = 3;

/** So many requests a search may take. What it has not come to by then counts as rejected. */
const maxProbes = 60;

/**
 * Finds which of some values are rejected, given that together they are, by requests with fewer of them. One rejected
 * value of many costs about two requests for each time that their number can be halved.
 * @param isTaken sends a request with these values; resolves to whether the API took it
 * @returns undefined when the request is rejected whatever the values are
 * @throws what `isTaken` throws
 */
export async function searchRejected(
  values: readonly string[],
  isTaken: (values: readonly string[]) => Promise<boolean>,
): Promise<readonly string[] | undefined> {
  const taken: string[] = [];
  const rejected: string[] = [];
  let probes = 0;
  const isHopeless = () => taken.length === 0 && rejected.length >= maxRejectedAlone;
  /** @param isKnown whether it is known already that these are rejected beside those that were taken so far */
  const sort = async (some: readonly string[], isKnown: boolean): Promise<void> => {
    if (some.length === 0 || isHopeless()) return;
    if (!isKnown) {
      probes += 1;
      if (probes <= maxProbes && (await isTaken([...taken, ...some]))) {
        taken.push(...some);
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
    // Where the first half was taken as it is, the second one holds what the whole was rejected for.
    await sort(some.slice(half), rejected.length === before);
  };
  await sort(values, true);
  return taken.length === 0 ? undefined : rejected;
}

/** What introduces the values that the API would take: none behind it is rejected. */
const offer =
  /\bone of\b|\bmust be\b|\bchoose\b|(?<!\bnot )\b(?:allowed|supported|possible|expected|(?:valid|available) (?:values|options|columns|types))\b/iu;

/**
 * The values that a message names as rejected, if some but not all of them are. Only names as the API has them for its
 * own choices, in capitals: a user's words can be anything that a message says.
 */
export function namedIn(message: string, values: readonly string[]): readonly string[] {
  const [said = ""] = message.split(offer, 1);
  const words = new Set(said.match(/[A-Za-z0-9_+]+/gu));
  const named = values.filter((value) => /^[A-Z][A-Z0-9_+]+$/u.test(value) && words.has(value));
  return named.length < values.length || values.length === 1 ? named : [];
}
