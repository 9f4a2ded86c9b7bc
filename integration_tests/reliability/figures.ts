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

/** Where `npm run test:long` collects figures (`long.ts`); nowhere otherwise. */
const path = process.env.RELIABILITY_FIGURES;

/** Notes a figure for the table of `docs/reliability.md`. A test does so at its end, when it has held. */
export function record(figure: Figure): void {
  // Files of tests run in several processes; each adds lines.
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(figure)}\n`);
}

/** Notes figures that the tests of a suite make together, when all of them have held. Called in the suite. */
export function recordAtEnd(figures: () => readonly Figure[]): void {
  after(function () {
    let held = true;
    this.test?.parent?.eachTest((test) => {
      held &&= test.isPassed() || test.isPending();
    });
    if (held) figures().forEach(record);
  });
}

/** Brings what was noted into the table of a page; rows of tests that did not run, or not hold, stay as they are. */
export function writeFigures(page: string, noted: string): void {
  if (!existsSync(noted)) return;
  const measured = readFileSync(noted, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line): Figure => JSON.parse(line));
  writeFileSync(page, withFigures(readFileSync(page, "utf8"), measured));
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
