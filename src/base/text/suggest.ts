/**
 * Returns the candidate that `wanted` most likely means: equal except for case and separators, or within one or two
 * typos; else the shortest that starts with `wanted`. Undefined if none is close.
 */
export function suggest(wanted: string, candidates: readonly string[]): string | undefined {
  const bare = bareName(wanted);
  const similar = candidates.filter((candidate) => Math.abs(candidate.length - wanted.length) <= 8);
  for (let typos = 0; typos <= (bare.length < 6 ? 1 : 2); typos += 1) {
    const nearest = similar.find((candidate) => isWithin(typos, bare, bareName(candidate)));
    if (nearest !== undefined) return nearest;
  }
  // `SPEND_IN_DOLLAR` for `SPEND`.
  const longer = candidates.filter((candidate) => wanted.length > 2 && candidate.startsWith(`${wanted}_`));
  return longer.toSorted((one, other) => one.length - other.length)[0];
}

function bareName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/gu, "");
}

/** Returns whether two names differ by at most so many added, missing, wrong, or swapped characters. */
function isWithin(typos: number, one: string, other: string): boolean {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const [first, second] = [one.slice(same), other.slice(same)];
  if (first === second) return true;
  if (typos === 0) return false;
  const isWithinRest = (inFirst: number, inSecond: number) =>
    isWithin(typos - 1, first.slice(inFirst), second.slice(inSecond));
  const isSwapped = first[0] === second[1] && first[1] === second[0];
  return isWithinRest(1, 0) || isWithinRest(0, 1) || isWithinRest(1, 1) || (isSwapped && isWithinRest(2, 2));
}
