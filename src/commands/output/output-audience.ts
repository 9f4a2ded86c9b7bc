import { formNames, namesInFile } from "../../config/setting-names.ts";
import type { Command, CommandContext, TextOutput } from "../command-line/command.ts";

/** Who reads the output of a command, and where this reader changes the settings. */
export type OutputAudience = Pick<CommandContext, "audience" | "settingNames">;

type Terminal = Pick<TextOutput, "isTTY">;

/**
 * Returns the reader of a command's output. The user of a platform changes settings in its form, a person at a terminal in a
 * file: so messages name both accordingly. A program that a person starts at a terminal, such as PyAirbyte, leaves stderr
 * to the terminal and gets the names in a file, too; its settings have the same keys.
 */
export function outputAudienceOf({ audience: intended }: Command, stdout: Terminal, stderr: Terminal): OutputAudience {
  const ifTerminal = stdout.isTTY === true ? "people" : "platform";
  const audience = intended === "people_on_terminal" ? ifTerminal : intended;
  const isPerson = audience === "people" || stdout.isTTY === true || stderr.isTTY === true;
  return { audience, settingNames: isPerson ? (path) => namesInFile(path) : () => formNames };
}
