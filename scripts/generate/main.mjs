// Writes all generated files: `npm run generate`. README.md says what is written from what.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { install, run } from "../install.mjs";

install();
const { register } = await import("tsx/esm/api");
register();
const { steps } = await import("./steps.ts");

const [step] = process.argv.slice(2);
if (step === undefined) {
  // Each in its own process, since it imports what earlier ones have written.
  for (const name of Object.keys(steps)) run(process.execPath, import.meta.filename, name);
} else {
  const files = await steps[step]();
  for (const [path, text] of files) writeFileSync(path, text);
  const isFormer = (name) => step === "catalog" && !files.has(`catalog/${name}`);
  for (const name of readdirSync("catalog").filter(isFormer)) rmSync(`catalog/${name}`);
}
