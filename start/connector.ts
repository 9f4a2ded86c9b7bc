import { Writable } from "node:stream";
import { StoppedError } from "../src/base/signals.ts";
import type { CommandContext, Network } from "../src/commands/command-line/command.ts";
import { logLines } from "../src/commands/output/log-lines.ts";
import { TerminalProgress } from "../src/commands/output/terminal-progress.ts";
import type { Message } from "../src/protocol/messages.ts";
import { type Allowance, isSharedList, type KnownResponses } from "./budget.ts";
import type { Database } from "./database.ts";

/**
 * Returns an output for messages. While it stores one chunk, the next ones collect, up to 20 million characters.
 * @param log collects the lines of the log
 */
export function storingOutput({ store }: Pick<Database, "store">, log: Set<string>): Writable {
  const logs = logLines({ write: (line) => log.add(line) });
  return new Writable({
    decodeStrings: false,
    highWaterMark: 20_000_000,
    writev: (chunks, done) => {
      const lines = chunks.map(({ chunk }) => String(chunk)).join("");
      for (const line of lines.match(/^\{"type":"LOG".*\n/gmu) ?? []) logs.write(line);
      const stored = store(lines).then((remarks) => {
        for (const remark of remarks) log.add(`Warning: ${remark}\n`);
      });
      void stored.then(() => done(), done);
    },
  });
}

class ProgressWithoutLog extends TerminalProgress {
  override message(message: Message): void {
    if (message.type !== "LOG") super.message(message);
  }
}

/** Returns a display of the progress of a read, on a terminal or elsewhere. */
export function showProgress({ stderr, clock }: CommandContext, total: number) {
  return new ProgressWithoutLog(stderr, clock, { total, isLive: true });
}

/**
 * Returns a network that makes a limited number of requests.
 * @param known responses that replace requests; those of lists that are requested again are added
 * @param stop called instead of a request beyond the allowance
 */
export function limited(network: Network, known: KnownResponses, allowance: Allowance, stop: () => void): Network {
  const send: Network["transport"]["send"] = async (request, signal, onHeaders) => {
    const response = known.get(request.url);
    if (response !== undefined) {
      if (!isSharedList(request.url)) known.delete(request.url);
      return response;
    }
    if (allowance.left <= 0) {
      stop();
      throw new StoppedError();
    }
    allowance.left -= 1;
    const received = await network.transport.send(request, signal, onHeaders);
    if (received.status === 200 && isSharedList(request.url)) known.set(request.url, received);
    return received;
  };
  return { ...network, transport: { send } };
}
