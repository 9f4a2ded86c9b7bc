import { Writable } from "node:stream";
import type { Network } from "../../src/commands/command-line/command.ts";
import type { HttpResponse } from "../../src/pinterest/network/transport.ts";
import { StoppedError } from "../../src/signals.ts";

/** Returns an output for messages. While it stores one chunk, the next ones collect, up to 20 million characters. */
export function storingOutput({ store }: { store: (lines: string) => Promise<void> }): Writable {
  return new Writable({
    decodeStrings: false,
    highWaterMark: 20_000_000,
    writev: (chunks, done) => void store(chunks.map(({ chunk }) => String(chunk)).join("")).then(() => done(), done),
  });
}

/**
 * Returns a network that makes a limited number of requests.
 * @param known responses by URL, each of which replaces one request
 * @param stop called instead of a request beyond the limit
 */
export function limited(network: Network, known: Map<string, HttpResponse>, limit: number, stop: () => void): Network {
  let requests = 0;
  const send: Network["transport"]["send"] = async (request, signal) => {
    const response = known.get(request.url);
    if (known.delete(request.url) && response !== undefined) return response;
    if (requests >= limit) {
      stop();
      throw new StoppedError();
    }
    requests += 1;
    return network.transport.send(request, signal);
  };
  return { ...network, transport: { send } };
}
