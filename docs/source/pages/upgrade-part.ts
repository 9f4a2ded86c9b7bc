import { type IntendedDifference, isOfValues } from "../../../scripts/compatibility/differences.ts";
import { codes, counted } from "./markdown.ts";

/** Renders the user's actions after an upgrade: streams to clear with the reasons, and new fields. */
export function upgradePart(differences: readonly IntendedDifference[]): string {
  const added = new Set(differences.filter(({ change }) => change === "added").flatMap(({ streams }) => streams));
  const streamsFor = (wanted: IntendedDifference["action"]) =>
    new Set(differences.filter(({ action }) => action === wanted).flatMap(({ streams }) => streams));
  const cleared = streamsFor("clear");
  const refreshed = [...streamsFor("refresh_schema")].filter((stream) => !cleared.has(stream) && !added.has(stream));
  const rows = [...cleared].toSorted().map((stream) => {
    const own = differences.filter(({ action, streams }) => action === "clear" && streams.includes(stream));
    const reasons = [...new Set(own.map(({ why }) => `${why}.`))];
    const changes = own.map(({ change }) => wordsFor(change)).toSorted((a, b) => Number(b.isKey) - Number(a.isKey));
    return `| \`${stream}\` | ${changes.map(({ words }) => words).join("<br>")} | ${reasons.join(" ")} |`;
  });
  const more = differences
    .filter((each) => isOfValues(each) && each.action !== "clear")
    .map(({ change, streams, why }) => `${codes(streams)}: ${wordsFor(change).words}. ${why}.`);
  const table = ["| Stream | What changed | Why |", "| :--- | :--- | :--- |", ...rows].join("\n");
  const refresh = `**Refresh the source schema** to get new fields in ${counted(refreshed.length, "more stream")}. Their rows stay: ${codes(refreshed.toSorted())}.`;
  const parts = [
    ...(rows.length > 0 ? ["**Clear these streams** after you refresh the source schema:", table] : []),
    ...(refreshed.length > 0 ? [refresh] : []),
    ...more,
  ];
  return parts.length === 0 ? "The schemas of all streams of the last release stay as they are." : parts.join("\n\n");
}

/** Describes a difference: `key changed: id -> ad_account_id id` becomes the new key. */
function wordsFor(change: string): { readonly words: string; readonly isKey: boolean } {
  const [, values, how, words = ""] = /^values of (\w+) (changed|added): (.*)$/u.exec(change) ?? [];
  if (values !== undefined) {
    return { words: `\`${values}\`: ${how === "added" ? `also ${codes(words.split(" "))}` : words}`, isKey: false };
  }
  const [, what = "", before = "", after = ""] = /^(.*) changed: (.*) -> (.*)$/u.exec(change) ?? [];
  if (what === "key") return { words: `Primary key: ${codes(after.split(" "))}`, isKey: true };
  const field = `\`${what.replace(/^\//u, "").replaceAll("/items/", ".").replaceAll("/", ".")}\``;
  const typeOf = (text: string) =>
    text
      .replace("?", "")
      .replace(/^string (?=date)/u, "")
      .replaceAll("|", " or ");
  if (typeOf(before) !== typeOf(after)) return { words: `${field}: ${typeOf(after)}`, isKey: false };
  return { words: `${field}: ${after.includes("?") ? "can be null" : "never null"}`, isKey: false };
}
