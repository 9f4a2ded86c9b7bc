import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../src/base/package.ts";

/** A requirement of Python that this machine lacks. */
export class Missing extends Error {}

/** A virtual environment: its Python, its folder, and the folder of its packages' programs. */
interface PythonEnvironment {
  readonly python: string;
  readonly binaries: string;
}

/**
 * Returns a virtual environment with the packages of a requirements file, which it creates once and again if the file
 * or Python changes.
 * @param requirements path of the file in the project
 * @throws Missing if there is no suitable Python or no registry for the packages
 */
export function pythonWith(requirements: string): PythonEnvironment {
  const { command, version } = fittingPython();
  const folder = join(packageRoot, ".cache/python", dirname(requirements).replaceAll(/[\\/]/gu, "-"));
  const binaries = join(folder, process.platform === "win32" ? "Scripts" : "bin");
  const list = join(packageRoot, requirements);
  const wanted = createHash("sha256").update(requirementsIn(list).join("")).update(version).digest("hex");
  const python = join(binaries, "python");
  const stamp = join(folder, ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { python, binaries };
  rmSync(folder, { recursive: true, force: true });
  install("Python can't make a virtual environment", command, "-m", "venv", folder);
  // uv installs the 120 packages in a tenth of pip's time.
  const installer = join(packageRoot, "scripts/requirements.txt");
  install("the Python registry is out of reach", python, "-m", "pip", "install", "--quiet", "--requirement", installer);
  const uv = join(binaries, "uv");
  install("the Python registry lacks a package", uv, "pip", "install", "--python", python, "--requirement", list);
  writeFileSync(stamp, wanted);
  return { python, binaries };
}

/** Returns the text of a requirements file and of the files that it includes. */
function requirementsIn(path: string): readonly string[] {
  const text = readFileSync(path, "utf8");
  const named = [...text.matchAll(/^-r (.*)$/gmu)].map(([, other = ""]) => join(dirname(path), other));
  return [text, ...named.flatMap(requirementsIn)];
}

/** The Python versions that PyAirbyte supports. */
function fittingPython(): { readonly command: string; readonly version: string } {
  for (const command of ["python3", "python3.12", "python3.11", "python3.10", "python"]) {
    const { status, stdout } = spawnSync(command, ["-c", "import sys, venv; print(sys.version)"], { encoding: "utf8" });
    if (status === 0 && /^3\.1[0-2]\./u.test(stdout)) return { command, version: stdout };
  }
  throw new Missing("Python 3.10, 3.11, or 3.12 isn't installed");
}

function install(problem: string, command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Missing(`${problem}: ${(error?.message ?? stderr).trim().slice(-500)}`);
}
