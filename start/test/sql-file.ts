import { readFileSync } from "node:fs";

/**
 * Returns the beginning of a file of SQL, and its queries: each has a comment of one line above it, with parts between bars.
 * @param path relative to this folder
 */
export function queriesIn(path: string) {
  const text = readFileSync(new URL(path, import.meta.url), "utf8");
  const [beginning = "", ...queries] = text.split(/^-- (?=.*\nSELECT)/mu);
  return {
    beginning,
    queries: queries.map((query) => {
      const [, comment = "", sql = ""] = /^(.*)\n([\s\S]*?);\s*$/u.exec(query) ?? [];
      return { parts: comment.split("|").map((part) => part.trim()), sql };
    }),
  };
}
