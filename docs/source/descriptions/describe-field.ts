import { type Shape, valuesOf } from "../../../scripts/generate/openapi/shape.ts";
import { descriptionOfKey } from "../../../src/commands/catalog.ts";
import { lookUp } from "./descriptions.ts";

/** Longer descriptions, in characters, are hard to read. */
const maxLength = 300;

/**
 * Returns the description of a field in one line: the sentence of `docs/source`, and the document's values if they are few
 * and the sentence doesn't name them or their standard. A field of the primary key is never null.
 * @throws if `docs/source` doesn't have the field
 */
export function describeField(stream: string, path: readonly string[], shape: Shape, isKey: boolean): string {
  const meaning = lookUp(stream, path);
  if (meaning === undefined) {
    throw new Error(`docs/source/fields/ doesn't describe ${stream}.${path.join(".")}. Add it there.`);
  }
  const sentence = isKey ? descriptionOfKey(meaning.sentence) : meaning.sentence;
  const known = valuesOf(shape);
  const words = new Set(sentence.split(/[^\w+-]+/u));
  const isSaid = known.every((value) => words.has(value)) || /\bISO \d/u.test(sentence);
  const complete = `${sentence} Known values: ${known.join(", ")}.`;
  return isSaid || complete.length > maxLength ? sentence : complete;
}
