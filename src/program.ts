import { systemClock } from "./clock.ts";
import { parseArguments, type Request, UsageError } from "./commands/arguments.ts";
import type { CommandContext } from "./commands/command.ts";
import { helpText } from "./commands/help.ts";
import { logLines } from "./commands/log-lines.ts";
import { runCommand } from "./commands/run.ts";
import { version } from "./package.ts";
import { Redactor } from "./protocol/redaction.ts";
import { MessageWriter } from "./protocol/writer.ts";
import { anySignal } from "./signals.ts";

/** After a signal the platform waits before it kills: what was read must be out by then, in milliseconds. */
const patience = 4_000;

/** Runs the command that the arguments name; its outcome is in the exit code. */
export async function runProgram(): Promise<void> {
  let request: Request;
  try {
    request = parseArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${helpText(error.command)}`);
    process.exitCode = 2;
    return;
  }
  if (request.asks !== "run") {
    process.stdout.write(request.asks === "version" ? `${version()}\n` : helpText(request.command));
    return;
  }

  const redactor = new Redactor();
  const debug = request.debug || process.env.LOG_LEVEL?.toLowerCase() === "debug";
  const output = request.command.audience === "platform" ? process.stdout : logLines(process.stderr);
  const writer = new MessageWriter(output, systemClock, redactor, { debug });
  const stop = stopOnSignals();
  const context: CommandContext = {
    writer,
    redactor,
    clock: systemClock,
    random: Math.random,
    environment: process.env,
    network: async (baseUrl, timeouts) => {
      const { axiosNetwork } = await import("./pinterest/network/axios-network.ts");
      return axiosNetwork(baseUrl, timeouts);
    },
    signal: anySignal(stop.signal, writer.gone),
    stdout: process.stdout,
    stderr: process.stderr,
  };
  const complete = await runCommand(request, context);
  await writer.flush();
  if (writer.fault !== undefined) process.stderr.write(outputFailure(writer.fault));
  stop.finish(complete && !writer.gone.aborted);
}

/** The one thing that cannot be said on stdout. */
function outputFailure({ message }: Error): string {
  return `Could not write all output: ${message}. Its last line can be cut: free some space, and run again with the last complete STATE.\n`;
}

/**
 * SIGTERM and SIGINT ask the program to stop. It ends by that very signal, so that its parent can tell it from a
 * failure; where the signal does not end it (process 1 of a container), by the exit code shells give it.
 */
function stopOnSignals() {
  const controller = new AbortController();
  let received: "SIGTERM" | "SIGINT" | undefined;
  const end = (signal: "SIGTERM" | "SIGINT") => {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    setTimeout(() => process.exit(signal === "SIGTERM" ? 143 : 130), 100);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      received ??= signal;
      controller.abort();
      setTimeout(() => end(signal), patience).unref();
    });
  }
  return {
    signal: controller.signal,
    finish(complete: boolean): void {
      if (received !== undefined) end(received);
      else process.exitCode = complete ? 0 : 1;
    },
  };
}
