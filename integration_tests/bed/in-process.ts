import type { Clock } from "../../src/base/clock.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { parseArguments } from "../../src/commands/command-line/arguments.ts";
import type { Network } from "../../src/commands/command-line/command.ts";
import { logLines } from "../../src/commands/output/log-lines.ts";
import { outputAudienceOf } from "../../src/commands/output/output-audience.ts";
import { textOutput } from "../../src/commands/output/text-output.ts";
import { runCommand } from "../../src/commands/run-command.ts";
import { Redactor } from "../../src/protocol/redaction.ts";
import { MessageWriter } from "../../src/protocol/writer.ts";
import { Sink } from "../../test/protocol/sink.ts";
import { type Files, maxRunMs, type Outcome, parseMessage, withFiles } from "./connector.ts";

/** What a command in this process has in place of a machine's network, clock, environment, terminal, and signals. */
interface Surroundings {
  /** Returns the transport for a base URL. */
  readonly network: (baseUrl: string) => Network;
  readonly clock: Clock;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  /** Parses a line of the output. */
  readonly parse?: (line: string) => JsonObject;
  /** Whether the outcome has RECORD messages; true by default. */
  readonly keepsRecords?: boolean;
  /** Whether stdout is a terminal; false by default. */
  readonly isTerminal?: boolean;
  /** Stops the run. */
  readonly stop?: AbortController;
  /** Called with texts as they are written, and at the end with the messages. */
  readonly onText?: (text: string) => void;
}

/** Runs a command in this process, which takes a tenth of the CPU of a program and no time for waits. */
export async function runInProcess(command: string, files: Files, surroundings: Surroundings): Promise<Outcome> {
  const { args: more = [] } = surroundings;
  return withFiles(command, files, (args) => runLine([...args, ...more], surroundings));
}

/** Runs a command line in this process. */
export async function runLine(
  args: readonly string[],
  {
    network,
    clock,
    environment = {},
    parse = parseMessage,
    keepsRecords = true,
    isTerminal = false,
    stop = new AbortController(),
    onText = () => undefined,
  }: Omit<Surroundings, "args">,
): Promise<Outcome> {
  const request = parseArguments(args);
  if (request.action !== "run") throw new Error("the command line has no command");
  const sink = new Sink({ keepsRecords });
  const stdout = outputInMemory(isTerminal, onText);
  const stderr = outputInMemory(false, onText);
  const reader = outputAudienceOf(request.command, stdout, stderr);
  const redactor = new Redactor();
  const writer = new MessageWriter(reader.audience === "people" ? logLines(stderr) : sink, clock, redactor, {
    debug: request.debug,
  });
  const complete = await within(
    maxRunMs,
    runCommand(request.command, request.options, {
      ...reader,
      writer,
      redactor,
      clock,
      random: () => 0.5,
      environment,
      network: (baseUrl) => Promise.resolve(network(baseUrl)),
      signal: stop.signal,
      stdout: textOutput(stdout, redactor),
      stderr: textOutput(stderr, redactor),
    }),
    () => stop.abort(),
  );
  await writer.flush();
  onText(sink.text);
  return {
    code: complete ? 0 : 1,
    signal: null,
    stdout: stdout.text() + sink.text,
    stderr: stderr.text(),
    messages: sink.lines.map(parse),
  };
}

function outputInMemory(isTTY: boolean, onText: (text: string) => void) {
  let written = "";
  return {
    isTTY,
    write: (text: string) => {
      written += text;
      onText(text);
    },
    text: () => written,
  };
}

async function within<Result>(milliseconds: number, work: Promise<Result>, stop: () => void): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      stop();
      reject(new Error("the run does not end"));
    }, milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
