import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { objectAt, parsedObject } from "../test/narrow.ts";
import { rule } from "./rule.ts";

const read = (path: string) => readFileSync(join(packageRoot, "contract", path));
const page = read("README.md").toString();

/** Returns the cells of a row of the page, one per document. */
function row(name: string): readonly string[] {
  const [, first = "", second = ""] = new RegExp(`^\\| ${name} \\| (.+) \\| (.+) \\|$`, "mu").exec(page) ?? [];
  return [first, second].map((cell) => cell.replaceAll("`", ""));
}

/** The hash under which git stores a file, for comparison with the repository that it comes from. */
function gitHash(content: Buffer): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

rule("the documents in contract/ are the files of the commits that its page names, byte for byte", () => {
  const files = row("File");
  assert.equal(files.filter((path) => path !== "").length, 2);
  assert.deepEqual(
    files.map((path) => gitHash(read(path))),
    row("Git's hash of the file"),
  );
});

rule("the documents in contract/ have the version that its page names, if they state one", () => {
  const document = parsedObject(read("pinterest/openapi.json").toString());
  assert.equal(objectAt(document, "info").version, row("Version")[0]);
});

rule("the documents in contract/ have the MIT license, with the notice beside them", () => {
  const notices = row("Notice").map((cell) => cell.split(": ©"));
  for (const [path = "", owner = "none"] of notices) {
    const notice = read(path).toString();
    assert.match(notice, /^Permission is hereby granted, free of charge, to any person obtaining/mu);
    assert.ok(notice.includes(owner.trim()), `${path} names ${owner}`);
  }
  assert.equal(notices.length, 2);
  assert.equal(objectAt(parsedObject(read("pinterest/openapi.json").toString()), "info", "license").name, "MIT");
});
