import { parseArgs } from "node:util";
import { suggest } from "../../base/suggest.ts";
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
  const { words, given } = tokensOf(args);
  const [name, ...more] = words;
  const command = commands.find((each) => each.name === name);
  if (given.has("version")) return { action: "version" };
  if (given.has("help")) return { action: "help", command };
  const known = [...commonOptions, ...(command?.options ?? allOptions)];
  const values = new Map([...given].map(([option, value]) => [option, givenValue(option, value, known, command)]));
  if (name === undefined) throw new UsageError("A command is missing.");
  if (command === undefined) {
    throw new UsageError(`There is no command "${name}".${didYouMean(name, commands)}`);
  }
  if (more.length > 0) throw new UsageError(`Unexpected argument "${more.join(" ")}".`, command);
  for (const option of command.options) {
    if (option.isRequired && !values.get(option.name)) {
      throw new UsageError(`The command ${name} needs --${option.name} ${option.value ?? ""}.`, command);
    }
  }
  if (command.oneOf !== undefined && !command.oneOf.some((option) => values.get(option))) {
    throw new UsageError(
      `The command ${name} needs ${command.oneOf.map((option) => `--${option}`).join(" or ")}.`,
      command,
    );
  }
  return { action: "run", command, options: new OptionValues(values), debug: values.has("debug") };
}

const allOptions = commands.flatMap(({ options }) => options);

/** Returns the positional arguments, and the options with their values; the last of a repeated option. */
function tokensOf(args: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(
        [...allOptions, ...commonOptions].map(({ name, value }) => [
          name,
          { type: value === undefined ? "boolean" : "string" },
        ]),
      ),
      help: { type: "boolean", short: "h" },
    },
  });
  return {
    words: tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : [])),
    given: new Map(
      tokens.flatMap((token) =>
        token.kind === "option"
          ? [[token.rawName === "-h" ? "help" : token.rawName.replace(/^--/u, ""), token.value] as const]
          : [],
      ),
    ),
  };
}

function givenValue(
  name: string,
  value: string | undefined,
  known: readonly CommandOption[],
  command: Command | undefined,
): string {
  const option = known.find((each) => each.name === name);
  if (option === undefined) {
    const written = name.startsWith("-") ? name : `--${name}`;
    throw new UsageError(`There is no option ${written}.${didYouMean(name, known, "--")}`, command);
  }
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value.`, command);
    return "true";
  }
  // A value that starts with two dashes is the next option.
  if (value === undefined || value.startsWith("--"))
    throw new UsageError(`--${name} needs a value: ${option.value}.`, command);
  if (option.pattern?.test(value) === false)
    throw new UsageError(`Invalid value of --${name}: "${value}". ${option.help}.`, command);
  return value;
}

function didYouMean(name: string, known: readonly { readonly name: string }[], dashes = ""): string {
  const meant = suggest(
    name,
    known.map((each) => each.name),
  );
  return meant === undefined ? "" : ` Did you mean ${dashes}${meant}?`;
}
