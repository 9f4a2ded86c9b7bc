import type { Parameters } from "../pinterest/operations/operations.ts";

/** Describes parameters for the log: "ad account 123, query shoes". */
export function describeParameters(parameters: Parameters): string {
  const descriptions = Object.entries(parameters).map(([name, value]) => {
    const noun = nounOf(name);
    const [first = "", ...more] = typeof value === "object" ? value : [String(value)];
    return more.length === 0 ? `${noun} ${first}` : `${noun.replace(/[^s]$/u, "$&s")} ${first} and ${more.length} more`;
  });
  return descriptions.join(", ");
}

/** Returns the noun for a parameter: `report[feed_id]` is "feed", `asset_type` is "asset type". */
export function nounOf(parameter: string): string {
  const [inner = ""] = /[^[\]]+(?=\]?$)/u.exec(parameter) ?? [];
  return inner.replace(/_ids?$/u, "").replaceAll("_", " ");
}
