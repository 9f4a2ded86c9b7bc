import type { Config } from "../../config/config.ts";
import { streamsOf } from "../../streams/all.ts";
import { scopesFor } from "../scopes.ts";

/** Describes the streams that the granted scopes cover, and those that need others. */
export function describeGrant(scopes: readonly string[], config: Config): readonly string[] {
  const streams = streamsOf(config);
  const closed = new Map<string, string[]>();
  for (const stream of streams) {
    const missing = scopesFor(stream).filter((scope) => !scopes.includes(scope));
    if (missing.length === 0) continue;
    const key = missing.join(", ");
    closed.set(key, [...(closed.get(key) ?? []), stream.name]);
  }
  const left = [...closed.values()].reduce((sum, { length }) => sum + length, 0);
  const opened = `They open ${streams.length - left} of ${streams.length} streams.`;
  return [
    `Scopes granted: ${scopes.length === 0 ? "not told by Pinterest" : scopes.toSorted().join(", ")}.`,
    ...(scopes.length === 0 ? [] : [opened]),
    ...(scopes.length === 0
      ? []
      : [...closed].map(([missing, names]) => `Without ${missing}, these stay closed: ${names.join(", ")}.`)),
  ];
}
