// Runs all linters. With --write, formats the code and applies safe fixes.
import { install, run } from "./install.mjs";

const folders = [
  ["src", "simulator", "scripts", "docs/source", "start", "test"],
  ["integration_tests", "benchmark", "examples", "lint", ".ci"],
].flat();

install();
const biome = (...args) => run(process.execPath, "node_modules/@biomejs/biome/bin/biome", "check", ...args, ".");
if (process.argv.includes("--write")) {
  biome("--write");
  run(process.execPath, "--import", "tsx", "scripts/format-sql.ts");
} else {
  biome("--error-on-warnings");
  run(process.execPath, "node_modules/oxlint/bin/oxlint", "--type-aware", "--deny-warnings", ...folders);
  run(process.execPath, "--import", "tsx", "lint/main.ts");
}
