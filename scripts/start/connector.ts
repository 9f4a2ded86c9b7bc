import { Writable } from "node:stream";
import { systemClock } from "../../src/clock.ts";
import type { CommandContext, Network } from "../../src/commands/command-line/command.ts";
import { axiosNetwork } from "../../src/pinterest/network/axios-network.ts";
import type { HttpResponse } from "../../src/pinterest/network/transport.ts";
import { Redactor } from "../../src/protocol/redaction.ts";
import { MessageWriter } from "../../src/protocol/writer.ts";
import { StoppedError } from "../../src/signals.ts";

/** The connector waits while this many characters are not stored. */
const chunkLength = 20_000_000;

/**
 * Returns the context in which the connector runs in this process.
 * @param store stores lines of messages
 */
export function connectorContext(
  environment: CommandContext["environment"],
  signal: AbortSignal,
  store: (lines: string) => Promise<void>,
): CommandContext {
  // While one chunk is stored, the next ones collect.
  const output = new Writable({
    decodeStrings: false,
    highWaterMark: chunkLength,
    writev: (chunks, done) => void store(chunks.map(({ chunk }) => String(chunk)).join("")).then(() => done(), done),
  });
  const redactor = new Redactor();
  return {
    writer: new MessageWriter(output, systemClock, redactor, { debug: false }),
    redactor,
    clock: systemClock,
    random: Math.random,
    environment,
    network: (baseUrl) => Promise.resolve(axiosNetwork(baseUrl)),
    signal,
    stdout: { write: () => undefined },
    stderr: process.stderr,
  };
}

/**
 * Returns a network that makes a limited number of requests.
 * @param known responses by URL, each of which replaces one request
 * @param stop called instead of a request beyond the limit
 */
export function limited(
  { transport, download }: Network,
  known: Map<string, HttpResponse>,
  limit: number,
  stop: () => void,
): Network {
  let requests = 0;
  const send: Network["transport"]["send"] = async (request, signal) => {
    const response = known.get(request.url);
    if (known.delete(request.url) && response !== undefined) return response;
    if (requests >= limit) {
      stop();
      throw new StoppedError();
    }
    requests += 1;
    return transport.send(request, signal);
  };
  return { download, transport: { send } };
}
