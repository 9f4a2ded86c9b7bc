import { packageRoot } from "../src/package.ts";
import { measureRuns } from "./engine/run-measures.ts";
import { measureSource } from "./engine/source-measures.ts";

/*
 * Prints the table of docs/architecture.md that holds src/sync against what it was at commit 67b5df6:
 * `node --import tsx scripts/measure-engine.ts`.
 */

const source = measureSource(packageRoot);
const runs = await measureRuns();

const rows: readonly (readonly [measure: string, before: string, now: string])[] = [
  [
    "types, files, lines in `src/sync`",
    "80, 51, 5,413",
    [source.types, source.files, source.lines].map(inEnglish).join(", "),
  ],
  [
    "frames from the read of a stream to the writer; files on that stack",
    "17; 6",
    `${runs.frames}; ${runs.filesOfFrames}`,
  ],
  ["`for await` loops; places where work waits", "13; 6", `${source.loops}; ${source.limits}`],
  ["files that name kinds of errors", "12", String(source.filesOfErrors)],
  [
    "repeated requests, of all requests (4, 16, 40 in flight; full refresh, then incremental)",
    "43–96 of 2,224–2,277",
    `${rangeOf(runs.repeated)} of ${rangeOf(runs.requests)}`,
  ],
];

process.stdout.write(
  ["| Measure | 67b5df6 | Now |", "| :--- | :--- | :--- |", ...rows.map((row) => `| ${row.join(" | ")} |`), ""].join(
    "\n",
  ),
);

function rangeOf(numbers: readonly number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? inEnglish(least) : `${inEnglish(least)}–${inEnglish(most)}`;
}

function inEnglish(number: number): string {
  return number.toLocaleString("en-US");
}
