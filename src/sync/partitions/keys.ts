/**
 * A total order of partition keys: parts between slashes one by one, digits by their value and before other text, that
 * by code unit.
 * It does not change between runs, so that "everything up to this key" means the same in each.
 */
export function compareKeys(one: string, other: string): number {
  const [ones, others] = [one.split("/"), other.split("/")];
  for (let index = 0; index < Math.min(ones.length, others.length); index += 1) {
    const difference = compareParts(ones[index] ?? "", others[index] ?? "");
    if (difference !== 0) return difference;
  }
  return ones.length - others.length;
}

function compareParts(one: string, other: string): number {
  const isNumber = digits.test(one);
  if (isNumber !== digits.test(other)) return isNumber ? -1 : 1;
  if (isNumber && one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}

const digits = /^[1-9]\d*$/u;
