import { entryOf } from "../../base/entry-of.ts";
import type { LogLevel } from "../../protocol/messages.ts";

/** A warning about a stream: its name, with the profile if there are several, and the rest. */
const ofStream = /^(\w+(?: of [^:]+)?): (.*)$/su;
/** What was left out, and why, with what to do. */
const leftOut = /^(skipped|not read:) (.+?): (.*)$/su;
const isRetry = (text: string) => /; retrying in [\d.]+ s$/u.test(text);

/** What was left out for one reason after the first warning: by the resource, and the stream, its parts. */
type Repeats = Map<string, Map<string, string[]>>;

/**
 * Keeps repeated warnings out of a log. The first warning with a reason is written at once; what is left out for the same reason is listed
 * in one line at the end, with each stream and each part, so that three denials in a hundred streams are six lines.
 */
export class RepeatedWarnings {
  readonly #byReason = new Map<string, { readonly verb: string; readonly reason: string; readonly repeats: Repeats }>();

  /** Returns the level at which to write a message: DEBUG for a warning that `lines` will repeat. */
  readonly levelOf = (level: LogLevel, message: string): LogLevel => {
    const [, stream, text = ""] = ofStream.exec(message) ?? [];
    if (level !== "WARN" || stream === undefined || isRetry(text)) return level;
    const [, verb = "", what = "", reason = text] = leftOut.exec(text) ?? [];
    const key = JSON.stringify([verb, reason]);
    const known = this.#byReason.get(key);
    if (known === undefined) {
      this.#byReason.set(key, { verb, reason, repeats: new Map() });
      return level;
    }
    // The ad account, the business, or the board; what follows is a part of it.
    const [resource = "", ...parts] = what.split(", ");
    const streams = entryOf(known.repeats, resource, () => new Map<string, string[]>());
    entryOf(streams, stream, () => []).push(...(parts.length === 0 ? [] : [parts.join(", ")]));
    return "DEBUG";
  };

  /** Returns a line for each reason with repeated warnings. */
  lines(): readonly string[] {
    return [...this.#byReason.values()].flatMap(({ verb, reason, repeats }) => {
      if (repeats.size === 0) return [];
      if (verb === "") return [`${[...(repeats.get("")?.keys() ?? [])].join(", ")}: ${reason}`];
      return [`also ${verb} ${[...repeats].map(resourceText).join("; ")}: ${reason}`];
    });
  }
}

function resourceText([resource, streams]: readonly [string, ReadonlyMap<string, readonly string[]>]): string {
  const names = [...streams].map(([name, parts]) => (parts.length === 0 ? name : `${name} (${parts.join("; ")})`));
  return `${resource} in ${names.join(", ")}`;
}
