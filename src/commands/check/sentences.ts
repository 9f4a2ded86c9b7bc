import { listOf } from "../../base/list-of.ts";

/** Maximum number of names in a sentence. The log has all. */
const maxNames = 6;

/** Joins names for a sentence. Of many, lists the first ones and the number of the others. */
export function inSentence(names: readonly string[]): string {
  if (names.length <= maxNames) return listOf(names, "and");
  return listOf([...names.slice(0, maxNames - 1), `${names.length - maxNames + 1} more`], "and");
}
