import { commonOptions } from "../../../src/commands/command-line/arguments.ts";
import type { CommandOption } from "../../../src/commands/command-line/command.ts";
import { commands } from "../../../src/commands/command-line/commands.ts";
import { exitCodes, written } from "../../../src/commands/command-line/help.ts";
import { help as startHelp } from "../../../start/options.ts";
import { readLists } from "../source.ts";
import { row } from "./markdown.ts";

/** Returns the reference of all commands, from the table of their `--help`. */
export function commandsPart(): string {
  const examples = readLists("command-examples.json");
  const parts = commands.map(({ name, summary, options, oneOf, details }) => {
    const lines = examples[name];
    if (lines === undefined) throw new Error(`docs/source/command-examples.json has no example of ${name}.`);
    return [
      `## ${name}`,
      `${summary}.`,
      ...(options.length === 0 ? [] : [optionTable(options)]),
      ...(oneOf === undefined
        ? []
        : [`At least one is required: ${oneOf.map((option) => `\`--${option}\``).join(", ")}.`]),
      ...(details === undefined ? [] : [details]),
      shell(lines.map((line) => `node dist/src/main.js ${line}`)),
    ].join("\n\n");
  });
  return [
    ...parts,
    `## Options of every command\n\n${optionTable(commonOptions)}`,
    `## Exit codes\n\n${table(["Code", "Meaning"], exitCodes)}`,
    `## npm start\n\n\`\`\`text\n${startHelp.trim()}\n\`\`\``,
  ].join("\n\n");
}

function optionTable(options: readonly CommandOption[]): string {
  return table(
    ["Option", "Meaning"],
    options.map((option) => [`\`${written(option)}\`${option.isRequired === true ? ", required" : ""}`, option.help]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => ":---")), ...rows.map(row)].join("\n");
}

function shell(lines: readonly string[]): string {
  return ["```shell", ...lines, "```"].join("\n");
}
