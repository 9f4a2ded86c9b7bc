import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { clockOfTests } from "../../integration_tests/bed/program-clock.ts";
import { packageRoot } from "../../src/base/package.ts";

/** The surroundings of a run of `npm start`. */
export interface StartOptions {
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
