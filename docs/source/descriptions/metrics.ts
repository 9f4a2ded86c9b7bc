import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceFolder } from "../source.ts";

/*
 * The names of ads metrics are composed of parts: TOTAL_ [channel] [attribution] event [measure] for conversions, and
 * [TOTAL_] delivery [_1 or _2] for delivery. Their descriptions are composed of the texts of these parts.
 */

interface Grammar {
  /** Sentences by name. Both have parts in braces. */
  readonly names: Readonly<Record<string, string>>;
  /**
   * The texts of each part by its form in a name; the empty form stands for an absent part. `{part:other}` in a sentence is the text
   * of a part by the form of another one, if it has that.
   */
  readonly parts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const { names, parts }: Grammar = JSON.parse(readFileSync(join(sourceFolder, "metrics.json"), "utf8"));

const forms = Object.entries(names).map(([name, sentence]) => {
  const pattern = name.replaceAll(/\{(\w+)\}/gu, (_, part: string) => {
    return `(?<${part}>${Object.keys(parts[part] ?? {}).join("|")})`;
  });
  return { form: new RegExp(`^${pattern}$`, "u"), sentence };
});

/** Returns the descriptions of all names that match a column: none, or one, as a test verifies. */
export function sentencesFor(column: string): readonly string[] {
  return forms.flatMap(({ form, sentence }) => {
    const groups = form.exec(column)?.groups;
    if (groups === undefined) return [];
    // Other braces are phrases.
    const text = sentence.replaceAll(/\{(\w+)(?::(\w+))?\}/gu, (phrase, part: string, of: string | undefined) => {
      return parts[part]?.[groups[of ?? part] ?? ""] ?? (of === undefined ? phrase : "");
    });
    return [`${text.charAt(0).toUpperCase()}${text.slice(1)}`];
  });
}
