import type { Clock } from "../../base/clock.ts";
import type { SettingNames } from "../../config/setting-names.ts";
import type { OpenDownload } from "../../pinterest/network/download.ts";
import type { ResponseTimeouts, Transport } from "../../pinterest/network/transport.ts";
import type { Redactor } from "../../protocol/redaction.ts";
import type { MessageWriter } from "../../protocol/writer.ts";
import type { OptionValues } from "./option-values.ts";

/**
 * The reader of the output. `platform`: stdout contains only messages of the Airbyte protocol, including errors.
 * `people`: stdout contains the command's text, and stderr its errors.
 */
export type Audience = "platform" | "people";

/** A command of the program, with its help. */
export interface Command {
  readonly name: string;
  /** One line that starts with a verb. */
  readonly summary: string;
  readonly options: readonly CommandOption[];
  /** Options of which at least one must be given. */
  readonly oneOf?: readonly string[];
  /** The help text below the options. */
  readonly details?: string;
  /** Who reads the output; `people_on_terminal`: people if stdout is a terminal, else a platform. */
  readonly audience: Audience | "people_on_terminal";
  /**
   * Loads the code of the command and runs it. Returns whether it completed.
   * @throws ConnectorError with a message for the user
   */
  readonly run: (options: OptionValues, context: CommandContext) => Promise<boolean>;
}

/** An option of a command, written `--name VALUE`, or `--name` if it has no value. */
export interface CommandOption {
  readonly name: string;
  /** The placeholder of the value in the help, such as FILE. */
  readonly value?: string;
  readonly isRequired?: boolean;
  /** The value is a whole number from 1 to this one; undefined: it is a text. */
  readonly max?: number;
  readonly help: string;
}

/** Requests to the API, and downloads of reports. */
export interface Network {
  readonly transport: Transport;
  readonly download: OpenDownload;
}

/** The dependencies of the commands. */
export interface CommandContext {
  readonly audience: Audience;
  /** Returns how messages refer to the settings in a configuration file. */
  readonly settingNames: (path: string) => SettingNames;
  /** Writes to stdout; for commands for people, only warnings and errors, to stderr. */
  readonly writer: MessageWriter;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Loads the network on demand, so that commands without it start faster. */
  readonly network: (baseUrl: string, timeouts?: ResponseTimeouts) => Promise<Network>;
  /** Aborts on SIGTERM, SIGINT, and when the output is closed. */
  readonly signal: AbortSignal;
  /** The output of commands for people. */
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
}

/** Output of text for people (see `textOutput`). */
export interface TextOutput {
  /** Writes a text without secrets, and without control characters but newlines. */
  write(text: string): unknown;
  /** Writes a text of the program's own, such as the control characters that clear a line. */
  writeUnchanged(text: string): unknown;
  /** Whether it is a terminal. */
  readonly isTTY?: boolean;
  /** The width of the terminal in characters. */
  readonly columns?: number;
}
