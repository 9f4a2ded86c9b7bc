import { entryOf } from "../../base/entry-of.ts";
import type { LogLevel } from "../../protocol/messages.ts";
import { isRetryText } from "../../texts/retry.ts";

/** A warning or an error about a stream: its name, with the profile if there are several, and the rest. */
const ofStream = /^(\w+(?: of [^:]+)?): (.*)$/su;
/** What was skipped, and why, with what to do. */
const skipped = /^(skipped|not read:) (.+?): (.*)$/su;

/** What a line at the end lists. */
interface Repeated {
  readonly level: LogLevel;
  readonly verb: string;
  readonly reason: string;
  /** What was skipped after the first line: by the resource, and the stream, its parts. */
  readonly repeats: Map<string, Map<string, string[]>>;
}

/**
 * Keeps repeated warnings and errors out of a log. The first one with a reason is written at once; what is skipped or failed for the same
 * reason is listed in one line at the end, with each stream and each part, so that three denials in a hundred streams are six lines.
 */
export class RepeatedLines {
  readonly #byReason = new Map<string, Repeated>();

  /** Returns the level at which to write a message: DEBUG for one that `lines` will repeat. */
  readonly levelOf = (level: LogLevel, message: string): LogLevel => {
    const [, stream, text = ""] = ofStream.exec(message) ?? [];
    if (!(level === "WARN" || level === "ERROR") || stream === undefined || isRetryText(text)) return level;
    const [, verb = "", what = "", reason = text] = skipped.exec(text) ?? [];
    const key = JSON.stringify([level, verb, reason]);
    const known = this.#byReason.get(key);
    if (known === undefined) {
      this.#byReason.set(key, { level, verb, reason, repeats: new Map() });
      return level;
    }
    // The ad account, the business, or the board; what follows is a part of it.
    const [resource = "", ...parts] = what.split(", ");
    const streams = entryOf(known.repeats, resource, () => new Map<string, string[]>());
    entryOf(streams, stream, () => []).push(...(parts.length === 0 ? [] : [parts.join(", ")]));
    return "DEBUG";
  };

  /** Returns a line, with its level, for each reason that was repeated. */
  lines(): readonly (readonly [level: LogLevel, text: string])[] {
    return [...this.#byReason.values()]
      .filter(({ repeats }) => repeats.size > 0)
      .map((repeated) => [repeated.level, lineOf(repeated)]);
  }
}

function lineOf({ verb, reason, repeats }: Repeated): string {
  if (verb === "") return `${[...(repeats.get("")?.keys() ?? [])].join(", ")}: ${reason}`;
  return `also ${verb} ${[...repeats].map(resourceText).join("; ")}: ${reason}`;
}

function resourceText([resource, streams]: readonly [string, ReadonlyMap<string, readonly string[]>]): string {
  const names = [...streams].map(([name, parts]) => (parts.length === 0 ? name : `${name} (${parts.join("; ")})`));
  return `${resource} in ${names.join(", ")}`;
}
