import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/package.ts";

/** A text that the program tells its user, with an ellipsis in place of each value. */
export interface Message {
  /** Its path below `src/`. */
  readonly file: string;
  readonly text: string;
}

/** Where an error or a warning for the user is made. */
const beginnings =
  /\bnew (?:ConnectorError|ConfigError)\(|\b(?:config|transient|invalid)\(|\blog\(\s*(?:level|"WARN"),/gu;

const sources = readdirSync(join(packageRoot, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts"))
  .map((path) => ({ file: path.replaceAll("\\", "/"), code: readFileSync(join(packageRoot, "src", path), "utf8") }));

/** The errors and warnings that the program makes, in the order of its files. */
export function userMessages(): readonly Message[] {
  return sources.flatMap(({ file, code }) =>
    [...code.matchAll(beginnings)]
      .flatMap(({ index }) => textsIn(code, code.indexOf("(", index)))
      .filter((text) => isSentence(text))
      .map((text) => ({ file, text })),
  );
}

/** Whether the program has a text somewhere, values aside. */
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

/** Whether a text is more than a name: it has two words beside its values. */
function isSentence(text: string): boolean {
  return (text.match(/[A-Za-z']{2,}/gu) ?? []).length > 2;
}

/** The texts between a bracket and the one that closes it. */
function textsIn(code: string, open: number): readonly string[] {
  const texts: string[] = [];
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    const character = code.charAt(at);
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    if (depth === 0) break;
    const found = textAt(code, at);
    if (found === undefined) continue;
    texts.push(found.text);
    at = found.end;
  }
  return texts;
}

/** The text that begins at a quotation mark or a backtick, and where it ends. Undefined where none begins. */
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

/** Where the bracket of a value in a template closes. */
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
