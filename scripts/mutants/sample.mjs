// A checker for Stryker that lets a seeded sample of all mutants pass. The others count as mutants that do not compile, which
// are not in the score.
import { createHash } from "node:crypto";
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";

const seed = process.env.MUTANT_SEED ?? "1";
const share = Number(process.env.MUTANT_SHARE ?? 0.024);

/** Whether a mutant is in the sample: a digest of what it changes, as a number from 0 to 1, decides. */
function isInSample({ fileName, location, mutatorName, replacement }) {
  const file = fileName.slice(fileName.lastIndexOf("/dist/"));
  const change = JSON.stringify([seed, file, location, mutatorName, replacement]);
  return createHash("sha256").update(change).digest().readUInt32BE() / 2 ** 32 < share;
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

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Checker, "sample", sampler)];
