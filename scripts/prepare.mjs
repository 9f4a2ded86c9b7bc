// Makes a fresh clone ready: installs the packages, then compiles.
import { rmSync } from "node:fs";
import { install, run } from "./install.mjs";

install();
rmSync("dist", { recursive: true, force: true });
run("npm", "run", "--silent", "build");
