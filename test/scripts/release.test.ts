import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, version } from "../../src/base/package.ts";
import { objectAt, parsedObject, textOf } from "../narrow.ts";
import { folderOfTest } from "../temporary-folders.ts";

const manifest = parsedObject(readFileSync(join(packageRoot, "package.json"), "utf8"));

describe("a release", () => {
  const folder = folderOfTest();
  beforeEach(() => {
    for (const path of ["metadata.yaml", "Dockerfile", "CHANGELOG.md", "SECURITY.md", "docs", "examples"])
      cpSync(join(packageRoot, path), join(folder.path, path), { recursive: true });
    writeFileSync(join(folder.path, "package.json"), JSON.stringify({ ...manifest, version: "9.8.7" }));
  });

  const run = (script: string, ...args: readonly string[]) =>
    spawnSync(process.execPath, [join(packageRoot, "scripts/release", script), ...args], {
      cwd: folder.path,
      encoding: "utf8",
    });
  const inFolder = (path: string) => readFileSync(join(folder.path, path), "utf8");

  it("updates the version in all files, and the machine's date in the changelog", () => {
    assert.equal(run("set-version.mjs").status, 0);
    assert.match(inFolder("metadata.yaml"), /dockerImageTag: 9\.8\.7$/mu);
    assert.match(inFolder("Dockerfile"), /io\.airbyte\.version="9\.8\.7"/u);
    assert.match(inFolder("docs/deployment.md"), /source-pinterest:9\.8\.7/u);
    assert.ok(!inFolder("docs/deployment.md").includes(`source-pinterest:${version()}`));
    assert.match(inFolder("docs/deployment.md"), /its tag \(`9\.8\.7`\)/u);
    assert.match(inFolder("CHANGELOG.md"), /^## \[Unreleased\]\n\n## \[9\.8\.7\] - \d{4}-\d{2}-\d{2}\n/mu);
  });

  it("updates the version beside what dbt has compiled", () => {
    mkdirSync(join(folder.path, "examples/dbt/target/compiled/models/schema.yml"), { recursive: true });
    const { status, stderr } = run("set-version.mjs");
    assert.deepEqual([status, stderr], [0, ""]);
  });

  it("fails for a tag of another version, in another repository than that of the pages, or with a placeholder or no digest of the base", () => {
    const errors = run("check-tag.mjs", "v1.0.0", "https://github.example/other/fork").stderr;
    assert.match(errors, /The tag is v1\.0\.0, and the version in package\.json is 9\.8\.7\./u);
    assert.match(errors, /Enter https:\/\/github\.example\/other\/fork wherever/u);
    assert.match(errors, /docs\/verifying\.md verifies releases of another repository/u);
    assert.match(errors, /SECURITY\.md has a placeholder/u);
    assert.match(errors, /CHANGELOG\.md has no dated section 9\.8\.7\./u);
    assert.match(errors, /Dockerfile names the base image without its digest/u);
    run("set-version.mjs");
    const pinned = inFolder("Dockerfile").replaceAll(/^FROM (node:\S+)/gmu, `FROM $1@sha256:${"0".repeat(64)}`);
    writeFileSync(join(folder.path, "Dockerfile"), pinned);
    writeFileSync(
      join(folder.path, "SECURITY.md"),
      inFolder("SECURITY.md").replace("security@project.example", "us@shop.example"),
    );
    const repository = textOf(objectAt(manifest, "repository").url).replace(/^git\+(.*)\.git$/u, "$1");
    assert.equal(run("check-tag.mjs", "v9.8.7", repository).status, 0);
  });

  it("has the notes of its section in CHANGELOG.md", () => {
    const { stdout } = run("notes.mjs", "v0.1.0");
    assert.match(stdout, /^First release\.\n/u);
    assert.ok(!stdout.includes("## ["));
    assert.equal(run("notes.mjs", "v9.8.7").status, 1);
  });
});
