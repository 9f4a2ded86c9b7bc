// Prepares a fresh clone: installs the packages and compiles.
import { rmSync } from "node:fs";
import { install, npm } from "./install.mjs";

install();
process.stderr.write("Compiling\n");
rmSync("dist", { recursive: true, force: true });
npm("run", "--silent", "build");
