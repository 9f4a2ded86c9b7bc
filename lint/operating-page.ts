import assert from "node:assert/strict";
import { streams } from "../src/streams/all.ts";
import { cursorOf } from "../src/streams/tracking.ts";
import { assertEach } from "../test/assert-each.ts";
import { problemsWith } from "../test/config/problems-with.ts";
import { codeBlocks } from "../test/markdown.ts";
import { parsedObject } from "../test/narrow.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

const page = read("docs/operating.md");
const terraform = read("examples/terraform/main.tf");
const text = (pattern: RegExp) => pattern.exec(terraform)?.[1] ?? assert.fail(String(pattern));

rule("the example of Terraform has a valid configuration", () => {
  const configuration = text(/jsonencode\((\{.*?\n {2}\})\)/su)
    .replaceAll(/^( *)(\w+) += /gmu, '$1"$2": ')
    .replaceAll(/var\.(\w+)/gu, '"$1"')
    .replaceAll(/(["}])\n(?= *")/gu, "$1,\n");
  assert.equal(problemsWith(parsedObject(configuration)), "");
});

rule("the pages of settings and of ads have valid configurations", () => {
  for (const name of ["settings.md", "ads.md"]) {
    const [block = ""] = codeBlocks(read(`docs/${name}`), "json");
    assert.equal(problemsWith(parsedObject(block)), "", name);
  }
});

rule("the example of Terraform syncs existing streams in modes that they have", () => {
  const named = [...terraform.matchAll(/name = "(\w+)", sync_mode = "(\w+)"/gu)];
  assert.equal(named.length, 4);
  assertEach(named, String, ([, name, mode = ""]) => {
    const { reading } = streams.find((stream) => stream.name === name) ?? assert.fail("no such stream");
    assert.ok(mode.startsWith("full_refresh") || cursorOf({ reading }) !== undefined);
  });
});

rule("the examples for operators name every environment variable of the program", () => {
  const sources = ["src/program.ts", "src/commands/read.ts", "src/config/base-url.ts", "src/commands/authorize/app.ts"];
  const code = sources.map((path) => read(path)).join("\n");
  const names = new Set(
    [...code.matchAll(/\b(?:PINTEREST_[A-Z_]+|LOG_LEVEL|WORKER_JOB_ID)\b/gu)].map(([name]) => name),
  );
  assert.ok(names.size >= 5, [...names].join());
  for (const name of names) assert.ok(page.includes(`\`${name}\``), name);
});
