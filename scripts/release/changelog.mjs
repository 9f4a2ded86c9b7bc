// What CHANGELOG.md says of each release.
import { readFileSync } from "node:fs";

const heading = /^## \[(?<version>[^\]]+)\](?: - (?<date>\d{4}-\d{2}-\d{2}))?$/gmu;

/** The sections of a changelog, the newest first: version, date, and text. */
export function sectionsOf(text) {
  const found = [...text.matchAll(heading)];
  return found.map((match, index) => ({
    ...match.groups,
    text: text.slice(match.index + match[0].length, found[index + 1]?.index).trim(),
  }));
}

/** The section of one version in the project's changelog. Undefined where there is none. */
export function sectionOf(wanted) {
  return sectionsOf(readFileSync("CHANGELOG.md", "utf8")).find(({ version }) => version === wanted);
}
