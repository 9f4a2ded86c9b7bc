import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArguments } from "../src/commands/arguments.ts";
import { isObject } from "../src/json.ts";
import { packageRoot } from "../src/package.ts";
import { streams } from "../src/streams/all.ts";
import { assertEachNamed } from "./assert-each.ts";

const pages = [
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "README.md",
  "SECURITY.md",
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

/** A source text whose templates have an ellipsis in place of each value. */
function withoutValues(text: string): string {
  let last = "";
  let result = text;
  while (result !== last) {
    last = result;
    result = result
      .replaceAll(/\$\{[^{}]*\}/gu, "…")
      .replaceAll(/\{[^{}\n]*…[^{}\n]*\}/gu, (inner) => inner.slice(1, -1));
  }
  return result.replaceAll('\\"', '"');
}

/** A message with an ellipsis in place of each name of a setting. */
function withoutTitles(message: string): string {
  return message.replaceAll(/"[^"]*"/gu, (quoted) => (/^"[A-Z]/u.test(quoted) ? "…" : quoted));
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

  it("link only to files that there are", () => {
    assertEachNamed(found(/\]\(((?!https?:|#)[^)#]+)/gu), ({ page, groups: [target = ""] }) =>
      assert.ok(existsSync(join(packageRoot, dirname(page), target))),
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
    const lines = /(?:node dist\/src\/main\.js|source-pinterest:[\d.]+) ([a-z]+\b.*)/gu;
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

  it("list no message that the code does not write", () => {
    const source = [...readdirSync(join(packageRoot, "src"), { recursive: true, encoding: "utf8" })]
      .filter((path) => path.endsWith(".ts"))
      .map((path) => withoutValues(read(`src/${path}`)))
      .join("\n");
    const [, section = ""] = read("docs/pinterest.md").split("### Troubleshooting");
    const rows = [...section.matchAll(/^\| ([^|]*`[^|]*) \|/gmu)].map(([, message = ""]) => message);
    assert.ok(rows.length > 30);
    // Values, titles, and sentences that stand alone are put together when a message is written.
    const longest = rows.flatMap((row) =>
      [...row.matchAll(/`([^`]+)`/gu)].map(([, message = ""]) => {
        const parts = withoutTitles(message).split(/…|"|[.:;] |\.$/u);
        return { name: row, part: parts.reduce((long, part) => (part.length > long.length ? part : long), "").trim() };
      }),
    );
    assertEachNamed(
      longest.filter(({ part }) => part.includes(" ")),
      ({ part }) => assert.ok(source.includes(part)),
    );
  });

  it("describe every stream on the users' page, and no other", () => {
    const named = [...read("docs/pinterest.md").matchAll(/^\| `(\w+)` \|/gmu)].map(([, name = ""]) => name);
    for (const { name } of streams) assert.ok(named.includes(name), name);
  });
});
