// Makes a fresh clone ready: installs what package-lock.json names, then compiles.
// Nothing is installed when nothing has changed since the last time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const stamp = "node_modules/.installed";
const wanted = createHash("sha256").update(readFileSync("package-lock.json")).update(process.version).digest("hex");

/** Runs a command, which says itself what is wrong, and ends with its exit code when it fails. */
function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error !== undefined) process.stderr.write(`${command} could not be started: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
  writeFileSync(stamp, wanted);
}
rmSync("dist", { recursive: true, force: true });
run("npm", "run", "--silent", "build");
