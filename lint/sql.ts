import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { laidOut, maxLine, sqlFiles } from "../scripts/format-sql.ts";
import { packageRoot } from "../src/base/package.ts";
import { readParts } from "../start/page/queries/part-file.ts";
import { rule } from "./rule.ts";

const files = sqlFiles().map((path) => ({ name: relative(packageRoot, path), text: readFileSync(path, "utf8") }));

rule("files of SQL are laid out", () => {
  assert.ok(files.length > 0);
  const others = files.filter(({ text }) => laidOut(text) !== text).map(({ name }) => name);
  assert.deepEqual(others, [], "run `npm run format`");
});

// Comments of tests are data on one line each.
rule(`files of SQL have no line above ${maxLine} characters`, () => {
  const isData = (name: string, line: string) => name.startsWith("start/test/") && line.startsWith("-- ");
  const long = ({ name, text }: { readonly name: string; readonly text: string }) =>
    text.split("\n").filter((line) => line.length > maxLine && !isData(name, line));
  assert.deepEqual(
    files.flatMap((file) => long(file).map((line) => `${file.name}: ${line}`)),
    [],
  );
});

rule("parts of the page have a kind, a title, and a period that the page knows", async () => {
  for (const { name, section, header } of await readParts()) {
    assert.ok(header.kind !== undefined && header.title !== undefined, `${section}/${name}`);
    assert.match(header.period ?? "each", /^(?:each|\d+)$/u, `${section}/${name}`);
  }
});
