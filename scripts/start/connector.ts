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
  readonly #budget: number;
  readonly #stop = new AbortController();
  requests = 0;
  /** How many requests the API's headers last said are left in this minute; undefined before its first response. */
  left: number | undefined;
  /** Responses that the plan got, once more for the read. */
  readonly #kept = new Map<string, HttpResponse>();
  #isPlanning = false;

  constructor(environment: Readonly<Record<string, string | undefined>>, budget: number) {
    this.#environment = environment;
    this.#budget = budget;
  }

  /** What a read with these files will cost. Its own requests count, and the read does not repeat them. */
  async plan(files: readonly string[]): Promise<Plan | undefined> {
    let plan: Plan | undefined;
    this.#isPlanning = true;
    await this.run(["plan", "--json", ...files], undefined, (text) => {
      plan = JSON.parse(text);
    });
    this.#isPlanning = false;
    return plan;
  }

  /** @param onLine takes each message as it was written; the connector waits for it */
  async run(
    args: readonly string[],
    onLine: (line: string) => Promise<void> | void = () => undefined,
    onText: (text: string) => void = () => undefined,
  ): Promise<void> {
    const take = async (chunk: unknown) => {
      for (const line of String(chunk).split("\n")) if (line !== "") await onLine(line);
    };
    const output = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => void take(chunk).then(() => done(), done),
    });
    const redactor = new Redactor();
    const writer = new MessageWriter(output, systemClock, redactor, { debug: false });
    const request = parseArguments(args);
    if (request.asks !== "run") throw new Error(`The connector has no such command: ${args.join(" ")}`);
    await runCommand(request, {
      writer,
      redactor,
      clock: systemClock,
      random: Math.random,
      environment: this.#environment,
      network: (baseUrl) => Promise.resolve(this.#counted(axiosNetwork(baseUrl))),
      signal: this.#stop.signal,
      stdout: { write: onText },
      stderr: process.stderr,
    });
    await writer.flush();
    if (writer.outputError !== undefined) throw writer.outputError;
  }

  #counted({ transport, download }: Network): Network {
    const send: Network["transport"]["send"] = async (request, signal) => {
      const kept = this.#kept.get(request.url);
      this.#kept.delete(request.url);
      if (kept !== undefined && !this.#isPlanning) return kept;
      if (this.requests >= this.#budget) {
        this.#stop.abort();
        throw new StoppedError();
      }
      this.requests += 1;
      const response = await transport.send(request, signal);
      this.left = Number(response.headers["x-ratelimit-remaining"] ?? this.left);
      if (this.#isPlanning && request.method === "GET" && response.status === 200)
        this.#kept.set(request.url, response);
      return response;
    };
    return { download, transport: { send } };
  }
}
