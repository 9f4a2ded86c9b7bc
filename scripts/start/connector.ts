import { Writable } from "node:stream";
import { systemClock } from "../../src/clock.ts";
import { parseArguments } from "../../src/commands/arguments.ts";
import type { Network } from "../../src/commands/command.ts";
import type { Plan } from "../../src/commands/plan/cost.ts";
import { runCommand } from "../../src/commands/run.ts";
import { axiosNetwork } from "../../src/pinterest/network/axios-network.ts";
import type { HttpResponse } from "../../src/pinterest/network/transport.ts";
import { Redactor } from "../../src/protocol/redaction.ts";
import { MessageWriter } from "../../src/protocol/writer.ts";
import { StoppedError } from "../../src/signals.ts";

/** Runs commands of the connector in this process, counts their API requests, and ends them when the budget is spent. */
export class Connector {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #stop = new AbortController();
  readonly #budget: number;
  requests = 0;
  /** Responses that the plan got, once more for the read. */
  readonly #kept = new Map<string, HttpResponse>();
  #isPlanning = false;
  /** How many requests the API's headers last said are left in this minute; undefined before its first response. */
  left: number | undefined;

  constructor(environment: Readonly<Record<string, string | undefined>>, budget: number) {
    this.#environment = environment;
    this.#budget = budget;
  }

  get isSpent(): boolean {
    return this.requests >= this.#budget;
  }

  /** What a read with these files will cost. Its own requests count, and the read does not repeat them. */
  async plan(files: readonly string[]): Promise<Plan | undefined> {
    let text = "";
    this.#isPlanning = true;
    const isDone = await this.run(
      ["plan", "--json", ...files],
      () => undefined,
      (written) => {
        text += written;
      },
    );
    this.#isPlanning = false;
    if (!isDone) return undefined;
    const plan: Plan = JSON.parse(text);
    return plan;
  }

  /**
   * @param onLine takes each message as it was written; the connector waits for it
   * @returns whether the command did all that was asked
   */
  async run(
    args: readonly string[],
    onLine: (line: string) => Promise<void> | void,
    onText: (text: string) => void = (text) => process.stdout.write(text),
  ): Promise<boolean> {
    let rest = "";
    const take = async (chunk: unknown) => {
      const lines = `${rest}${String(chunk)}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) await onLine(line);
    };
    const output = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => void take(chunk).then(() => done(), done),
    });
    const redactor = new Redactor();
    const writer = new MessageWriter(output, systemClock, redactor, { debug: false });
    const request = parseArguments(args);
    if (request.asks !== "run") throw new Error(`The connector was not told what to do: ${args.join(" ")}`);
    const complete = await runCommand(request, {
      writer,
      redactor,
      clock: systemClock,
      random: Math.random,
      environment: this.#environment,
      network: (baseUrl) => Promise.resolve(this.#counted(axiosNetwork(baseUrl))),
      signal: this.#stop.signal,
      stdout: { write: onText },
      stderr: { write: (text) => process.stderr.write(text) },
    });
    await writer.flush();
    if (writer.fault !== undefined) throw writer.fault;
    return complete;
  }

  #counted({ transport, download }: Network): Network {
    return {
      download,
      transport: {
        send: async (request, signal) => {
          const kept = this.#kept.get(request.url);
          this.#kept.delete(request.url);
          if (kept !== undefined && !this.#isPlanning) return kept;
          if (this.isSpent) {
            this.#stop.abort();
            throw new StoppedError();
          }
          this.requests += 1;
          const response = await transport.send(request, signal);
          const left = Number(response.headers["x-ratelimit-remaining"] ?? Number.NaN);
          this.left = Number.isNaN(left) ? this.left : left;
          if (this.#isPlanning && request.method === "GET" && response.status === 200)
            this.#kept.set(request.url, response);
          return response;
        },
      },
    };
  }
}
