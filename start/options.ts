import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../src/base/package.ts";
import { shellQuoted } from "../src/base/text/shell-quoted.ts";
import { UsageError } from "../src/commands/command-line/arguments.ts";

export const help = `Usage: npm start -- [OPTIONS]

Reads a Pinterest account into a database, and creates a page from it. An interrupted read, or one that
used up its budget, continues at the next start, with a new budget. At the end, "Incomplete" lists what is missing so far, with the command that reads it: a stream that costs more than the budget needs a higher one.
With all_profiles in the configuration, the page is an index with the figures of all profiles and a link to the page of each.

The account is the first of these that there is: that of --config; that of the access token in the environment variable
PINTEREST_ACCESS_TOKEN, with the other settings of config.json; that of config.json; a simulated account.

Options:
  --config FILE    The configuration of your account (JSON), as authorize saves it
  --demo           Read the simulated account, even if there is a configuration
  --streams LIST   Names of streams to read, such as boards,pins (those of the page, followers,
                   likes, and board_pins; for the simulated account, all)
  --budget NUMBER  The maximum number of API calls for your account (300), a part of them to plan the read
  --pictures       Put the pictures of Pins into the page itself (loaded from Pinterest when it is made)
  --export FOLDER  Also write each table as a Parquet file into a folder
  --data FOLDER    Where each account has a folder with its database and page (data)
  --all            List all streams at the end, even many
  --help           Show this help
`;

/** @param option with its value, if it has one */
export type Command = (...option: readonly string[]) => string;

/** The command line of `npm start`. */
export interface Options {
  /** A path; undefined: the default. */
  readonly config: string | undefined;
  readonly demo: boolean;
  readonly streams: readonly string[] | undefined;
  readonly budget: number | undefined;
  readonly pictures: boolean;
  /** The folder for Parquet files; undefined: none. */
  readonly export: string | undefined;
  readonly data: string;
  readonly all: boolean;
  readonly help: boolean;
  /** Returns the command line for another start: the same one, with another option in addition or in place of its own. */
  readonly command: Command;
}

/**
 * Parses the command line (without node and the script).
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, tokens } = parsed(args);
  const { budget, streams, config, demo = false } = values;
  if (budget !== undefined && !/^[1-9]\d{0,8}$/u.test(budget))
    throw new UsageError("--budget must be a number of API calls, such as 300.");
  if (demo && config !== undefined) throw new UsageError("--demo and --config exclude each other.");
  return {
    data: join(packageRoot, "data"),
    all: false,
    help: false,
    pictures: false,
    export: undefined,
    ...values,
    config,
    demo,
    streams: streams?.split(","),
    budget: budget === undefined ? undefined : Number(budget),
    command: (...option) => {
      const kept = tokens.filter((token) => token.kind === "option").filter(({ rawName }) => rawName !== option[0]);
      const words = kept.flatMap(({ rawName, value }) =>
        value === undefined ? [rawName] : [rawName, shellQuoted(value)],
      );
      const all = [...words, ...option];
      return ["npm start", ...(all.length > 0 ? ["--", ...all] : [])].join(" ");
    },
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      tokens: true,
      options: {
        config: { type: "string" },
        demo: { type: "boolean" },
        streams: { type: "string" },
        budget: { type: "string" },
        pictures: { type: "boolean" },
        export: { type: "string" },
        data: { type: "string" },
        all: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.replace(/[^.]$/u, "$&."));
  }
}
