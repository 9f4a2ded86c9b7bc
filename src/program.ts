import { systemClock } from "./clock.ts";
import { asksForHelp, parseArguments, UsageError, usage } from "./commands/arguments.ts";
import type { CommandContext } from "./commands/command.ts";
import { runCommand } from "./commands/run.ts";
import { Redactor } from "./protocol/redaction.ts";
import { MessageWriter } from "./protocol/writer.ts";
import { anySignal } from "./signals.ts";

/** After a signal the platform waits before it kills: what was read must be out by then, in milliseconds. */
const patience = 4_000;

/** Runs the command that the arguments name; its outcome is in the exit code. */
export async function runProgram(): Promise<void> {
  const args = process.argv.slice(2);
  if (asksForHelp(args)) {
    process.stdout.write(usage);
    return;
  }
  let parsed: ReturnType<typeof parseArguments>;
  try {
    parsed = parseArguments(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }

  const redactor = new Redactor();
  const debug = parsed.debug || process.env.LOG_LEVEL?.toLowerCase() === "debug";
  const writer = new MessageWriter(process.stdout, systemClock, redactor, { debug });
  const stop = stopOnSignals();
  const context: CommandContext = {
    writer,
    redactor,
    clock: systemClock,
    random: Math.random,
    environment: process.env,
    network: async (baseUrl) => {
      const { axiosNetwork } = await import("./pinterest/axios-network.ts");
      return axiosNetwork(baseUrl);
    },
    signal: anySignal(stop.signal, writer.gone),
  };
  const complete = await runCommand(parsed.invocation, context);
  await writer.flush();
  if (writer.fault !== undefined) process.stderr.write(outputFailure(writer.fault));
  stop.finish(complete && !writer.gone.aborted);
}

/** The one thing that cannot be said on stdout. */
function outputFailure({ message }: Error): string {
  return `The output could not be written to its end: ${message}. Its last line may be cut: leave that out, make room, and run again with the last whole STATE.\n`;
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
