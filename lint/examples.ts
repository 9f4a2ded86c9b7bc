import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { streams } from "../src/streams/all.ts";
import { assertEachNamed } from "../test/assert-each.ts";
import { codeBlocks } from "../test/markdown.ts";
import type { Requirement } from "../test/requirements.ts";
import { read } from "./project.ts";
import { rule, ruleWith } from "./rule.ts";

const examples = readdirSync(join(packageRoot, "examples"), { recursive: true, encoding: "utf8" })
  .map((path) => `examples/${path.replaceAll("\\", "/")}`)
  .filter((path) => !/\/(?:secrets|target|logs|__pycache__)\//u.test(path));
const pages = [...examples, ...readdirSync(join(packageRoot, "docs")).map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith(".md"),
);

const python: Requirement<string> = {
  value: ["python3", "python"].find((command) => spawnSync(command, ["--version"]).status === 0),
  missing: "Python isn't installed",
};

ruleWith(python, "examples have valid Python, also in the pages", (command) => {
  const sources = [
    ...examples.filter((path) => path.endsWith(".py")).map((name) => ({ name, text: read(name) })),
    ...pages.flatMap((name) => codeBlocks(read(name), "python").map((text) => ({ name, text }))),
    ...examples
      .filter((path) => path.endsWith(".ipynb"))
      .map((name) => ({ name, text: codeOf(JSON.parse(read(name))) })),
  ];
  assert.ok(sources.some(({ text }) => text.includes("import dagster")));
  assert.ok(sources.some(({ text }) => text.includes("from airflow.sdk import")));
  const compiler = "import sys; compile(sys.stdin.read(), 'example.py', 'exec')";
  assertEachNamed(sources, ({ text }) => {
    const { status, stderr } = spawnSync(command, ["-c", compiler], { input: text, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  });
});

rule("examples name only existing streams", () => {
  const lists = [...examples, ...pages]
    .filter((path) => /\.(?:py|md)$/u.test(path))
    .flatMap((name) =>
      [...read(name).matchAll(/(?:STREAMS = |streams=)(\[[^\]]*\])/gu)].map(([, list = ""]) => ({ name, list })),
    );
  const known = new Set(streams.map(({ name }) => name));
  assertEachNamed(lists, ({ list }) => {
    const names = [...list.matchAll(/"(\w+)"/gu)].map(([, name = ""]) => name);
    assert.ok(names.length > 0);
    assert.deepEqual(
      names.filter((name) => !known.has(name)),
      [],
    );
  });
});

rule("examples have valid YAML, also in the pages", () => {
  const sources = [
    ...examples.filter((path) => /\.ya?ml$/u.test(path)).map((name) => ({ name, text: read(name) })),
    ...pages.flatMap((name) => codeBlocks(read(name), "yaml").map((text) => ({ name, text }))),
  ];
  assertEachNamed(sources, ({ text }) => assert.ok(isObject(parse(text))));
});

rule("examples have no output in the notebook", () => {
  const notebook: unknown = JSON.parse(read("examples/pyairbyte/likes.ipynb"));
  assert.ok(isObject(notebook) && Array.isArray(notebook.cells));
  const outputs = notebook.cells.flatMap((cell: unknown) => (isObject(cell) ? (cell.outputs ?? []) : []));
  assert.deepEqual(outputs, []);
});

/** Returns the code of a notebook's cells in order. */
function codeOf(notebook: unknown): string {
  assert.ok(isObject(notebook) && Array.isArray(notebook.cells));
  return notebook.cells
    .map((cell: unknown) =>
      isObject(cell) && cell.cell_type === "code" && Array.isArray(cell.source) ? cell.source.join("") : "",
    )
    .join("\n");
}
