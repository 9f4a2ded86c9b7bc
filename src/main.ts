#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { runProgram } from "./program.ts";

// By default, V8 lets the heap grow with the machine's memory, to several times the live size.
setFlagsFromString("--heap-growing-percent=100");
await runProgram();
