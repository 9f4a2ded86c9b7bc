import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";

/*
 * Tests the program with the Node.js version of the image: the unit tests, and a read of all streams. The npm registry
 * provides the binary. If it can't be installed, nothing is tested, and the output says so.
 */

const tests = ["test/**/*.test.ts", "integration_tests/acceptance.test.ts"];
const major = /^FROM node:(\d+)-slim\b/mu.exec(readFileSync(join(packageRoot, "Dockerfile"), "utf8"))?.[1];
if (major === undefined) throw new Error("the Dockerfile names no Node.js");

const say = (text: string) => process.stderr.write(`test:image-node: ${text}\n`);

/** Returns the path of the binary, after installing it if needed; undefined if it can't be installed. */
function installedNode(): string | undefined {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = join(packageRoot, `.cache/node-${major}`);
  const binary = join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(binary)) return binary;
  const options = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const install = ["install", "--prefix", folder, ...options, `${name}@${major}`];
  const { status } = spawnSync("npm", install, {
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  return status === 0 && existsSync(binary) ? binary : undefined;
}

if (process.versions.node.startsWith(`${major}.`)) {
  say(`SKIPPED: this is Node.js ${major} already, which runs all tests`);
} else {
  const node = installedNode();
  if (node === undefined) {
    say(`SKIPPED: Node.js ${major} could not be installed from the npm registry`);
  } else {
    say(`with Node.js ${spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim()}`);
    const mocha = join(packageRoot, "node_modules/mocha/bin/mocha.js");
    process.exitCode =
      spawnSync(node, [mocha, "--reporter=dot", ...tests], { cwd: packageRoot, stdio: "inherit" }).status ?? 1;
  }
}
