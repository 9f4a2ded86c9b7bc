import { isObject } from "../../base/json.ts";

/** A metric of Pinterest's list: the name of its column, and how Ads Manager calls it. */
export interface DisplayedMetric {
  readonly name: string;
  /** `%s` in it stands for any text, such as the name of an event. */
  readonly displayName: string;
}

/** Returns the ads metrics in a response with Pinterest's list. */
export function metricsIn(body: unknown): readonly DisplayedMetric[] {
  const items: readonly unknown[] = isObject(body) && Array.isArray(body.items) ? body.items : [];
  return items.filter(isObject).flatMap(({ name, display_name: displayName, category }) => {
    const isOfAds = typeof name === "string" && typeof displayName === "string" && category !== "ORGANIC";
    return isOfAds ? [{ name, displayName }] : [];
  });
}

/** Names of columns by display names that were seen, and for which Pinterest's list can have others by now. */
const aliases: Readonly<Record<string, string>> = {
  "organic pin id": "PIN_ID",
  "roas (checkout)": "CHECKOUT_ROAS",
  "total roas (checkout)": "CHECKOUT_ROAS",
};

/**
 * Names the columns of a CSV file, whose header has display names. A text that no single metric has stays as it is, and so do
 * texts that would get the same name.
 * @param texts the columns of texts, such as IDs and names, whose display names say the same in words: "Campaign ID"
 */
export function namesOfColumns(
  header: readonly string[],
  metrics: readonly DisplayedMetric[],
  texts: ReadonlySet<string>,
): { readonly names: readonly string[]; readonly unnamed: readonly string[] } {
  const found = header.map((text) => nameOf(text, metrics, texts));
  const isSingle = (name: string | undefined) => found.filter((each) => each === name).length === 1;
  const names = header.map((text, index) => (isSingle(found[index]) ? (found[index] ?? text) : text));
  return { names, unnamed: names.filter((name, index) => name !== found[index]) };
}

function nameOf(text: string, metrics: readonly DisplayedMetric[], texts: ReadonlySet<string>): string | undefined {
  if (/^[A-Z][A-Z\d_]*$/u.test(text)) return text;
  const words = wordsIn(text);
  const spelled = words.toUpperCase().replaceAll(/[^A-Z\d]+/gu, "_");
  const equal = namesIf(metrics, (displayName) => displayName === words);
  const known = single(equal) ?? (texts.has(spelled) ? spelled : aliases[words]);
  return known ?? (equal.length > 0 ? undefined : single(namesIf(metrics, (displayName) => fits(displayName, words))));
}

function namesIf(metrics: readonly DisplayedMetric[], isMeant: (displayName: string) => boolean): readonly string[] {
  return [...new Set(metrics.flatMap(({ name, displayName }) => (isMeant(wordsIn(displayName)) ? [name] : [])))];
}

const single = (names: readonly string[]) => (names.length === 1 ? names[0] : undefined);
const wordsIn = (text: string) => text.trim().replaceAll(/\s+/gu, " ").toLowerCase();

/** Returns whether words are a display name with any text in the place of `%s`. */
function fits(displayName: string, words: string): boolean {
  const [first = "", ...others] = displayName.split("%s");
  const last = others.at(-1) ?? "";
  const length = first.length + last.length;
  return others.length > 0 && words.length > length && length > 0 && words.startsWith(first) && words.endsWith(last);
}
