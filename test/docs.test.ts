import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArguments } from "../src/commands/arguments.ts";
import { isObject } from "../src/json.ts";
import { packageRoot } from "../src/package.ts";
import { streams } from "../src/streams/all.ts";

const pages = [
  "README.md",
  "simulator/README.md",
  ...readdirSync(join(packageRoot, "docs")).map((name) => `docs/${name}`),
];
const read = (path: string) => readFileSync(join(packageRoot, path), "utf8");
const manifest: unknown = JSON.parse(read("package.json"));
const scripts = isObject(manifest) && isObject(manifest.scripts) ? manifest.scripts : {};

/** What is a builtin of npm or stands in package.json. */
function isScript(name: string): boolean {
  return name in scripts || ["ci", "install"].includes(name);
}

describe("the documents", () => {
  for (const page of pages) {
    describe(page, () => {
      const text = read(page);

      it("links only to files that there are", () => {
        for (const [, target = ""] of text.matchAll(/\]\(((?!https?:|#)[^)#]+)/gu)) {
          assert.ok(existsSync(join(packageRoot, dirname(page), target)), target);
        }
      });

      it("names only files of the project that there are", () => {
        for (const [, path = ""] of text.matchAll(
          /`((?:src|simulator|test|integration_tests|scripts|docs|catalog|\.ci)\/[\w./-]*)`/gu,
        )) {
          assert.ok(existsSync(join(packageRoot, path)), path);
        }
      });

      it("names only npm scripts that there are", () => {
        for (const [, run, name = ""] of text.matchAll(/npm (run )?([\w:-]+)/gu)) {
          assert.ok(run === undefined ? isScript(name) : name in scripts, `npm ${run ?? ""}${name}`);
        }
      });

      it("shows only command lines that the program takes", () => {
        for (const [, args = ""] of text.matchAll(
          /(?:node dist\/src\/main\.js|source-pinterest:[\d.]+) ((?:spec|check|discover|read)\b.*)/gu,
        )) {
          assert.doesNotThrow(() => parseArguments(args.split(/\s+/u)), args);
        }
      });
    });
  }

  it("name the streams that Pinterest opens app by app, and no other", () => {
    const [, section = ""] = read("docs/pinterest.md").split("### Streams that Pinterest opens app by app\n");
    const [list = ""] = section.split(". They are offered");
    assert.deepEqual(
      [...list.matchAll(/`(\w+)`/gu)].map(([, name = ""]) => name).toSorted(),
      streams.flatMap(({ name, gate }) => (gate === undefined ? [] : [name])).toSorted(),
    );
  });

  it("describe every stream on the users' page, and no other", () => {
    const named = [...read("docs/pinterest.md").matchAll(/^\| `(\w+)` \|/gmu)].map(([, name = ""]) => name);
    for (const { name } of streams) assert.ok(named.includes(name), name);
  });
});
