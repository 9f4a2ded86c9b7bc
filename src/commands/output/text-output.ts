import { printable } from "../../base/text/printable.ts";
import type { Redactor } from "../../protocol/redaction.ts";
import type { TextOutput } from "../command-line/command.ts";

/**
 * Returns an output for people: the only way on which texts of the commands reach a terminal.
 * @param redactor hides the secrets; undefined: the texts have none, or none any more
 */
export function textOutput(target: Pick<TextOutput, "write" | "isTTY" | "columns">, redactor?: Redactor): TextOutput {
  return {
    write: (text) => target.write(printable(redactor?.redact(text) ?? text)),
    writeUnchanged: (text) => target.write(text),
    get isTTY() {
      return target.isTTY === true;
    },
    get columns() {
      // A terminal without a size reports 0.
      return target.columns || 80;
    },
  };
}
