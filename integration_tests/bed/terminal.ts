import { spawnSync } from "node:child_process";
import type { Requirement } from "../../test/requirements.ts";
import { clockOfTests } from "./program-clock.ts";

/** The outcome of a program in a terminal, which shows stdout and stderr together. */
interface Shown {
  readonly code: number | null;
  readonly output: string;
}

/** `script` of util-linux runs a program in a pseudo-terminal. Other systems have another program of this name. */
const { stdout: version } = spawnSync("script", ["--version"], { encoding: "utf8" });

/** Runs a program in a pseudo-terminal. */
export const terminal: Requirement<(program: readonly string[]) => Shown> = {
  value: version?.includes("util-linux") === true ? runInTerminal : undefined,
  missing: "`script` of util-linux isn't installed",
};

/** Returns the words of a command that runs a program in a pseudo-terminal. @param redirect of its output, for a shell */
export function inTerminal(program: readonly string[], redirect = ""): readonly [string, ...string[]] {
  const command = program.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  return ["script", "--quiet", "--return", "--command", command + redirect, "/dev/null"];
}

function runInTerminal(program: readonly string[]): Shown {
  const [script, ...args] = inTerminal(program);
  const { status, stdout } = spawnSync(script, args, {
    encoding: "utf8",
    env: { ...process.env, ...clockOfTests },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { code: status, output: stdout.replaceAll("\r\n", "\n") };
}
