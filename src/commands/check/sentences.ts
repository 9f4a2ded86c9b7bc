const list = new Intl.ListFormat("en-US", { type: "conjunction" });

/** So many names can be read in a sentence; the log has all. */
const maxNames = 6;

/** Names in a sentence: of many, the first ones and how many more there are. */
export function inSentence(names: readonly string[]): string {
  if (names.length <= maxNames) return list.format(names);
  return list.format([...names.slice(0, maxNames - 1), `${names.length - maxNames + 1} more`]);
}
