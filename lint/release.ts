import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, version } from "../src/base/package.ts";
import { assertEachNamed } from "../test/assert-each.ts";
import { objectAt, parsedObject, textOf } from "../test/narrow.ts";
import { filesInGit, read } from "./project.ts";
import { rule } from "./rule.ts";

const manifest = parsedObject(read("package.json"));
const files = filesInGit();
const texts = files
  .filter((path) => /\.(?:md|ya?ml|json|py|ipynb|toml)$/u.test(path) && !path.endsWith("package-lock.json"))
  .map((name) => ({ name, text: read(name) }));

/** Returns the repository's URL without npm's additions. */
function repositoryAddress(): string {
  return textOf(objectAt(manifest, "repository").url)
    .replace(/^git\+/u, "")
    .replace(/\.git$/u, "");
}

const address = repositoryAddress();

rule("the project's URLs all start with the repository in package.json", () => {
  assert.equal(manifest.bugs, `${address}/issues`);
  assert.equal(manifest.homepage, `${address}#readme`);
  const { host } = new URL(address);
  const mentions = texts.flatMap(({ name, text }) =>
    [...text.matchAll(new RegExp(`https://${host.replaceAll(".", "\\.")}[^\\s"')]*`, "gu"))].map(([url]) => ({
      name: `${name}: ${url}`,
      url,
    })),
  );
  assertEachNamed(mentions, ({ url }) => assert.ok(url.startsWith(address)));
});

rule("the project's URLs lead from the form to the users' page", () => {
  assert.equal(parsedObject(read("spec.json")).documentationUrl, `${address}/blob/main/docs/pinterest.md`);
});

rule("the project's URLs lead only to existing files", () => {
  const targets = texts.flatMap(({ name, text }) =>
    text
      .split(`${address}/blob/main/`)
      .slice(1)
      .map((rest) => ({ name, path: /^[\w./-]*/u.exec(rest)?.[0] ?? "" })),
  );
  assertEachNamed(targets, ({ path }) => assert.ok(existsSync(join(packageRoot, path)), path));
});

rule("the version is that of the lockfile", () => {
  const lock = parsedObject(read("package-lock.json"));
  assert.deepEqual([lock.version, objectAt(lock, "packages", "").version], [version(), version()]);
});

rule("the version is the image tag in every command and example", () => {
  const mentions = texts.flatMap(({ name, text }) =>
    [...text.matchAll(/(?:source-pinterest:|\btag \(?`)(\d[\w.-]*)/gu)].map(([, tag]) => ({ name, tag })),
  );
  assertEachNamed(mentions, ({ tag }) => assert.equal(tag, version()));
});

rule("the version is the newest release in CHANGELOG.md, with a date", () => {
  const [, newest] = /^## \[(\d[^\]]*)\] - \d{4}-\d{2}-\d{2}$/mu.exec(read("CHANGELOG.md")) ?? [];
  assert.equal(newest, version());
});
