import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArguments } from "../src/commands/arguments.ts";
import { asText, isObject } from "../src/json.ts";
import { packageRoot } from "../src/package.ts";
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

/** What is a builtin of npm or stands in package.json. */
function isScript(name: string): boolean {
  return name in scripts || ["ci", "install"].includes(name);
}

describe("the documents", () => {
  /** What a pattern finds on the pages, each with its page. */
  function found(
    pattern: RegExp,
  ): readonly { readonly name: string; readonly page: string; readonly groups: string[] }[] {
    return pages.flatMap((page) =>
      [...read(page).matchAll(pattern)].map(([text, ...groups]) => ({ name: `${page}, ${text}`, page, groups })),
    );
  }

  it("link only to files and headings that there are", () => {
    const links = found(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)/gu);
    assert.ok(links.length > 50);
    assertEachNamed(links, ({ page, groups: [target = "", anchor] }) => {
      const path = target === "" ? page : join(dirname(page), target);
      assert.ok(existsSync(join(packageRoot, path)));
      if (anchor !== undefined) assert.ok(anchorsOf(read(path)).has(anchor));
    });
  });

  it("link to the pages of others that docs/links.md lists, and to no other", () => {
    const { host } = new URL(asText(isObject(manifest) ? manifest.homepage : undefined));
    const links = found(/\]\((https:[^)\s]+)\)/gu).filter(({ page }) => page !== "docs/links.md");
    const used = new Set(links.map(({ groups: [url = ""] }) => url).filter((url) => new URL(url).host !== host));
    const listed = [...read("docs/links.md").matchAll(/^\| <(https:[^>]+)> \| (.+) \|$/gmu)];
    assert.deepEqual(listed.map(([, url = ""]) => url).toSorted(), [...used].toSorted());
    assertEach(
      listed,
      ([row]) => row,
      ([, , looked]) => assert.match(looked ?? "", /^(?:\d{4}-\d{2}-\d{2}|never)$/u),
    );
  });

  it("name only files of the project that there are", () => {
    const paths = /`((?:src|simulator|test|integration_tests|scripts|docs|catalog|\.ci)\/[\w./-]*)`/gu;
    assertEachNamed(found(paths), ({ groups: [path = ""] }) => assert.ok(existsSync(join(packageRoot, path))));
  });

  it("name only npm scripts that there are", () => {
    assertEachNamed(found(/npm (run )?([\w:-]+)/gu), ({ groups: [run, name = ""] }) =>
      assert.ok(run === undefined ? isScript(name) : name in scripts),
    );
  });

  it("show only command lines that the program takes", () => {
    const lines = /(?:node dist\/src\/main\.js|docker run .*source-pinterest:[\d.]+) ([a-z]+\b.*)/gu;
    assertEachNamed(found(lines), ({ groups: [args = ""] }) =>
      assert.doesNotThrow(() => parseArguments((args.split(" >")[0] ?? "").split(/\s+/u))),
    );
  });

  it("name the streams that Pinterest opens app by app, and no other", () => {
    const [, section = ""] = read("docs/pinterest.md").split("### Streams that Pinterest opens app by app\n");
    const [list = ""] = section.split(". They are offered");
    assert.deepEqual(
      [...list.matchAll(/`(\w+)`/gu)].map(([, name = ""]) => name).toSorted(),
      streams.flatMap(({ name, accessRequirement }) => (accessRequirement === undefined ? [] : [name])).toSorted(),
    );
  });

  it("name tests that there are behind every promise of security", () => {
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

  it("describe every stream on the users' page, and no other", () => {
    const named = [...read("docs/pinterest.md").matchAll(/^\| `(\w+)` \|/gmu)].map(([, name = ""]) => name);
    for (const { name } of streams) assert.ok(named.includes(name), name);
  });
});
