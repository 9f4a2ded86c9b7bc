import type { Shape } from "../openapi/shape.ts";
import { lookUp } from "./descriptions.ts";

/** Longer lists of values, in characters, make a description hard to read. */
const maxValuesLength = 110;

/**
 * Returns the description of a field in one line: the sentence of `docs/source`, and the document's values if they are few
 * and the sentence doesn't name them.
 * @throws if `docs/source` doesn't have the field
 */
export function describeField(stream: string, path: readonly string[], { values, items }: Shape): string {
  const meaning = lookUp(stream, path);
  if (meaning === undefined) {
    throw new Error(`docs/source/fields/ doesn't describe ${stream}.${path.join(".")}. Add it there.`);
  }
  const { sentence } = meaning;
  const known = values ?? items?.values ?? [];
  const list = `Known values: ${known.join(", ")}.`;
  const words = new Set(sentence.split(/[^\w+-]+/u));
  const isSaid = known.every((value) => words.has(value));
  return isSaid || list.length > maxValuesLength ? sentence : `${sentence} ${list}`;
}
