import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { packageRoot, version } from "../../src/base/package.ts";
import { assertEachNamed } from "../assert-each.ts";

const read = (path: string): string => readFileSync(join(packageRoot, path), "utf8");
const manifestOf = (text: string): JsonObject => {
  const manifest: unknown = JSON.parse(text);
  assert.ok(isObject(manifest));
  return manifest;
};
const manifest = manifestOf(read("package.json"));
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: packageRoot,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(packageRoot, path)));
const texts = files
  .filter((path) => /\.(?:md|ya?ml|json|py|ipynb|toml)$/u.test(path) && !path.endsWith("package-lock.json"))
  .map((name) => ({ name, text: read(name) }));

/** Returns the repository's URL without npm's additions. */
function repositoryAddress(): string {
  assert.ok(isObject(manifest.repository));
  return asText(manifest.repository.url)
    .replace(/^git\+/u, "")
    .replace(/\.git$/u, "");
}

describe("the project's URLs", () => {
  const address = repositoryAddress();

  it("all start with the repository in package.json", () => {
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

  it("lead from the form to the users' page", () => {
    assert.equal(manifestOf(read("spec.json")).documentationUrl, `${address}/blob/main/docs/pinterest.md`);
  });

  it("lead only to existing files", () => {
    const targets = texts.flatMap(({ name, text }) =>
      text
        .split(`${address}/blob/main/`)
        .slice(1)
        .map((rest) => ({ name, path: /^[\w./-]*/u.exec(rest)?.[0] ?? "" })),
    );
    assertEachNamed(targets, ({ path }) => assert.ok(existsSync(join(packageRoot, path)), path));
  });
});

describe("the version", () => {
  it("is that of the lockfile", () => {
    const lock = manifestOf(read("package-lock.json"));
    assert.ok(isObject(lock.packages) && isObject(lock.packages[""]));
    assert.deepEqual([lock.version, lock.packages[""].version], [version(), version()]);
  });

  it("is the image tag in every command and example", () => {
    const mentions = texts.flatMap(({ name, text }) =>
      [...text.matchAll(/(?:source-pinterest:|\btag `)(\d[\w.-]*)/gu)].map(([, tag]) => ({ name, tag })),
    );
    assertEachNamed(mentions, ({ tag }) => assert.equal(tag, version()));
  });

  it("is the newest release in CHANGELOG.md, with a date", () => {
    const [, newest] = /^## \[(\d[^\]]*)\] - \d{4}-\d{2}-\d{2}$/mu.exec(read("CHANGELOG.md")) ?? [];
    assert.equal(newest, version());
  });
});

describe("a release", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "source-pinterest-release-"));
    for (const path of ["package.json", "metadata.yaml", "Dockerfile", "CHANGELOG.md", "README.md", "docs", "examples"])
      if (existsSync(join(packageRoot, path))) cpSync(join(packageRoot, path), join(folder, path), { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, version: "9.8.7" }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (script: string, ...args: readonly string[]) =>
    spawnSync(process.execPath, [join(packageRoot, "scripts/release", script), ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  const inFolder = (path: string) => readFileSync(join(folder, path), "utf8");

  it("updates the version in all files, and the machine's date in the changelog", () => {
    assert.equal(run("set-version.mjs").status, 0);
    assert.match(inFolder("metadata.yaml"), /dockerImageTag: 9\.8\.7$/mu);
    assert.match(inFolder("Dockerfile"), /io\.airbyte\.version="9\.8\.7"/u);
    assert.match(inFolder("README.md"), /source-pinterest:9\.8\.7/u);
    assert.ok(!inFolder("README.md").includes(`source-pinterest:${version()}`));
    assert.match(inFolder("CHANGELOG.md"), /^## \[Unreleased\]\n\n## \[9\.8\.7\] - \d{4}-\d{2}-\d{2}\n/mu);
  });

  it("fails for a tag of another version, or in another repository than that of package.json", () => {
    const errors = run("check-tag.mjs", "v1.0.0", "https://github.example/other/fork").stderr;
    assert.match(errors, /The tag is v1\.0\.0, and the version in package\.json is 9\.8\.7\./u);
    assert.match(errors, /Enter https:\/\/github\.example\/other\/fork wherever/u);
    assert.match(errors, /CHANGELOG\.md has no dated section 9\.8\.7\./u);
    run("set-version.mjs");
    assert.equal(run("check-tag.mjs", "v9.8.7", repositoryAddress()).status, 0);
  });

  it("has the notes of its section in CHANGELOG.md", () => {
    const { stdout } = run("notes.mjs", "v0.1.0");
    assert.match(stdout, /^First release: /u);
    assert.ok(!stdout.includes("## ["));
    assert.equal(run("notes.mjs", "v9.8.7").status, 1);
  });
});
