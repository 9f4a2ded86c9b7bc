import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const stamp = "node_modules/.installed";

/** Runs a program and exits with its exit code if it fails. */
export function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error !== undefined) process.stderr.write(`${command} could not be started: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs npm through its script with this Node.js, since Windows can't start `npm` without a shell. */
function npm(...args) {
  const { npm_execpath: script } = process.env;
  if (script === undefined) run("npm", ...args);
  else run(process.execPath, script, ...args);
}

/** Installs the packages of package-lock.json unless nothing has changed. */
export function install() {
  const wanted = createHash("sha256").update(readFileSync("package-lock.json")).update(process.version).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  npm("ci", "--ignore-scripts", "--no-audit", "--no-fund");
  writeFileSync(stamp, wanted);
}
