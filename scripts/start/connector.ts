import { Writable } from "node:stream";
import { systemClock } from "../../src/clock.ts";
import type { CommandContext, Network } from "../../src/commands/command-line/command.ts";
import { axiosNetwork } from "../../src/pinterest/network/axios-network.ts";
import type { HttpResponse } from "../../src/pinterest/network/transport.ts";
import { Redactor } from "../../src/protocol/redaction.ts";
import { MessageWriter } from "../../src/protocol/writer.ts";
import { StoppedError } from "../../src/signals.ts";

/** Runs the connector in this process until its budget of API requests is used up. */
export class Connector {
  readonly context: CommandContext;
  readonly #budget: number;
  readonly #stop = new AbortController();
  #requests = 0;
  /** Responses to requests of the plan, which the read reuses once. */
  readonly #planned = new Map<string, HttpResponse>();
  #isPlanning = false;

  /** @param store called with lines of messages; the connector waits for its promise */
  constructor(environment: CommandContext["environment"], budget: number, store: (lines: string) => Promise<void>) {
    this.#budget = budget;
    const output = new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => void store(String(chunk)).then(() => done(), done),
    });
    const redactor = new Redactor();
    this.context = {
      writer: new MessageWriter(output, systemClock, redactor, { debug: false }),
      redactor,
      clock: systemClock,
      random: Math.random,
      environment,
      network: (baseUrl) => Promise.resolve(this.#counted(axiosNetwork(baseUrl))),
      signal: this.#stop.signal,
      stdout: { write: () => undefined },
      stderr: process.stderr,
    };
  }

  /** Plans a read. The read then reuses the responses to the plan's requests. */
  async plan<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    this.#isPlanning = true;
    return this.run(work).finally(() => {
      this.#isPlanning = false;
    });
  }

  /** Runs a read. Resolves to undefined if the budget is used up before its end. */
  async run<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    const { writer, signal } = this.context;
    const result = await work().catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return undefined;
    });
    await writer.flush();
    if (writer.outputError !== undefined) throw writer.outputError;
    return result;
  }

  #counted({ transport, download }: Network): Network {
    const send: Network["transport"]["send"] = async (request, signal) => {
      const planned = this.#planned.get(request.url);
      this.#planned.delete(request.url);
      if (planned !== undefined && !this.#isPlanning) return planned;
      if (this.#requests >= this.#budget) {
        this.#stop.abort();
        throw new StoppedError();
      }
      this.#requests += 1;
      const response = await transport.send(request, signal);
      const isReusable = this.#isPlanning && request.method === "GET" && response.status === 200;
      if (isReusable) this.#planned.set(request.url, response);
      return response;
    };
    return { download, transport: { send } };
  }
}
