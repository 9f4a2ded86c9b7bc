import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { assertEachNamed } from "../test/assert-each.ts";
import { objectAt, parsedObject } from "../test/narrow.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

// Which folder may import which, cycles of files, and the names of files: .oxlintrc.json.

/** Returns the files of a folder, with the paths and the packages that each imports. */
function sourcesIn(folder: string) {
  return readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => posix.join(folder, path.replaceAll("\\", "/")))
    .toSorted()
    .map((name) => {
      const text = read(name);
      const targets = [...text.matchAll(/(?:\bfrom|^import) "([^"]+)";$|\bimport\("([^"]+)"\)/gmu)].map(
        ([, still, dynamic]) => still ?? dynamic ?? "",
      );
      const imports = targets.map((each) => (each.startsWith(".") ? posix.join(dirname(name), each) : each));
      return { name, text, imports };
    });
}

const sources = sourcesIn("src");

/** Returns the folders of a cycle; undefined if there is none. */
function findCycle(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const cycleFrom = (folder: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(folder)) return [...way, folder];
    const next = [...(graph.get(folder) ?? [])];
    return next.map((each) => cycleFrom(each, [...way, folder])).find((cycle) => cycle !== undefined);
  };
  return [...graph.keys()].map((folder) => cycleFrom(folder, [])).find((cycle) => cycle !== undefined);
}

rule("src/ imports only its own files, Node.js, and the dependencies in package.json", () => {
  const { dependencies } = parsedObject(read("package.json"));
  assert.ok(sources.some(({ imports }) => imports.includes("axios")));
  assertEachNamed(sources, ({ imports }) =>
    assert.deepEqual(
      imports.filter((each) => !/^(?:src\/|node:)/u.test(each) && !(each in objectAt(dependencies))),
      [],
    ),
  );
});

rule("src/ has the program and nothing of the domain at its top", () => {
  const top = sources.filter(({ name }) => dirname(name) === "src").map(({ name }) => name);
  assert.deepEqual(top, ["src/main.ts", "src/program.ts"]);
});

rule("src/ has few files of more than 300 lines", () => {
  const written = sources.filter(({ name }) => !name.endsWith(".generated.ts"));
  const long = written.filter(({ text }) => text.split("\n").length > 301).map(({ name }) => name);
  assert.ok(long.length * 20 < written.length, long.join());
});

rule("src/sync/ has no cycle of folders, and its nouns import nothing else of it", () => {
  const folderOf = (path: string) => path.split("/").slice(0, 3).join("/");
  const folders = new Map<string, Set<string>>();
  for (const { name, imports } of sources.filter((each) => each.name.startsWith("src/sync/"))) {
    const others = imports.map(folderOf).filter((each) => each.startsWith("src/sync/") && each !== folderOf(name));
    folders.set(folderOf(name), new Set([...(folders.get(folderOf(name)) ?? []), ...others]));
  }
  assert.ok(folders.get("src/sync/readers")?.has("src/sync/date-windows.ts"));
  assert.equal(findCycle(folders)?.join(" -> "), undefined);
  assert.deepEqual([...(folders.get("src/sync/partition.ts") ?? [])], []);
});

rule("no text reaches a terminal but by textOutput, logLines, and the writer of messages", () => {
  // integration_tests/control-characters.test.ts runs all of them.
  const uses = ["src", "start"].flatMap(sourcesIn).flatMap(({ name, text }) => {
    const others = text.replaceAll(/(?:textOutput|logLines)\(process\.std(?:out|err)/gu, "");
    const lines = others.split("\n").filter((line) => /process\.std(?:out|err)/u.test(line));
    return lines.map((use) => `${name}: ${use.trim()}`);
  });
  assert.deepEqual(
    uses.filter((use) => !use.startsWith("start/test/")),
    [
      "src/program.ts: const outputs = new OutputCheck(process.stdout, process.stderr);",
      "src/program.ts: const reader = outputAudienceOf(request.command, process.stdout, process.stderr);",
      'src/program.ts: const output = reader.audience === "platform" ? process.stdout : );',
      "start/main.ts: const outputs = new OutputCheck(process.stdout, process.stderr);",
    ],
  );
});
