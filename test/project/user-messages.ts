import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/base/package.ts";

/** A user message with an ellipsis in place of each value. */
export interface Message {
  /** Its path below `src/`. */
  readonly file: string;
  readonly text: string;
}

/** Calls that create an error or a warning for the user. */
const beginnings =
  /\bnew (?:ConnectorError|ConfigError)\(|\b(?:config|transient|invalid)\(|\blog\(\s*(?:level|"WARN"),/gu;

const sources = readdirSync(join(packageRoot, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts"))
  .map((path) => ({ file: path.replaceAll("\\", "/"), code: readFileSync(join(packageRoot, "src", path), "utf8") }));

/** Returns the errors and warnings of the program, in the order of its files. */
export function userMessages(): readonly Message[] {
  return sources.flatMap(({ file, code }) =>
    [...code.matchAll(beginnings)]
      .flatMap(({ index }) => textsIn(code, code.indexOf("(", index)))
      .filter((text) => isSentence(text))
      .map((text) => ({ file, text })),
  );
}

/** Whether the program contains a message, apart from values. */
export function isInProgram(text: string): boolean {
  return allTexts().some((each) => each.includes(text));
}

let known: readonly string[] | undefined;

function allTexts(): readonly string[] {
  known ??= sources.flatMap(({ code }) => [
    ...new Set([...code.matchAll(/["`]/gu)].flatMap(({ index }) => textAt(code, index)?.text ?? [])),
  ]);
  return known;
}

/** Whether a text is more than a name: it has two words besides its values. */
function isSentence(text: string): boolean {
  return (text.match(/[A-Za-z']{2,}/gu) ?? []).length > 2;
}

/** Returns the texts in the first two arguments after a bracket. A third one of `log` is a key of messages that are logged once. */
function textsIn(code: string, open: number): readonly string[] {
  const texts: string[] = [];
  let depth = 0;
  let commas = 0;
  for (let at = open; at < code.length; at += 1) {
    const character = code.charAt(at);
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    if (character === "," && depth === 1) commas += 1;
    if (depth === 0 || commas === 2) break;
    const found = textAt(code, at);
    if (found === undefined) continue;
    texts.push(found.text);
    at = found.end;
  }
  return texts;
}

/** Reads the string or template that starts at a position, and its end; undefined if none starts there. */
function textAt(code: string, start: number): { readonly text: string; readonly end: number } | undefined {
  const quote = code.charAt(start);
  if (quote !== '"' && quote !== "`") return undefined;
  let text = "";
  for (let at = start + 1; at < code.length; at += 1) {
    const character = code.charAt(at);
    if (character === quote) return { text, end: at };
    if (character === "\n" && quote === '"') return undefined;
    if (quote === "`" && code.startsWith("${", at)) {
      at = endOfValue(code, at + 1);
      text += "…";
    } else {
      if (character === "\\") at += 1;
      text += code.charAt(at);
    }
  }
  return undefined;
}

/** Returns the end of a value in a template. */
function endOfValue(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    const character = code.charAt(at);
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (depth === 0) return at;
    const inner = textAt(code, at);
    if (inner !== undefined) at = inner.end;
  }
  return code.length;
}
