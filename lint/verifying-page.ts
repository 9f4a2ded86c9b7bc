import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../src/base/package.ts";
import { assertEachNamed } from "../test/assert-each.ts";
import { codeBlocks } from "../test/markdown.ts";
import { linux } from "../test/requirements.ts";
import { read } from "./project.ts";
import { rule, ruleWith } from "./rule.ts";

const commands = codeBlocks(read("docs/verifying.md"), "shell").flatMap((block) => block.split("\n"));
/** Those that need a release on GitHub, or a tool for containers. Nothing runs these here; `.ci/image` runs the image with the same options. */
const ofOthers = commands.filter((command) => /^(?:gh|docker) /u.test(command));

ruleWith(
  linux,
  "the page on verification compares the files of a release with their digests, and finds a change",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "release-"));
    const [compare = ""] = commands.filter((command) => command.startsWith("sha256sum "));
    const run = () => spawnSync("sh", ["-c", compare], { cwd: folder }).status;
    const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");
    const files = ["source-pinterest-1.0.0.tgz", "sbom.cdx.json"];
    for (const name of files) writeFileSync(join(folder, name), name);
    // The image's file and the notes are in the list, but not in the release.
    const sums = [...files, "image.tar", "notes.md"].map((name) => `${digestOf(name)}  ${name}\n`);
    writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
    assert.equal(run(), 0);
    writeFileSync(join(folder, "sbom.cdx.json"), "changed");
    assert.notEqual(run(), 0);
    rmSync(folder, { recursive: true });
  },
);

rule(
  "the page on verification names the workflow and the repository that sign, in the commands that need a release",
  () => {
    assert.ok(ofOthers.length >= 5);
    const repository = /"url": "git\+https:\/\/[^/]+\/([^"]+)\.git"/u.exec(read("package.json"))?.[1] ?? "";
    const verifications = ofOthers.filter((command) => command.startsWith("gh attestation verify "));
    assert.equal(verifications.length, 2);
    assertEachNamed(
      verifications.map((command) => ({ name: command, command })),
      ({ command }) => {
        const [, repo = "", signer = ""] = /--repo (\S+) --signer-workflow (\S+)$/u.exec(command) ?? [];
        assert.equal(repo, repository);
        assert.ok(signer.startsWith(`${repository}/.github/workflows/`));
        assert.ok(existsSync(join(packageRoot, signer.slice(repository.length + 1))));
      },
    );
  },
);

rule("the page on verification runs the image with options with which .ci/image runs it", () => {
  const [, options = ""] = /docker run (.*) source-pinterest:\S+ spec/u.exec(ofOthers.join("\n")) ?? [];
  const verified = read(".ci/verify-image.mjs");
  for (const option of options.replaceAll(/(--\S+) (?=[^-])/gu, "$1=").split(" "))
    assert.ok(verified.includes(`"${option}"`), option);
});
