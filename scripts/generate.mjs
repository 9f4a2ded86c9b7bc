// Runs all generators. Each runs from source in its own process, since it imports what previous ones have written.
import { install, run } from "./install.mjs";

const generators = [
  "scripts/generate-operations.ts",
  "scripts/generate-columns.ts",
  "scripts/generate-catalog.ts",
  "scripts/generate-validators.ts",
  "scripts/generate-migration.ts",
  "simulator/generate.ts",
  "scripts/generate-acceptance.ts",
];

install();
for (const generator of generators) run(process.execPath, "--import", "tsx", generator);
