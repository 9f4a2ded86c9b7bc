// Runs Node.js scripts in sequence until one fails, so that npm scripts need no shell syntax.
import { run } from "./install.mjs";

for (const script of process.argv.slice(2)) run(process.execPath, script);
