import type { Clock } from "../clock.ts";
import type { OpenDownload } from "../pinterest/network/download.ts";
import type { ResponseTimeouts, Transport } from "../pinterest/network/transport.ts";
import type { Redactor } from "../protocol/redaction.ts";
import type { MessageWriter } from "../protocol/writer.ts";
import type { OptionValues } from "./option-values.ts";

/** What the command line can name. Everything that the help says of a command is here. */
export interface Command {
  readonly name: string;
  /** One line that begins with a verb. */
  readonly summary: string;
  readonly options: readonly CommandOption[];
  /** Options of which at least one must be given. */
  readonly oneOf?: readonly string[];
  /** What the help says below the options. */
  readonly details?: string;
  /**
   * Who reads its output: `platform`: stdout has messages of the Airbyte protocol and nothing else, errors included.
   * `people`: stdout has what the command writes there, and errors are sentences on stderr.
   */
  readonly audience: "platform" | "people";
  /**
   * Loads the code of the command and runs it. Resolves to whether it did all that was asked.
   * @throws ConnectorError with a sentence for whoever runs it
   */
  readonly run: (options: OptionValues, context: CommandContext) => Promise<boolean>;
}

/** An option of a command, written `--name VALUE`, or `--name` if it has no value. */
export interface CommandOption {
  readonly name: string;
  /** What stands for the value in the help, such as FILE. */
  readonly value?: string;
  readonly isRequired?: boolean;
  /** What it means, in a few words. */
  readonly help: string;
}

/** What talks to the API and to where it keeps its reports. */
export interface Network {
  readonly transport: Transport;
  readonly download: OpenDownload;
}

/** What each command is run with. */
export interface CommandContext {
  /** Writes to stdout; for a command for people, warnings and errors to stderr. */
  readonly writer: MessageWriter;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Loads what talks to the API at an address: a command that needs no network starts without it. */
  readonly network: (baseUrl: string, timeouts?: ResponseTimeouts) => Promise<Network>;
  /** Aborts when the program is asked to stop. */
  readonly signal: AbortSignal;
  /** What a command for people writes its result to. */
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
}

/** Where text for people goes. Whoever writes to it leaves secrets out (`redactor`). */
export interface TextOutput {
  write(text: string): unknown;
  /** Whether a terminal shows it. */
  readonly isTTY?: boolean;
  /** The width of the terminal in characters. */
  readonly columns?: number;
}
