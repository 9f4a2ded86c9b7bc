/** A position in a text. Both numbers start at 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Matches white space and one token of JSON. */
const tokenAt =
  /[ \t\n\r]*([{}[\],:]|"[ !#-[\]-\u{10FFFF}]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[ !#-[\]-\u{10FFFF}]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)?/uy;

/** The first characters of the tokens that can follow. */
const expectations = {
  value: '"{[-0123456789tfn',
  itemOrEnd: ']"{[-0123456789tfn',
  key: '"',
  keyOrEnd: '}"',
  colon: ":",
  restOfObject: ",}",
  restOfList: ",]",
  nothing: "",
} as const;

/**
 * Returns the position of the first token that makes a text invalid JSON, or of its end if it ends too early. The errors
 * of `JSON.parse` have no position in some versions of Node.js, and contain parts of the text, which can be secrets.
 * @param text a text that `JSON.parse` rejects
 */
export function jsonErrorPosition(text: string): TextPosition {
  const open: string[] = [];
  let expected: keyof typeof expectations = "value";
  for (let end = 0; ; ) {
    tokenAt.lastIndex = end;
    const [all = "", token = ""] = tokenAt.exec(text) ?? [];
    const [first = ""] = token;
    end += all.length;
    if (first === "" || !expectations[expected].includes(first)) return positionIn(text, end - token.length);
    const isKey = first === '"' && (expected === "key" || expected === "keyOrEnd");
    if (first === "{" || first === "[") open.push(first);
    if (first === "}" || first === "]") open.pop();
    const isObject = open.at(-1) === "{";
    if (first === "{") expected = "keyOrEnd";
    else if (first === "[") expected = "itemOrEnd";
    else if (first === ",") expected = isObject ? "key" : "value";
    else if (first === ":") expected = "value";
    else if (isKey) expected = "colon";
    else if (open.length === 0) expected = "nothing";
    else expected = isObject ? "restOfObject" : "restOfList";
  }
}

function positionIn(text: string, offset: number): TextPosition {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}
