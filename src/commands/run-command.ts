import { explain } from "../texts/explain.ts";
import type { Command, CommandContext } from "./command-line/command.ts";
import type { OptionValues } from "./command-line/option-values.ts";

/**
 * Runs a command and reports its error, if any.
 * @returns whether it completed
 */
export async function runCommand(command: Command, options: OptionValues, context: CommandContext): Promise<boolean> {
  try {
    return await command.run(options, context);
  } catch (error) {
    if (context.signal.aborted) return false;
    const failure = explain(error, { names: context.settingNames(options.text("config") ?? "the configuration") });
    context.writer.log("ERROR", failure.message);
    // The platform finds the details in the trace.
    if (context.audience === "platform") context.writer.error(failure);
    else context.writer.details(failure);
    return false;
  }
}
