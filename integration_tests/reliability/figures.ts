import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/package.ts";

/** Something that was measured, with what is promised of it. */
export interface Figure {
  /** What was measured; the key of the table. */
  readonly what: string;
  readonly promised: string;
  readonly measured: string;
}

const page = join(packageRoot, "docs/reliability.md");
const begin = "<!-- figures: written by npm run test:long -->";
const end = "<!-- end of figures -->";
const figures: Figure[] = [];

/** Notes a figure for the table of `docs/reliability.md`, which long runs write at their end. */
export function record(figure: Figure): void {
  figures.push(figure);
}

/** Notes figures that many tests make together, behind the last one of a suite, unless a test of its file has failed. */
export function recordAtEnd(figures: () => readonly Figure[]): void {
  after(function () {
    const { file, parent } = this.test ?? {};
    let suite = parent;
    while (suite?.parent !== undefined) suite = suite.parent;
    let failed = false;
    suite?.eachTest((test) => {
      failed ||= test.file === file && test.isFailed();
    });
    if (!failed) for (const figure of figures()) record(figure);
  });
}

/** Brings what this run measured into the table; rows of tests that did not run stay as they are. */
export function writeFigures(): void {
  if (figures.length === 0) return;
  writeFileSync(page, withFigures(readFileSync(page, "utf8"), figures));
}

/** The page with these figures in its table, in the order of their names. */
export function withFigures(text: string, measured: readonly Figure[]): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${page} has no place for figures`);
  const rows = new Map(
    text
      .slice(from + begin.length, to)
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .slice(2)
      .map((line) => [line.slice(2, line.indexOf(" |")), line]),
  );
  for (const { what, promised, measured: value } of measured) rows.set(what, `| ${what} | ${promised} | ${value} |`);
  const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  const table = ["| What | Promised | Measured |", "| :--- | :--- | :--- |", ...sorted].join("\n");
  return `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`;
}
