import { lookUp } from "../dictionary/dictionary.ts";
import type { Shape } from "./shape.ts";

/** Longer lists of values, in characters, make a description hard to read. */
const maxValuesLength = 110;

/**
 * Returns the description of a field in one line: the dictionary's sentence, and the document's values if they are few
 * and the sentence doesn't name them.
 * @throws if the dictionary doesn't have the field
 */
export function describeField(stream: string, path: readonly string[], { values, items }: Shape): string {
  const meaning = lookUp(stream, path);
  if (meaning === undefined) {
    throw new Error(`The dictionary doesn't describe ${stream}.${path.join(".")}. Add it to scripts/dictionary/.`);
  }
  const { sentence } = meaning;
  const known = values ?? items?.values ?? [];
  const list = `Known values: ${known.join(", ")}.`;
  const words = new Set(sentence.split(/[^\w+-]+/u));
  const isSaid = known.every((value) => words.has(value));
  return isSaid || list.length > maxValuesLength ? sentence : `${sentence} ${list}`;
}
