import type { Clock } from "../clock.ts";
import type { OpenDownload } from "../pinterest/download.ts";
import type { Transport } from "../pinterest/transport.ts";
import type { Redactor } from "../protocol/redaction.ts";
import type { MessageWriter } from "../protocol/writer.ts";

/** What talks to the API and to where it keeps its reports. */
export interface Network {
  readonly transport: Transport;
  readonly download: OpenDownload;
}

/** What each command is run with. */
export interface CommandContext {
  readonly writer: MessageWriter;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Loads what talks to the API at an address: a command that needs no network starts without it. */
  readonly network: (baseUrl: string) => Promise<Network>;
  /** Aborts when the program is asked to stop. */
  readonly signal: AbortSignal;
}

/** What was asked for on the command line: a command and the paths of its files. */
export type Invocation =
  | { readonly command: "spec" }
  | { readonly command: "check" | "discover"; readonly config: string }
  | { readonly command: "read"; readonly config: string; readonly catalog: string; readonly state: string | undefined };
