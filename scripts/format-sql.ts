import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "sql-formatter";
import { packageRoot } from "../src/base/package.ts";

/** The maximum length of a line, as of other code. */
export const maxLine = 120;
/** The maximum length of what is written on one line instead of several. */
const maxJoined = 120;

const options = { language: "duckdb", keywordCase: "upper", tabWidth: 2, expressionWidth: 104 } as const;
const clause =
  /^ *(?:SELECT(?: DISTINCT)?|FROM|WHERE|GROUP BY|HAVING|QUALIFY|ORDER BY|PARTITION BY|LIMIT|WINDOW|VALUES)$/u;

/** Returns the paths of the files of SQL that are laid out. */
export function sqlFiles(): readonly string[] {
  const names = readdirSync(join(packageRoot, "start"), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".sql")).map((name) => join(packageRoot, "start", name));
}

/** Lays out SQL: as sql-formatter does, but on one line what fits. Comments at the beginning stay as they are. */
export function laidOut(text: string): string {
  const header = /^(?:--.*\n)*/u.exec(text)?.[0] ?? "";
  const lines = withoutSpaces(format(text.slice(header.length), options)).split("\n");
  return `${header}${joined(lines).map(brokenMacro).join("\n").trim()}\n`;
}

/** Removes the space between the name of a macro, which the formatter doesn't know, and its arguments. */
function withoutSpaces(sql: string): string {
  return sql.replaceAll(/'(?:[^']|'')*'|"[^"]*"|--.*|\b([a-z]\w*) \(/gu, (all, name?: string) => {
    return name === undefined ? all : `${name}(`;
  });
}

/** Breaks the line of a macro that is too long before what it stands for. */
function brokenMacro(line: string): string {
  return line.length > maxLine ? line.replace(/^(CREATE .*? MACRO .*?\) AS) /u, "$1\n  ") : line;
}

const indentOf = (line: string) => line.search(/\S|$/u);

/** Joins each clause, and what is in brackets, to one line if it fits. */
function joined(lines: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (let index = 0; index < lines.length; ) {
    const line = lines[index] ?? "";
    let end = index + 1;
    while (end < lines.length && lines[end] !== "" && indentOf(lines[end] ?? "") > indentOf(line)) end += 1;
    const inner = joined(lines.slice(index + 1, end));
    const closing = lines[end] ?? "";
    const isBracket = /[([{]$/u.test(line) && /^\s*[)\]}]/u.test(closing);
    const isCase = /\bCASE(?: [\w.]+)?$/u.test(line) && /^\s*END\b/u.test(closing);
    const isClosed = (isBracket || isCase) && indentOf(closing) === indentOf(line);
    const space = isBracket ? "" : " ";
    const content = inner.map((each) => each.trim()).join(" ");
    const one = `${line}${space}${content}${isClosed ? `${space}${closing.trim()}` : ""}`;
    const isJoinable = (isClosed || clause.test(line)) && inner.length > 0 && one.length <= maxJoined;
    if (isJoinable && !inner.some((each) => each.includes("--"))) {
      result.push(one);
      index = isClosed ? end + 1 : end;
    } else {
      result.push(line, ...inner);
      index = end;
    }
  }
  return result;
}

if (process.argv[1] === import.meta.filename)
  for (const file of sqlFiles()) writeFileSync(file, laidOut(readFileSync(file, "utf8")));
