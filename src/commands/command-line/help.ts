import { commonOptions } from "./arguments.ts";
import type { Command, CommandOption } from "./command.ts";
import { commands } from "./commands.ts";

const program = "source-pinterest";

/** Returns the output of `--help` for a command, or without one, for the program. */
export function helpText(command?: Command): string {
  const sections =
    command === undefined
      ? [
          `Usage: ${program} COMMAND [OPTIONS]`,
          section("Commands", commands.map(rowOf)),
          section("Options of every command", commonOptions.map(optionRow)),
          section("Exit codes", exitCodes),
          `Run "${program} COMMAND --help" for the options of a command.`,
        ]
      : sectionsOf(command);
  return `${sections.join("\n\n")}\n`;
}

function sectionsOf(command: Command): readonly string[] {
  const { summary, options, oneOf, details } = command;
  return [
    usageOf(command),
    `${summary}.`,
    section("Options", [...options, ...commonOptions].map(optionRow)),
    ...(oneOf === undefined ? [] : [`At least one is required: ${oneOf.map(dashed).join(", ")}.`]),
    ...(details === undefined ? [] : [details]),
    section("Exit codes", exitCodes),
  ];
}

type Row = readonly [name: string, text: string];

const rowOf = ({ name, summary }: Command): Row => [name, summary];

const optionRow = (option: CommandOption): Row => [written(option), option.help];

function usageOf({ name, options }: Command): string {
  const required = options.filter(({ isRequired }) => isRequired).map(written);
  return ["Usage:", program, name, ...required, "[OPTIONS]"].join(" ");
}

/** The exit codes of the program. */
export const exitCodes: readonly Row[] = [
  ["0", "done"],
  ["1", "failed or incomplete: see the output or stderr. Without a terminal, check exits with 0"],
  ["2", "invalid command line"],
  ["130, 143", "stopped by SIGINT or SIGTERM; the progress of a read is saved"],
];

const dashed = (name: string) => `--${name}`;

/** Returns an option as it is written. */
export function written({ name, value }: CommandOption): string {
  return value === undefined ? dashed(name) : `${dashed(name)} ${value}`;
}

function section(title: string, rows: readonly Row[]): string {
  const longest = Math.max(...rows.map(([name]) => name.length));
  return [`${title}:`, ...rows.map(([name, text]) => `  ${name.padEnd(longest)}  ${text}`)].join("\n");
}
