import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { read } from "./project.ts";

/** A user message with an ellipsis in place of each value. */
interface Message {
  /** Its path below `src/`. */
  readonly file: string;
  readonly text: string;
}

/** Calls that create an error or a warning for the user. */
const beginnings =
  /\bnew (?:ConnectorError|ConfigError)\(|\b(?:config|transient|invalid)\(|\blog\(\s*(?:level|"WARN"),/gu;

const sources = readdirSync(join(packageRoot, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts"))
  .map((path) => ({
    file: path.replaceAll("\\", "/"),
    code: withoutValues(read(`src/${path}`)),
  }));

/** Returns the errors and warnings of the program, in the order of its files. */
export function userMessages(): readonly Message[] {
  return sources.flatMap(({ file, code }) =>
    [...code.matchAll(beginnings)]
      .flatMap(({ index }) => textsIn(code.slice(code.indexOf("(", index))))
      .filter(isSentence)
      .map((text) => ({ file, text })),
  );
}

/** Whether the program contains a message, apart from values. */
export function isInProgram(text: string): boolean {
  return sources.some(({ code }) => code.replaceAll("\\", "").includes(text));
}

/** Returns code whose templates have an ellipsis in place of each value, the innermost first. */
function withoutValues(code: string): string {
  const simpler = code.replaceAll(/\$\{(?:[^{}`]|`[^`]*`|\{[^{}`]*\})*\}/gu, "…");
  return simpler === code ? code : withoutValues(simpler);
}

/** Returns the texts in the first two arguments of a call. A third one of `log` is a key of messages that are logged once. */
function textsIn(call: string): readonly string[] {
  const texts: string[] = [];
  let depth = 0;
  let commas = 0;
  for (const [token] of call.matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|[()[\]{},]/gu)) {
    if ("([{".includes(token)) depth += 1;
    else if (")]}".includes(token)) depth -= 1;
    else if (token !== ",") texts.push(token.slice(1, -1).replaceAll(/\\(.)/gu, "$1"));
    else if (depth === 1) commas += 1;
    if (depth === 0 || commas === 2) break;
  }
  return texts;
}

/** Whether a text is more than a name: it has two words besides its values. */
function isSentence(text: string): boolean {
  return (text.match(/[A-Za-z']{2,}/gu) ?? []).length > 2;
}
