import type { Writable } from "node:stream";
import { type Clock, systemClock } from "../base/clock.ts";
import { anySignal } from "../base/signals.ts";
import { Redactor } from "../protocol/redaction.ts";
import { MessageWriter } from "../protocol/writer.ts";
import type { CommandContext } from "./command-line/command.ts";
import type { OutputReader } from "./reader.ts";
import { textOutput } from "./text-output.ts";

/**
 * Returns the context of a command on this machine.
 * @param output receives the messages
 */
export function systemContext(
  output: Writable,
  signal: AbortSignal,
  reader: OutputReader,
  { debug = false, clock = systemClock }: { readonly debug?: boolean; readonly clock?: Clock } = {},
): CommandContext {
  const redactor = new Redactor();
  const writer = new MessageWriter(output, clock, redactor, { debug });
  return {
    ...reader,
    writer,
    redactor,
    clock,
    random: Math.random,
    environment: process.env,
    network: async (baseUrl, timeouts) => {
      const { axiosNetwork } = await import("../pinterest/network/axios-network.ts");
      return axiosNetwork(baseUrl, timeouts);
    },
    signal: anySignal(signal, writer.closed),
    stdout: textOutput(process.stdout, redactor),
    stderr: textOutput(process.stderr, redactor),
  };
}
