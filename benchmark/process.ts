import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { cpuOf, statusOf } from "./memory-probe.ts";
import type { Journal, ServerOptions } from "./server.ts";

/** The outcome and resources of a program. */
export interface Run {
  readonly code: number | null;
  /** RECORD lines. */
  readonly records: number;
  /** The last STATE line per stream. */
  readonly states: readonly string[];
  readonly wallSeconds: number;
  /** CPU time of the user and the system; not a number if the system doesn't report it. */
  readonly cpuSeconds: number;
  /** Maximum resident memory in megabytes (2^20 bytes). */
  readonly peakMegabytes: number;
}

/** A command line and its environment. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Maximum number of runs until one succeeds; 1 by default. */
  readonly attempts?: number;
}

/** Runs a program alone and measures it. */
export async function run({ command, args, environment = {} }: Program): Promise<Run> {
  const cpuBefore = cpuOfEndedChildren();
  const begun = performance.now();
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "inherit"] });
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, statusOf(String(child.pid))?.peak ?? 0);
  }, 20);
  const lines = new Lines();
  child.stdout.on("data", (chunk: Buffer) => lines.take(chunk));
  const ended: unknown[] = await once(child, "close");
  clearInterval(sampler);
  return {
    code: typeof ended[0] === "number" ? ended[0] : null,
    records: lines.records,
    states: [...lines.states.values()],
    wallSeconds: (performance.now() - begun) / 1000,
    cpuSeconds: cpuOfEndedChildren() - cpuBefore,
    peakMegabytes: peak,
  };
}

/** Returns the CPU seconds of the children that have ended. */
const cpuOfEndedChildren = () => cpuOf("self", "children") ?? Number.NaN;

const newline = 10;
const recordHead = Buffer.from('{"type":"RECORD"');
const stateHead = Buffer.from('{"type":"STATE"');
const streamName = /"stream_descriptor":\s*\{"name":\s*"(\w+)"/u;

/** Counts lines and keeps the states. */
class Lines {
  records = 0;
  readonly states = new Map<string, string>();
  #rest: Buffer[] = [];

  take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const piece = chunk.subarray(start, end);
      this.#line(this.#rest.length === 0 ? piece : Buffer.concat([...this.#rest, piece]));
      this.#rest = [];
      start = end + 1;
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start));
  }

  #line(line: Buffer): void {
    if (line.subarray(0, recordHead.length).equals(recordHead)) {
      this.records += 1;
    } else if (line.subarray(0, stateHead.length).equals(stateHead)) {
      const text = line.toString();
      this.states.set(streamName.exec(text)?.[1] ?? "", text);
    }
  }
}

/** A running server (`server.ts`). */
export class Server {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#process = child;
  }

  static async start(options: ServerOptions): Promise<Server> {
    const child = fork(join(packageRoot, "dist/benchmark/server.js"));
    child.send(options);
    const [url]: unknown[] = await once(child, "message");
    return new Server(String(url), child);
  }

  /** Returns the requests since the last call. */
  async journal(): Promise<Journal> {
    this.#process.send("journal");
    const [message]: Journal[] = await once(this.#process, "message");
    if (message === undefined) throw new Error("the server returned no requests");
    return message;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "close");
    this.#process.kill();
    await ended;
  }
}
