/**
 * Returns the candidate that `wanted` most likely means: equal except for case and separators, or within one or two
 * typos; else the shortest that starts with `wanted`. Undefined if none is close.
 */
export function suggest(wanted: string, candidates: readonly string[]): string | undefined {
  const bare = bareName(wanted);
  const allowed = bare.length < 6 ? 1 : 2;
  const [nearest] = candidates
    .filter((candidate) => Math.abs(candidate.length - wanted.length) <= 8)
    .map((candidate) => ({ candidate, distance: editDistance(bare, bareName(candidate)) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((one, other) => one.distance - other.distance);
  return nearest?.candidate ?? longerName(wanted, candidates);
}

/** `SPEND_IN_DOLLAR` for `SPEND`. */
function longerName(wanted: string, candidates: readonly string[]): string | undefined {
  const [shortest] = candidates
    .filter((candidate) => wanted.length > 2 && candidate.startsWith(`${wanted}_`))
    .sort((one, other) => one.length - other.length);
  return shortest;
}

function bareName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/gu, "");
}

/** Returns the edit distance (Damerau–Levenshtein, optimal string alignment). */
function editDistance(one: string, other: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? 0;
}
