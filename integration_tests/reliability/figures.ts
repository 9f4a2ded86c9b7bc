import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { withPart } from "../../docs/source/pages/with-part.ts";

/** A measurement, its guarantee, and its result. */
interface Figure {
  /** What was measured; the key of the table. */
  readonly what: string;
  readonly promised: string;
  readonly measured: string;
}

/** The file that collects figures during `npm run test:long` (`long.ts`); undefined otherwise. */
const path = process.env.RELIABILITY_FIGURES;

/** Records a figure for the table of `benchmark/results.md`. Tests call it last, after all assertions. */
export function record(figure: Figure): void {
  // Test files run in several processes; each appends lines.
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(figure)}\n`);
}

/** Records figures of an entire suite if all of its tests pass. Call it in the suite. */
export function recordAtEnd(figures: () => readonly Figure[]): void {
  after(function () {
    let held = true;
    this.test?.parent?.eachTest((test) => {
      held &&= test.isPassed() || test.isPending();
    });
    if (held) figures().forEach(record);
  });
}

/** Updates the table of a page. Rows of skipped or failed tests stay as they are. */
export function writeFigures(page: string, noted: string): void {
  if (!existsSync(noted)) return;
  const measured = readFileSync(noted, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line): Figure => JSON.parse(line));
  writeFileSync(page, withFigures(readFileSync(page, "utf8"), measured));
}

/** Returns the page with these figures in its table, sorted by name. */
function withFigures(page: string, measured: readonly Figure[]): string {
  const [before = ""] = /<!-- figures: begin.*<!-- figures: end/su.exec(page) ?? [];
  const lines = before.split("\n").filter((line) => line.startsWith("| "));
  const rows = new Map(lines.slice(2).map((line) => [line.slice(2, line.indexOf(" |")), line]));
  for (const { what, promised, measured: value } of measured) rows.set(what, `| ${what} | ${promised} | ${value} |`);
  const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  return withPart(page, "figures", [...lines.slice(0, 2), ...sorted].join("\n"));
}
