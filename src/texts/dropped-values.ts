import { listOf } from "../base/text/list-of.ts";
import type { ApiError } from "../pinterest/errors/api-error.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import { nounOf } from "./describe.ts";

/** Returns the warning about values that a request was sent without. @param lists the values of the request, by parameter */
export function describeDrop(
  lists: readonly (readonly [name: string, values: readonly string[]])[],
  dropped: ReadonlySet<string>,
  { response }: ApiError,
  { ad_account_id: account }: Parameters,
): string {
  const those = lists.flatMap(([name, list]) => {
    const values = list.filter((value) => dropped.has(value));
    return values.length === 0 ? [] : [{ name, text: `the ${nounOf(name)} ${values.join(", ")}` }];
  });
  const texts = those.map(({ text }) => text);
  const areRows = those.some(({ name }) => name === "entity_statuses" || name === "targeting_types");
  const of = typeof account === "string" ? ` for ad account ${account}` : "";
  return [
    `Pinterest rejected ${listOf(texts, "and")}${of}, and accepted the request without them: ${areRows ? "their rows are missing" : "their cells are empty"}.`,
    "Once Pinterest accepts them, refresh the stream to fill them. If your settings name them, remove them there.",
    `Pinterest's response: ${response}`,
  ].join(" ");
}
