// A Stryker plugin that selects a seeded sample of mutants: a checker that rejects all others as compile errors, which
// don't count in the score, and a reporter that prints survivors as they are found.
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { declareFactoryPlugin, declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { Instrumenter } from "@stryker-mutator/instrumenter";

// Stryker's processes have the variables of program.mjs.
const { MUTANT_SEED: seed, MUTANT_POSITIONS: positions, MUTANT_SURVIVORS } = process.env;

/** Returns a digest of a mutant's change, which is its position in the order of samples. */
function positionOf({ fileName, location, mutatorName, replacement }) {
  const file = fileName.slice(fileName.lastIndexOf("/dist/"));
  const change = JSON.stringify([seed, file, location, mutatorName, replacement]);
  return createHash("sha256").update(change).digest("hex");
}

const isInSample = (mutant) => positionOf(mutant) <= positions;

/**
 * Returns the first mutants of some files in the order of samples: their last position, and their locations in Stryker's form.
 * Instrumenting only this code makes tests ten times faster.
 */
export async function sampleOf(fileNames, count) {
  const log = { debug: () => undefined, info: () => undefined, isDebugEnabled: () => false };
  const files = fileNames.map((name) => ({ name, content: readFileSync(name, "utf8"), mutate: true }));
  const { mutants } = await new Instrumenter(log).instrument(files, {
    excludedMutations: [],
    ignorers: [],
    plugins: null,
  });
  const sample = mutants
    .map((mutant) => ({ ...mutant, position: positionOf(mutant) }))
    .sort((one, other) => (one.position < other.position ? -1 : 1))
    .slice(0, count);
  const ranges = sample.map(
    ({ fileName, location: { start, end } }) =>
      `${fileName}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`,
  );
  return { all: mutants.length, positions: sample.at(-1)?.position ?? "", ranges };
}

const sampler = () => ({
  init: async () => {},
  group: async (mutants) => [mutants.map(({ id }) => id)],
  check: async (mutants) =>
    Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        isInSample(mutant) ? { status: "passed" } : { status: "compileError", reason: "not in the sample" },
      ]),
    ),
});

/** Returns file, line, and column of a mutant in TypeScript. */
function placeOf({ fileName, location: { start } }) {
  const map = new SourceMap(JSON.parse(readFileSync(`${fileName}.map`, "utf8")));
  const { originalSource, originalLine, originalColumn } = map.findEntry(start.line - 1, start.column - 1);
  return `${originalSource.replaceAll("../", "")}:${originalLine + 1}:${originalColumn + 1}`;
}

/** Prints each surviving mutant and appends it to a file. Timeouts count as killed and are printed too. */
const survivors = {
  onMutantTested(mutant) {
    const { status, mutatorName, replacement } = mutant;
    if (status === "Killed" || status === "CompileError") return;
    const line = `${status}: ${placeOf(mutant)} ${mutatorName} -> ${JSON.stringify(replacement)}\n`;
    appendFileSync(MUTANT_SURVIVORS, line);
    process.stdout.write(line);
  },
};

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.Checker, "sample", sampler),
  declareValuePlugin(PluginKind.Reporter, "survivors", survivors),
];
