import type { Writable } from "node:stream";
import { type Clock, systemClock } from "../base/clock.ts";
import { anySignal } from "../base/signals.ts";
import { Redactor } from "../protocol/redaction.ts";
import { MessageWriter } from "../protocol/writer.ts";
import type { CommandContext } from "./command-line/command.ts";
import type { OutputAudience } from "./output/output-audience.ts";
import { textOutput } from "./output/text-output.ts";

/**
 * Returns the context of a command on this machine.
 * @param output receives the messages
 */
export function systemContext(
  output: Writable,
  signal: AbortSignal,
  audience: OutputAudience,
  { debug = false, clock = systemClock }: { readonly debug?: boolean; readonly clock?: Clock } = {},
): CommandContext {
  const redactor = new Redactor();
  const writer = new MessageWriter(output, clock, redactor, { debug });
  return {
    ...audience,
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
