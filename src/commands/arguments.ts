import { parseArgs } from "node:util";
import type { Invocation } from "./command.ts";

/** What `--help` prints. */
export const usage = `Usage:
  source-pinterest spec
  source-pinterest check    --config FILE
  source-pinterest discover --config FILE
  source-pinterest read     --config FILE --catalog FILE [--state FILE]

Every command also takes --debug, which logs more. --help shows this.
`;

/** The command line is wrong. The message says what is missing or too much. */
export class UsageError extends Error {}

/** Whether somebody asks how the program is used. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.includes("--help") || args.includes("-h");
}

/**
 * Reads the command line (without node and the script).
 * @throws UsageError
 */
export function parseArguments(args: readonly string[]): { readonly invocation: Invocation; readonly debug: boolean } {
  const { values, positionals } = parse(args);
  const [command, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`One command at a time, not also "${more.join(" ")}".`);
  const file = (flag: "config" | "catalog"): string => {
    const path = values[flag];
    if (path === undefined || path === "") throw new UsageError(`The command ${command ?? ""} needs --${flag} FILE.`);
    return path;
  };
  const debug = values.debug ?? false;
  switch (command) {
    case "spec":
      return { invocation: { command }, debug };
    case "check":
    case "discover":
      return { invocation: { command, config: file("config") }, debug };
    case "read":
      return {
        invocation: { command, config: file("config"), catalog: file("catalog"), state: values.state || undefined },
        debug,
      };
    case undefined:
      throw new UsageError("A command is missing.");
    default:
      throw new UsageError(`There is no command "${command}".`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: "string" },
        catalog: { type: "string" },
        state: { type: "string" },
        debug: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "The command line is not understood.");
  }
}
