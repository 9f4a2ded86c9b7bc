import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";

/** Something that was measured, with what is promised of it. */
export interface Figure {
  /** What was measured; the key of the table. */
  readonly what: string;
  readonly promised: string;
  readonly measured: string;
}

const begin = "<!-- figures: written by npm run test:long -->";
const end = "<!-- end of figures -->";
const noted: (() => readonly Figure[])[] = [];

/** Notes a figure for the table of `docs/reliability.md`. It counts when all tests of its file have held. */
export function record(figure: Figure): void {
  recordAtEnd(() => [figure]);
}

/** Notes figures that many tests make together: they are asked for when all tests of their file have held. */
export function recordAtEnd(figures: () => readonly Figure[]): void {
  noted.push(figures);
}

/**
 * Hands the figures of a test file on to the process that writes the table, unless a test of the file has failed or did
 * not run. Files run in several processes; each adds lines to what the others have handed on.
 * @param root the suite of all tests of the file; of all files, where one process runs them all
 * @param path where figures are handed on
 */
export function handOn(root: Mocha.Suite, path: string): void {
  const figures = noted.splice(0);
  let held = true;
  root.eachTest((test) => {
    held &&= test.isPassed() || test.isPending();
  });
  if (!held) return;
  appendFileSync(path, figures.flatMap((make) => make().map((figure) => `${JSON.stringify(figure)}\n`)).join(""));
}

/** Brings what was handed on into the table of a page; rows of tests that did not run, or not hold, stay as they are. */
export function writeFigures(page: string, path: string): void {
  if (!existsSync(path)) return;
  const measured = readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line): Figure => JSON.parse(line));
  if (measured.length > 0) writeFileSync(page, withFigures(readFileSync(page, "utf8"), measured));
}

/** The page with these figures in its table, in the order of their names. */
export function withFigures(text: string, measured: readonly Figure[]): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error("the page has no place for figures");
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
