import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { JsonObject } from "../../src/base/json.ts";
import { isObject } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import { amount } from "../../test/amount.ts";
import { inFolder } from "../../test/temporary-folders.ts";
import { clockOfTests } from "./program-clock.ts";

/** The outcome of a run of the built program. */
export interface Outcome {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The complete lines of stdout. */
  readonly messages: readonly JsonObject[];
}

/** The files of a run, all optional. Strings are written unchanged, other values as JSON. */
export interface Files {
  readonly config?: unknown;
  readonly catalog?: unknown;
  readonly state?: unknown;
}

export interface RunOptions extends StartOptions {
  readonly args?: readonly string[];
  /** Called with the process once its output is read, to kill or slow it. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with each message and the process, to kill or slow it. */
  readonly onMessage?: (message: JsonObject, child: ChildProcess) => void;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Path of the program; the latest build by default. */
  readonly program?: string;
}

/** Timeout of a run in milliseconds. Long tests read large accounts. */
export const maxRunMs = amount({ short: 300_000, long: 3_600_000 });

/** Runs a command of the built program in a temporary folder, with files as Airbyte passes them. */
export async function run(command: string, files: Files, options: RunOptions = {}): Promise<Outcome> {
  return withFiles(command, files, (args, folder) => observe([...args, ...(options.args ?? [])], folder, options));
}

/** Writes the files of a command into a temporary folder, calls `use` with both, and removes the folder. */
export function withFiles<Result>(
  command: string,
  files: Files,
  use: (args: readonly string[], folder: string) => Promise<Result>,
): Promise<Result> {
  return inFolder(async (folder) => {
    const args: string[] = [];
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, `${name}.json`);
      await writeFile(path, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o444 });
      args.push(`--${name}`, path);
    }
    return use([command, ...args], folder);
  });
}

/** Starts a program whose clock is the tests'. */
export function start(
  args: readonly string[],
  folder: string,
  { environment = {}, program = join(packageRoot, "dist/src/main.js") }: StartOptions = {},
): ChildProcessByStdio<null, Readable, Readable> {
  if (!existsSync(program)) throw new Error(`${program} is missing. Run \`npm run build\`.`);
  return spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, ...clockOfTests, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function observe(args: readonly string[], folder: string, options: RunOptions): Promise<Outcome> {
  const child = start(args, folder, options);
  const messages: JsonObject[] = [];
  const stdout: string[] = [];
  let stderr = "";
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout.push(chunk);
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = parseMessage(line);
      messages.push(message);
      options.onMessage?.(message, child);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  options.onStart?.(child);
  const watchdog = setTimeout(() => child.kill("SIGKILL"), maxRunMs);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(watchdog);
      resolve({ code, signal, stdout: stdout.join(""), stderr, messages });
    });
  });
}

/** Parses the message in a line of the output. */
export function parseMessage(line: string): JsonObject {
  const message: unknown = JSON.parse(line);
  if (!isObject(message)) throw new Error(`not a message: ${line.slice(0, 200)}`);
  return message;
}
