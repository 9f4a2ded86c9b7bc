import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Invocation, Network } from "../../src/commands/command.ts";
import { runCommand } from "../../src/commands/run.ts";
import type { JsonObject } from "../../src/json.ts";
import { isObject } from "../../src/json.ts";
import { Redactor } from "../../src/protocol/redaction.ts";
import { MessageWriter } from "../../src/protocol/writer.ts";
import { FakeClock } from "../../test/fake-clock.ts";
import { Sink } from "../../test/protocol/sink.ts";

/** The texts of the files that a command is given. */
export interface Texts {
  readonly config: string;
  readonly catalog: string;
  readonly state: string | undefined;
}

export interface InProcessRun {
  /** What the exit code tells: 0 for true. */
  readonly complete: boolean;
  /** The same object for the same line of any run, as long as it is kept. */
  readonly messages: readonly JsonObject[];
  /** How much time the run would have taken, in milliseconds. */
  readonly time: number;
}

/** A run that has not ended after so many milliseconds never will: time passes in it as fast as the machine allows. */
const longestRun = 600_000;

/** Lines of the output are kept up to so many characters in all. */
const mostKept = 50_000_000;

/** Runs commands as the program does, but without a process, an API and waiting: thousands in a minute. */
export class InProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), "source-pinterest-test-"));
  readonly #written = new Map<string, { readonly text: string; readonly path: string }>();
  readonly #parsed = new Map<string, JsonObject>();
  readonly #start: number;
  #kept = 0;
  #files = 0;

  /** @param start the time at which each run begins, epoch milliseconds */
  constructor(start: number) {
    this.#start = start;
  }

  async run(command: Invocation["command"], texts: Texts, network: Network): Promise<InProcessRun> {
    const paths = {
      config: this.#file("config", texts.config),
      catalog: this.#file("catalog", texts.catalog),
      state: this.#file("state", texts.state ?? ""),
    };
    const sink = new Sink();
    const clock = new FakeClock(this.#start);
    const redactor = new Redactor();
    const writer = new MessageWriter(sink, clock, redactor, { debug: true });
    const invocation = { command, ...paths, state: texts.state === undefined ? undefined : paths.state };
    const complete = await within(
      longestRun,
      runCommand(invocation, {
        writer,
        redactor,
        clock,
        random: () => 0.5,
        environment: { PINTEREST_API_BASE_URL: "https://api.invalid/v5" },
        network: () => Promise.resolve(network),
        signal: new AbortController().signal,
      }),
    );
    await writer.flush();
    return {
      complete,
      time: clock.now() - this.#start,
      messages: sink.lines.map((line) => this.#message(line)),
    };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** A line that came before, as most do, is the very message that it was then. */
  #message(line: string): JsonObject {
    const known = this.#parsed.get(line);
    if (known !== undefined) return known;
    const message: unknown = JSON.parse(line);
    if (!isObject(message)) throw new Error("a line of the output is not a message");
    this.#kept += line.length;
    if (this.#kept > mostKept) {
      this.#parsed.clear();
      this.#kept = line.length;
    }
    // A copy: the line itself is a part of all that the run wrote, and would keep the rest of it.
    this.#parsed.set(Buffer.from(line).toString(), message);
    return message;
  }

  /** The path of a file that holds the text: a new one, since to cut one that there is costs the disk much more. */
  #file(name: string, text: string): string {
    const before = this.#written.get(name);
    if (before?.text === text) return before.path;
    this.#files += 1;
    const path = join(this.#folder, `${name}-${this.#files}.json`);
    writeFileSync(path, text);
    if (before !== undefined) rmSync(before.path);
    this.#written.set(name, { text, path });
    return path;
  }
}

async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the run does not end")), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
