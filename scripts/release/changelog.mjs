// Reads the releases in CHANGELOG.md.
import { readFileSync } from "node:fs";

const heading = /^## \[(?<version>[^\]]+)\](?: - (?<date>\d{4}-\d{2}-\d{2}))?$/gmu;

/** Returns the sections of a changelog, newest first: version, date, and text. */
function sectionsOf(text) {
  const found = [...text.matchAll(heading)];
  return found.map((match, index) => ({
    ...match.groups,
    text: text.slice(match.index + match[0].length, found[index + 1]?.index).trim(),
  }));
}

/** Returns the section of one version in the project's changelog; undefined if there is none. */
export function sectionOf(wanted) {
  return sectionsOf(readFileSync("CHANGELOG.md", "utf8")).find(({ version }) => version === wanted);
}
