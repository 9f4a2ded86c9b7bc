import { packageRoot } from "../src/package.ts";
import { measureRuns } from "./engine/run-measures.ts";
import { measureSource } from "./engine/source-measures.ts";

/*
 * Prints the table of docs/architecture.md: `node --import tsx scripts/measure-engine.ts`.
 */

const source = measureSource(packageRoot);
const runs = await measureRuns();

const rows: readonly (readonly [measure: string, value: string])[] = [
  ["types, files, lines in `src/sync`", [source.types, source.files, source.lines].map(inEnglish).join(", ")],
  ["frames from the read of a stream to the writer; files on that stack", `${runs.frames}; ${runs.filesOfFrames}`],
  ["`for await` loops; places where work waits", `${source.loops}; ${source.limits}`],
  ["files that name kinds of errors", String(source.filesOfErrors)],
  [
    "repeated requests, of all requests (4, 16, 40 in flight; full refresh, then incremental)",
    `${rangeOf(runs.repeated)} of ${rangeOf(runs.requests)}`,
  ],
];

process.stdout.write(
  ["| Measure | Value |", "| :--- | :--- |", ...rows.map((row) => `| ${row.join(" | ")} |`), ""].join("\n"),
);

function rangeOf(numbers: readonly number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? inEnglish(least) : `${inEnglish(least)}–${inEnglish(most)}`;
}

function inEnglish(number: number): string {
  return number.toLocaleString("en-US");
}
