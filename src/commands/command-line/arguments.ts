import { parseArgs } from "node:util";
import { suggest } from "../../base/text/suggest.ts";
import type { Command, CommandOption } from "./command.ts";
import { commands } from "./commands.ts";
import { OptionValues } from "./option-values.ts";

/** An invalid command line. */
export class UsageError extends Error {
  /** The command for whose help to show; undefined if none was recognized. */
  readonly command: Command | undefined;

  constructor(message: string, command?: Command) {
    super(message);
    this.command = command;
  }
}

/** A parsed command line. */
export type Request =
  | { readonly action: "version" }
  /** For one command, or for all. */
  | { readonly action: "help"; readonly command: Command | undefined }
  | { readonly action: "run"; readonly command: Command; readonly options: OptionValues; readonly debug: boolean };

/** Options of every command. */
export const commonOptions: readonly CommandOption[] = [
  { name: "debug", help: "Log more" },
  { name: "help", help: "Show this help" },
  { name: "version", help: "Show the version" },
];

/**
 * Parses the command line (without node and the script). Options can precede or follow the command.
 * @throws UsageError
 */
export function parseArguments(args: readonly string[]): Request {
  const named = commands.find(({ name }) => args.includes(name));
  if (args.includes("--version")) return { action: "version" };
  if (args.includes("--help") || args.includes("-h") || args[0] === "help") return { action: "help", command: named };
  const { values, positionals } = parsed(args, named);
  const [name, ...more] = positionals;
  if (name === undefined) throw new UsageError("A command is missing.");
  const command = commands.find((each) => each.name === name);
  if (command === undefined) {
    const meant = suggest(
      name,
      commands.map((each) => each.name),
    );
    throw new UsageError(`There is no command "${name}".${meant === undefined ? "" : ` Did you mean ${meant}?`}`);
  }
  if (more.length > 0) throw new UsageError(`Unexpected argument "${more.join(" ")}".`, command);
  const known = [...commonOptions, ...command.options];
  for (const option of values.keys())
    if (!known.some((each) => each.name === option))
      throw new UsageError(`The command ${name} has no option --${option}.`, command);
  for (const { name: option, isRequired, value, max } of command.options) {
    const given = values.get(option);
    if (isRequired && !given) throw new UsageError(`The command ${name} needs --${option} ${value ?? ""}.`, command);
    if (given !== undefined && max !== undefined && !isNumberUpTo(max, given))
      throw new UsageError(`--${option} must be a number from 1 to ${max}, not "${given}".`, command);
  }
  if (command.oneOf !== undefined && !command.oneOf.some((option) => values.get(option)))
    throw new UsageError(
      `The command ${name} needs ${command.oneOf.map((option) => `--${option}`).join(" or ")}.`,
      command,
    );
  return { action: "run", command, options: new OptionValues(values), debug: values.has("debug") };
}

const isNumberUpTo = (max: number, text: string) => /^[1-9]\d*$/u.test(text) && Number(text) <= max;

/** Returns the positional arguments, and the values of the options of any command. */
function parsed(args: readonly string[], command: Command | undefined) {
  const options = [...commands.flatMap((each) => each.options), ...commonOptions].map(
    ({ name, value }) => [name, { type: value === undefined ? "boolean" : "string" }] as const,
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(options),
    });
    return { values: new Map(Object.entries(values).map(([name, value]) => [name, String(value)])), positionals };
  } catch (error) {
    // The further sentences are about arguments that begin with a dash.
    const [sentence = ""] = (error instanceof Error ? error.message : "").split(/\.\s/u);
    throw new UsageError(`${sentence.replace(/\.$/u, "")}.`, command);
  }
}
