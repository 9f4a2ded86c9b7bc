// Generates all that follows from Pinterest's OpenAPI document and from the streams. Each generator runs from its source in
// a process of its own, since it imports what the ones before it have written.
import { install, run } from "./install.mjs";

const generators = [
  "scripts/generate-operations.ts",
  "scripts/generate-columns.ts",
  "scripts/generate-catalog.ts",
  "scripts/generate-migration.ts",
  "simulator/generate.ts",
  "scripts/generate-acceptance.ts",
];

install();
for (const generator of generators) run(process.execPath, "--import", "tsx", generator);
