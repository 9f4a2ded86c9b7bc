import { readSpec } from "../config/spec.ts";
import type { CommandContext } from "./command-line/command.ts";

/** Prints the specification of the configuration. */
export function runSpec({ writer }: CommandContext): Promise<boolean> {
  writer.message({ type: "SPEC", spec: readSpec() });
  return Promise.resolve(true);
}
