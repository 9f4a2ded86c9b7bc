// Compiles into dist/, unless that is the result of the same sources already. Programs in dist/ can run meanwhile: each
// changed file replaces its predecessor in one step, so that a module which a program loads later is always there.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

const built = "dist";
const stamp = ".inputs";

/** Returns the files in a folder and its subfolders; none if it doesn't exist. */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Returns a digest of everything that the result depends on. */
function digestOfInputs() {
  const digest = createHash("sha256");
  const { include } = JSON.parse(readFileSync("tsconfig.json", "utf8"));
  const sources = include.flatMap(filesIn).filter((path) => /\.m?ts$/.test(path));
  for (const path of ["tsconfig.json", "package-lock.json", ...sources.sort()])
    digest.update(`${path}\0`).update(readFileSync(path)).update("\0");
  return digest.digest("hex");
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code !== "ESRCH";
  }
}

const wanted = digestOfInputs();
if (existsSync(join(built, stamp)) && readFileSync(join(built, stamp), "utf8") === wanted) process.exit();

process.stderr.write("Compiling\n");
// Beside dist/, since source maps have relative paths, and one for each of several builds at once.
const next = `${built}.${process.pid}`;
const abandoned = readdirSync(".").filter((name) => /^dist\.\d+$/.test(name) && !isRunning(Number(name.slice(5))));
for (const name of [...abandoned, next]) rmSync(name, { recursive: true, force: true });
process.on("exit", () => rmSync(next, { recursive: true, force: true }));
const compiler = join("node_modules", "typescript", "bin", "tsc");
const { status, error } = spawnSync(process.execPath, [compiler, "--outDir", next], { stdio: "inherit" });
if (error !== undefined) process.stderr.write(`The compiler could not be started: ${error.message}\n`);
if (status !== 0) process.exit(status ?? 1);

const before = new Set(filesIn(built));
for (const path of filesIn(next)) {
  const target = join(built, path.slice(next.length));
  const isKnown = before.delete(target);
  if (isKnown && readFileSync(path).equals(readFileSync(target))) continue;
  mkdirSync(dirname(target), { recursive: true });
  renameSync(path, target);
}
for (const path of before) rmSync(path);
chmodSync(join(built, "src/main.js"), 0o755);
writeFileSync(join(built, stamp), wanted);
