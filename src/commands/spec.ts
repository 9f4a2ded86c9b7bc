import { readSpec } from "../config/spec.ts";
import type { CommandContext } from "./command.ts";

/** Says what the configuration looks like. */
export function runSpec({ writer }: CommandContext): Promise<boolean> {
  writer.message({ type: "SPEC", spec: readSpec() });
  return Promise.resolve(true);
}
