import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { JsonObject } from "../src/json.ts";
import { isObject } from "../src/json.ts";
import { packageRoot } from "../src/package.ts";
import { clockOfTests } from "./program-clock.ts";

/** What a run of the built program left behind. */
export interface Outcome {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout that were written to their end. */
  readonly messages: readonly JsonObject[];
}

/** The files of a run; what is left out is not passed. Texts are written as they are, anything else as JSON. */
export interface Files {
  readonly config?: unknown;
  readonly catalog?: unknown;
  readonly state?: unknown;
}

export interface RunOptions extends StartOptions {
  readonly args?: readonly string[];
  /** Given the process once it listens to it, to kill or slow it whenever it likes. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Told of each message as it comes, with the process, to kill or slow it. */
  readonly onMessage?: (message: JsonObject, child: ChildProcess) => void;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** The path of the program to run; the one that was built last, when left out. */
  readonly program?: string;
}

/** A run that takes more milliseconds than this hangs. */
export const maxRunMs = 300_000;

/** Runs a command of the built program with files as Airbyte passes them, in a folder that is not its own. */
export async function run(command: string, files: Files, options: RunOptions = {}): Promise<Outcome> {
  return withFiles(command, files, (args, folder) => observe([...args, ...(options.args ?? [])], folder, options));
}

/** Writes the files of a command into a folder, calls `use` with the command line and the folder, and cleans up. */
export async function withFiles<Result>(
  command: string,
  files: Files,
  use: (args: readonly string[], folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "source-pinterest-test-"));
  try {
    const args: string[] = [];
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, `${name}.json`);
      await writeFile(path, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o444 });
      args.push(`--${name}`, path);
    }
    return await use([command, ...args], folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts a program as a process whose clock is the tests'. */
export function start(
  args: readonly string[],
  folder: string,
  { environment = {}, program = join(packageRoot, "dist/src/main.js") }: StartOptions = {},
): ChildProcessByStdio<null, Readable, Readable> {
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

/** The message in a line of the output. */
export function parseMessage(line: string): JsonObject {
  const message: unknown = JSON.parse(line);
  if (!isObject(message)) throw new Error(`not a message: ${line.slice(0, 200)}`);
  return message;
}
