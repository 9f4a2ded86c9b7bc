import type { Config } from "../../config/config.ts";
import { streamsOf } from "../../streams/all.ts";
import { scopesFor } from "../scopes.ts";
import { describeSecrets, secretScopesBeyond } from "../secret-scopes.ts";

/** Describes the streams that the granted scopes cover, and those that need others. */
export function describeGrant(scopes: readonly string[], config: Config): readonly string[] {
  const streams = streamsOf(config);
  const byMissingScopes = new Map<string, string[]>();
  for (const stream of streams) {
    const missing = scopesFor(stream).filter((scope) => !scopes.includes(scope));
    if (missing.length === 0) continue;
    const key = missing.join(", ");
    byMissingScopes.set(key, [...(byMissingScopes.get(key) ?? []), stream.name]);
  }
  if (scopes.length === 0) return ["Pinterest didn't name the granted scopes."];
  const denied = [...byMissingScopes.values()].flat().length;
  return [
    `Scopes granted: ${scopes.toSorted().join(", ")}.`,
    `With these scopes, the connector can read ${streams.length - denied} of ${streams.length} streams.`,
    ...[...byMissingScopes].map(([missing, names]) => `Missing ${missing}, so it can't read: ${names.join(", ")}.`),
    ...describeSecrets(secretScopesBeyond(scopes)),
  ];
}
