import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { asText, isObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { parseArguments } from "../src/commands/command-line/arguments.ts";
import { streams } from "../src/streams/all.ts";
import { assertEach, assertEachNamed } from "./assert-each.ts";
import { anchorsOf } from "./markdown.ts";

const pages = [
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "README.md",
  "SECURITY.md",
  "examples/README.md",
  ...["compose", "dbt", "pyairbyte"].map((name) => `examples/${name}/README.md`),
  "simulator/README.md",
  ...readdirSync(join(packageRoot, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const read = (path: string) => readFileSync(join(packageRoot, path), "utf8");
const manifest: unknown = JSON.parse(read("package.json"));
const scripts = isObject(manifest) && isObject(manifest.scripts) ? manifest.scripts : {};

/** Whether a script is built into npm or in package.json. */
function isScript(name: string): boolean {
  return name in scripts || ["ci", "install"].includes(name);
}

describe("the documentation", () => {
  /** Returns the matches of a pattern on all pages. */
  function found(
    pattern: RegExp,
  ): readonly { readonly name: string; readonly page: string; readonly groups: string[] }[] {
    return pages.flatMap((page) =>
      [...read(page).matchAll(pattern)].map(([text, ...groups]) => ({ name: `${page}, ${text}`, page, groups })),
    );
  }

  it("links only to existing files and headings", () => {
    const links = found(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)/gu);
    assert.ok(links.length > 50);
    assertEachNamed(links, ({ page, groups: [target = "", anchor] }) => {
      const path = target === "" ? page : join(dirname(page), target);
      assert.ok(existsSync(join(packageRoot, path)));
      if (anchor !== undefined) assert.ok(anchorsOf(read(path)).has(anchor));
    });
  });

  it("links to exactly the external pages that docs/links.md lists", () => {
    const { host } = new URL(asText(isObject(manifest) ? manifest.homepage : undefined));
    const links = found(/\]\((https:[^)\s]+)\)/gu).filter(({ page }) => page !== "docs/links.md");
    const used = new Set(links.map(({ groups: [url = ""] }) => url).filter((url) => new URL(url).host !== host));
    const listed = [...read("docs/links.md").matchAll(/^\| <(https:[^>]+)> \| (.+) \|$/gmu)];
    assert.deepEqual(listed.map(([, url = ""]) => url).toSorted(), [...used].toSorted());
    assertEach(
      listed,
      ([row]) => row,
      ([, , looked]) => assert.match(looked ?? "", /^\d{4}-\d{2}-\d{2}(?:, address only)?$/u),
    );
  });

  it("names only existing files of the project", () => {
    const paths = /`((?:src|simulator|test|integration_tests|scripts|docs|catalog|\.ci)\/[\w./-]*)`/gu;
    assertEachNamed(found(paths), ({ groups: [path = ""] }) => assert.ok(existsSync(join(packageRoot, path))));
  });

  it("names only existing npm scripts", () => {
    assertEachNamed(found(/npm (run )?([\w:-]+)/gu), ({ groups: [run, name = ""] }) =>
      assert.ok(run === undefined ? isScript(name) : name in scripts),
    );
  });

  it("shows only valid command lines", () => {
    const lines = /(?:node dist\/src\/main\.js|docker run .*source-pinterest:[\d.]+) ([a-z]+\b.*)/gu;
    assertEachNamed(found(lines), ({ groups: [args = ""] }) =>
      assert.doesNotThrow(() => parseArguments((args.split(" >")[0] ?? "").split(/\s+/u))),
    );
  });

  it("lists exactly the streams with restricted access", () => {
    const [, section = ""] = read("docs/pinterest.md").split("### Streams with restricted access\n");
    const [list = ""] = section.split(". The catalog always lists");
    assert.deepEqual(
      [...list.matchAll(/`(\w+)`/gu)].map(([, name = ""]) => name).toSorted(),
      streams.flatMap(({ name, accessRequirement }) => (accessRequirement === undefined ? [] : [name])).toSorted(),
    );
  });

  it("names an existing test for every promise of security", () => {
    const [, promises = ""] = read("SECURITY.md").split("## Promises");
    const [table = ""] = promises.split("\n## ");
    const rows = table.split("\n").filter((line) => line.startsWith("| ") && line.includes(".test.ts"));
    assert.ok(rows.length > 10);
    for (const row of rows) {
      for (const [, path = "", titles = ""] of row.matchAll(/`([\w/.-]+\.test\.ts)`(?:: ((?:"[^"]+"(?:, )?)+))?/gu)) {
        const text = read(path);
        for (const [, title = ""] of titles.matchAll(/"([^"]+)"/gu))
          assert.ok(text.includes(title), `${path}: ${title}`);
      }
    }
  });
});
