import { Writable } from "node:stream";
import { asText, isObject } from "../../base/json.ts";
import { printable } from "../../base/text/printable.ts";
import type { TextOutput } from "../command-line/command.ts";

/** Returns a stream of Airbyte messages that writes log messages as plain lines for people, and drops the others. */
export function logLines(output: Pick<TextOutput, "write">): Writable {
  let rest = "";
  return new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      const lines = `${rest}${String(chunk)}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const message: unknown = JSON.parse(line);
        const log = isObject(message) ? message.log : undefined;
        if (isObject(log)) {
          const calls = asText(log.stack_trace)
            .split("\n")
            .filter((call) => call.startsWith("    at "));
          output.write(printable(`${[levelName(log.level) + asText(log.message), ...calls].join("\n")}\n`));
        }
      }
      done();
    },
  });
}

function levelName(level: unknown): string {
  if (level === "ERROR") return "Error: ";
  return level === "WARN" ? "Warning: " : "";
}
