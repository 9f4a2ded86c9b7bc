import { version } from "./base/package.ts";
import { parseArguments, type Request, UsageError } from "./commands/command-line/arguments.ts";
import { helpText } from "./commands/command-line/help.ts";
import { logLines } from "./commands/output/log-lines.ts";
import { outputAudienceOf } from "./commands/output/output-audience.ts";
import { OutputCheck } from "./commands/output/output-check.ts";
import { textOutput } from "./commands/output/text-output.ts";
import { runCommand } from "./commands/run-command.ts";
import { systemContext } from "./commands/system-context.ts";

/** Time from a signal to a forced exit. The platform kills the process a few seconds after the signal. */
const gracePeriodMs = 4_000;

/** Runs the command given by the arguments and sets the exit code. */
export async function runProgram(): Promise<void> {
  const outputs = new OutputCheck(process.stdout, process.stderr);
  let request: Request;
  try {
    request = parseArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    textOutput(process.stderr).write(`${error.message}\n\n${helpText(error.command)}`);
    process.exitCode = 2;
    return;
  }
  if (request.action !== "run") {
    textOutput(process.stdout).write(request.action === "version" ? `${version()}\n` : helpText(request.command));
    if (await outputs.isWritten("run again")) return;
    process.exitCode = 1;
    return;
  }

  const debug = request.debug || process.env.LOG_LEVEL?.toLowerCase() === "debug";
  const reader = outputAudienceOf(request.command, process.stdout, process.stderr);
  const output = reader.audience === "platform" ? process.stdout : logLines(process.stderr);
  const stop = stopOnSignals();
  const context = systemContext(output, stop.signal, reader, { debug });
  const { writer } = context;
  const complete = await runCommand(request.command, request.options, context);
  await writer.flush();
  const isRead = request.command.name === "read";
  const remedy = isRead ? "continue with --state and the whole output: only its last line is ignored" : "run again";
  const isComplete = await outputs.isWritten(remedy);
  stop.finish(complete && isComplete && !writer.closed.aborted);
}

/**
 * Aborts the returned signal on SIGTERM and SIGINT. The process then terminates by the same signal, so that its parent
 * can distinguish this from a failure. Process 1 of a container ignores its own signals and exits with 128 + the number.
 */
function stopOnSignals() {
  const controller = new AbortController();
  let received: "SIGTERM" | "SIGINT" | undefined;
  const end = (signal: "SIGTERM" | "SIGINT") => {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    setTimeout(() => process.exit(signal === "SIGTERM" ? 143 : 130), 100);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      received ??= signal;
      controller.abort(received);
      setTimeout(() => end(signal), gracePeriodMs).unref();
    });
  return {
    signal: controller.signal,
    finish(complete: boolean): void {
      if (received !== undefined) end(received);
      else process.exitCode = complete ? 0 : 1;
    },
  };
}
