#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";

// Without this, V8 lets garbage grow with the machine's memory, to several times what is in use.
setFlagsFromString("--heap-growing-percent=100");
// Stack traces then show lines of TypeScript. It works only for modules that are loaded after this, so the program is one.
process.setSourceMapsEnabled(true);

const { runProgram } = await import("./program.ts");
await runProgram();
