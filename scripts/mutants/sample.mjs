// Chooses a seeded sample of all mutants, and is a plugin of Stryker: a checker that lets those of the sample pass (the others
// count as mutants that do not compile, which are not in the score), and a reporter that tells survivors as they are found.
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { declareFactoryPlugin, declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { Instrumenter } from "@stryker-mutator/instrumenter";

const {
  MUTANT_SEED: seed = "1",
  MUTANT_SHARE: share = "0.02",
  MUTANT_PART: part = "1/1",
  MUTANT_SURVIVORS,
} = process.env;
const [index, count] = part.split("/").map(Number);

/** Whether a mutant is in this part of the sample: a digest of what it changes, as a number from 0 to 1, decides. */
function isInSample({ fileName, location, mutatorName, replacement }) {
  const file = fileName.slice(fileName.lastIndexOf("/dist/"));
  const change = JSON.stringify([seed, file, location, mutatorName, replacement]);
  const place = (createHash("sha256").update(change).digest().readUInt32BE() / 2 ** 32 / Number(share)) * count;
  return place >= index - 1 && place < index;
}

/**
 * Where the mutants of the sample are, as Stryker wants to be told. Only this code is instrumented then: if all of it were,
 * tests would take ten times as long.
 */
export async function rangesOfSample(fileNames) {
  const log = { debug: () => undefined, info: () => undefined, isDebugEnabled: () => false };
  const files = fileNames.map((name) => ({ name, content: readFileSync(name, "utf8"), mutate: true }));
  const { mutants } = await new Instrumenter(log).instrument(files, {
    excludedMutations: [],
    ignorers: [],
    plugins: null,
  });
  return mutants
    .filter(isInSample)
    .map(
      ({ fileName, location: { start, end } }) =>
        `${fileName}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`,
    );
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

/** File, line, and column of the TypeScript that a mutant is in. */
function placeOf({ fileName, location: { start } }) {
  const map = new SourceMap(JSON.parse(readFileSync(`${fileName}.map`, "utf8")));
  const { originalSource, originalLine, originalColumn } = map.findEntry(start.line - 1, start.column - 1);
  return `${originalSource.replaceAll("../", "")}:${originalLine + 1}:${originalColumn + 1}`;
}

/** Prints every mutant that no failing test killed, and appends it to a file. A timeout counts as killed, yet may be worth a look. */
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
