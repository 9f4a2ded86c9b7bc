// Runs scripts with Node.js, one after the other, until one fails: npm scripts stay free of any shell's syntax.
import { run } from "./install.mjs";

for (const script of process.argv.slice(2)) run(process.execPath, script);
