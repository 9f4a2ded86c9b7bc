import type { Parameters } from "../pinterest/operations/operations.ts";

/** Describes parameters for the log: "ad account 123, query shoes". */
export function describeParameters(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) =>
      typeof value === "object" ? describeList(nounOf(name), value) : `${nounOf(name)} ${value}`,
    )
    .join(", ");
}

function describeList(noun: string, [first = "", ...more]: readonly string[]): string {
  return more.length === 0 ? `${noun} ${first}` : `${noun.replace(/[^s]$/u, "$&s")} ${first} and ${more.length} more`;
}

/** Returns the noun for a parameter: `report[feed_id]` is "feed", `asset_type` is "asset type". */
export function nounOf(parameter: string): string {
  const [inner = ""] = /[^[\]]+(?=\]?$)/u.exec(parameter) ?? [];
  return inner.replace(/_ids?$/u, "").replaceAll("_", " ");
}
