import { lookUp } from "../dictionary/dictionary.ts";
import type { Shape } from "./shape.ts";

/** More than this, in characters, would be a list to skip rather than a description to read. */
const maxValuesLength = 110;

/**
 * One line on a field of a stream: what the dictionary says, and the values that the OpenAPI document lists, where they are
 * few and the sentence doesn't name them.
 * @throws if the dictionary doesn't have the field
 */
export function describeField(stream: string, path: readonly string[], { values, items }: Shape): string {
  const meaning = lookUp(stream, path);
  if (meaning === undefined) {
    throw new Error(`The dictionary doesn't say what ${stream}.${path.join(".")} is: add it to scripts/dictionary/.`);
  }
  const { sentence } = meaning;
  const known = values ?? items?.values ?? [];
  const list = `Known values: ${known.join(", ")}.`;
  const words = new Set(sentence.split(/[^\w+-]+/u));
  const isSaid = known.every((value) => words.has(value));
  return isSaid || list.length > maxValuesLength ? sentence : `${sentence} ${list}`;
}
