import type { Clock } from "../clock.ts";
import type { Redactor } from "../protocol/redaction.ts";
import type { MessageWriter } from "../protocol/writer.ts";

/** What each command is run with. */
export interface CommandContext {
  readonly writer: MessageWriter;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** A number from 0 to 1. */
  readonly random: () => number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborts when the program is asked to stop. */
  readonly signal: AbortSignal;
}

/** What was asked for on the command line: a command and the paths of its files. */
export type Invocation =
  | { readonly command: "spec" }
  | { readonly command: "check" | "discover"; readonly config: string }
  | { readonly command: "read"; readonly config: string; readonly catalog: string; readonly state: string | undefined };
