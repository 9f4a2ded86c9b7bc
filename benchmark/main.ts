import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { withPart } from "../docs/source/pages/with-part.ts";
import { packageRoot } from "../src/base/package.ts";
import { drawRatios } from "./chart.ts";
import {
  type Comparison,
  compare,
  countRequests,
  measureCeiling,
  type RequestCounts,
  readAtLimits,
  scales,
} from "./measures.ts";
import { installOfficial } from "./programs.ts";
import { resultsPart } from "./results-page.ts";

/*
 * Compares the connector with the official one and with the floor. With --quick, runs smaller worlds once within a
 * minute and writes nothing.
 */

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    runs: { type: "string", default: "5" },
    official: { type: "boolean", default: true },
  },
  allowNegative: true,
});

const say = (line: string) => process.stderr.write(`${line}\n`);
const python = options.official ? installOfficial() : undefined;
if (python === undefined) say("The official connector is skipped: it needs Python, and the first time also PyPI.");

const runs = options.quick ? 1 : Number(options.runs);
const ceiling = await measureCeiling();
const comparisons: Comparison[] = [];
for (const [name, scale] of Object.entries(scales(options.quick))) {
  const comparison = await compare(name, scale, python, runs);
  comparisons.push(comparison);
  say(JSON.stringify(comparison));
}
const counts: RequestCounts[] = [];
for (const account of options.quick ? (["small"] as const) : (["small", "medium", "large"] as const)) {
  const count = await countRequests(account, python);
  counts.push(count);
  say(JSON.stringify(count));
}

const largest = options.quick ? undefined : counts.at(-1);
const firstRead = largest && (await readAtLimits(largest));
if (firstRead !== undefined) say(JSON.stringify(firstRead));

const part = resultsPart({ comparisons, counts, firstRead, ceiling, runs, hasOfficial: python !== undefined });
if (options.quick) {
  process.stdout.write(part);
} else {
  const page = join(packageRoot, "benchmark/results.md");
  writeFileSync(page, withPart(readFileSync(page, "utf8"), "benchmark", part));
  writeFileSync(join(packageRoot, "benchmark/ratios.svg"), await drawRatios(comparisons, counts));
}
