// Prints the notes of a release from CHANGELOG.md: node scripts/release/notes.mjs v0.2.0
import { sectionOf } from "./changelog.mjs";

const [tag = ""] = process.argv.slice(2);
const section = sectionOf(tag.replace(/^v/u, ""));
if (section === undefined) {
  process.stderr.write(`CHANGELOG.md has no section for ${tag}.\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${section.text}\n\n`);
}
