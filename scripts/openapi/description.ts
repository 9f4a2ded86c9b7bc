import type { Shape } from "./shape.ts";

const longest = 199;
const maxValuesLength = 110;
const entities = new Map([
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&amp;", "&"],
]);

/** One line on a field, from the document's text and the values it lists; undefined where that adds nothing to the name. */
export function describe(name: string, { description, values }: Shape): string | undefined {
  const text = description === undefined ? "" : plainText(description);
  const listed = values === undefined || values.length === 0 ? "" : `Known values: ${values.join(", ")}.`;
  const suffix = listed.length > maxValuesLength ? "" : listed;
  const body = letters(text) === letters(name) ? "" : shorten(text, longest - (suffix === "" ? 0 : suffix.length + 1));
  return [body, suffix].filter((part) => part !== "").join(" ") || undefined;
}

/** A text without its markdown, HTML and line ends. */
function plainText(text: string): string {
  return text
    .replace(/<[^<>]*>/gu, " ")
    .replace(/&(?:lt|gt|quot|amp);/gu, (entity) => entities.get(entity) ?? entity)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, "$1")
    .replace(/[*`]+|^\s*#+/gmu, "")
    .replace(/\s+/gu, " ")
    .replace(/ (?=[.,;:)](?:\s|$))/gu, "")
    .trim();
}

/** Whole sentences as far as they fit. Those that only point elsewhere are left out: their links are gone. */
function shorten(text: string, limit: number): string {
  const sentences = text
    .split(/(?<=[.!?])(?<!\b(?:e\.g|i\.e|etc)\.)\s+(?=["A-Z])/u)
    .filter((sentence) => !/^(?:Learn more|Read more|See |For more|\(?Learn more)/u.test(sentence));
  let fitting = "";
  for (const sentence of sentences) {
    const longer = fitting === "" ? closed(sentence) : `${fitting} ${closed(sentence)}`;
    if (longer.length > limit) break;
    fitting = longer;
  }
  return fitting === "" && sentences.length > 0 ? cut(sentences[0] ?? "", limit) : fitting;
}

function closed(sentence: string): string {
  return /[\p{L}\p{N})\]"']$/u.test(sentence) ? `${sentence}.` : sentence;
}

function cut(sentence: string, limit: number): string {
  if (sentence.length <= limit) return sentence;
  const words = sentence.slice(0, limit - 1).replace(/\s+\S*$/u, "");
  return `${words.replace(/[\s,;:]+$/u, "")}…`;
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/gu, "");
}
