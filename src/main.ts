#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";

// By default, V8 lets the heap grow with the machine's memory, to several times the live size.
setFlagsFromString("--heap-growing-percent=100");
// Shows TypeScript lines in stack traces. Affects only modules loaded later, hence the dynamic import.
process.setSourceMapsEnabled(true);

const { runProgram } = await import("./program.ts");
await runProgram();
