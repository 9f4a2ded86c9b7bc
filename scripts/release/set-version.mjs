// Copies the version of package.json to all other files that contain it. npm runs it in `npm version`.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const today = new Date().toISOString().slice(0, 10);

function edit(path, change) {
  const before = readFileSync(path, "utf8");
  const after = change(before);
  if (after !== before) writeFileSync(path, after);
}

/** Returns the text files in a folder. */
function textsIn(folder) {
  if (!existsSync(folder)) return [];
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      // dbt creates folders that are named like the files from which it compiles.
      .filter((entry) => entry.isFile() && /(?:\.(?:md|ya?ml|py|ipynb|toml|tf)|Dockerfile)$/u.test(entry.name))
      .map(({ parentPath, name }) => join(parentPath, name))
  );
}

edit("metadata.yaml", (text) => text.replace(/dockerImageTag: .*/u, `dockerImageTag: ${version}`));
edit("Dockerfile", (text) => text.replace(/io\.airbyte\.version=".*"/u, `io.airbyte.version="${version}"`));
edit("CHANGELOG.md", (text) => text.replace("## [Unreleased]\n", `## [Unreleased]\n\n## [${version}] - ${today}\n`));
for (const path of [...textsIn("docs"), ...textsIn("examples")])
  edit(path, (text) =>
    text
      .replaceAll(/source-pinterest:\d+\.\d+\.\d+/gu, `source-pinterest:${version}`)
      .replaceAll(/(docker_?image_?tag"?\s*[=:]\s*)"\d+\.\d+\.\d+"/giu, `$1"${version}"`)
      .replaceAll(/(\btag \(?)`\d+\.\d+\.\d+`/gu, `$1\`${version}\``),
  );
