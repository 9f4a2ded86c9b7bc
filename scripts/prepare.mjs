// Prepares a fresh clone: installs the packages and compiles.
import { install, run } from "./install.mjs";

install();
run(process.execPath, "scripts/build.mjs");
