import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { clockOfTests } from "../../integration_tests/bed/program-clock.ts";
import { packageRoot } from "../../src/base/package.ts";
import type { Requirement } from "../../test/requirements.ts";

/** Where a program can have a small disk of its own. */
export const smallDisk: Requirement<true> = {
  value: spawnSync("unshare", ["--user", "--map-root-user", "--mount", "true"]).status === 0 || undefined,
  missing: "`unshare` of util-linux can't mount a disk here",
};

/** Runs the program of `npm start` with a folder on a disk of a few megabytes. @returns the exit code and stderr */
export function startOnSmallDisk(folder: string, megabytes: number, args: readonly string[]) {
  const mount = `mount -t tmpfs -o size=${megabytes}m tmpfs "$0" && exec "$@"`;
  const program = [process.execPath, join(packageRoot, "dist/start/main.js"), "--data", folder, ...args];
  const { status, stderr } = spawnSync(
    "unshare",
    ["--user", "--map-root-user", "--mount", "sh", "-c", mount, folder, ...program],
    { encoding: "utf8", env: { ...process.env, ...clockOfTests } },
  );
  return { code: status, errors: stderr };
}

/** The surroundings of a run of `npm start`. */
interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Called with the process, to stop it. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the program of `npm start`, as built. */
export async function runStart(args: readonly string[], { environment, folder, onStart }: StartOptions = {}) {
  const program = join(packageRoot, "dist/start/main.js");
  assert.ok(existsSync(program), `${program} is missing. Run \`npm run build\`.`);
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, PINTEREST_ACCESS_TOKEN: "", ...clockOfTests, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onStart?.(child);
  const ended = once(child, "close");
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const rows = new Map(
    [...output.matchAll(/^(\w+) +([\d,]+) +([\d,]+)$/gmu)].map(([, stream = "", all, now]) => [stream, [all, now]]),
  );
  return { output, errors, rows, code: child.exitCode };
}
