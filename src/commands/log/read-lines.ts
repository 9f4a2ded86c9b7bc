import { version } from "../../base/package.ts";
import { countOf } from "../../base/text/count-of.ts";
import { shellQuoted } from "../../base/text/shell-quoted.ts";
import type { ReadRequest } from "../choose-streams.ts";
import type { CommandContext } from "../command-line/command.ts";
import type { OptionValues } from "../command-line/option-values.ts";

/** Returns the lines with which the log of a read begins: the version, the streams, and which of them resume from a state. */
export function beginningOf({ configured, states }: ReadRequest): readonly string[] {
  const incremental = configured.filter(({ syncMode }) => syncMode === "incremental");
  const names = incremental.map(({ descriptor: { name } }) => name);
  const fresh = names.filter((name) => !states.has(name));
  const modes = [
    ...(names.length > 0 ? [`${names.length} incrementally`] : []),
    ...(names.length < configured.length ? [`${configured.length - names.length} as a full refresh`] : []),
  ];
  return [
    `source-pinterest ${version()} starts reading ${countOf(configured.length, "stream")}: ${modes.join(", ")}`,
    ...(names.length === 0 ? [] : [resumption(names.length, fresh)]),
  ];
}

function resumption(count: number, fresh: readonly string[]): string {
  if (fresh.length === 0) return `${countOf(count, "incremental stream")} with a state to resume from`;
  if (fresh.length === count) return `No incremental stream has a state: all start from the beginning`;
  return `${countOf(count - fresh.length, "incremental stream")} with a state to resume from; these have none and start from the beginning: ${fresh.join(", ")}`;
}

/**
 * Returns what interrupted a read, and how it continues: for a person with the command, since a platform repeats it by itself.
 * @param isOutputClosed whether nobody reads the output any more
 */
export function interruptionOf(
  options: OptionValues,
  { signal: { reason }, stdout, stderr }: Pick<CommandContext, "signal" | "stdout" | "stderr">,
  isOutputClosed: boolean,
): string {
  const stopped = typeof reason === "string" ? `was interrupted by ${reason}` : "was interrupted";
  const what = isOutputClosed ? "ended, since its output was closed" : stopped;
  const isPerson = stdout.isTTY === true || stderr.isTTY === true;
  if (!isPerson) return `The read ${what}. The next sync continues from the states so far.`;
  const given = ["config", "catalog", "streams"].flatMap((name) => {
    const value = options.text(name);
    return value === undefined ? [] : [`--${name}`, shellQuoted(value)];
  });
  const earlier = options.text("state");
  const output =
    earlier === undefined
      ? "the whole output of this read"
      : `${shellQuoted(earlier)} and the whole output of this read, in this order`;
  return `The read ${what}. To continue: source-pinterest read ${given.join(" ")} --state FILE, where FILE has ${output}.`;
}
