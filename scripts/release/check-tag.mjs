// Checks before a release that the tag matches the version, that the links lead to this repository, that SECURITY.md has an address,
// and that the base image is pinned: node scripts/release/check-tag.mjs v0.2.0 https://HOST/OWNER/NAME
import { readFileSync } from "node:fs";
import { sectionOf } from "./changelog.mjs";

const [tag, repository] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const address = manifest.repository.url.replace(/^git\+/u, "").replace(/\.git$/u, "");
const problems = [
  tag !== `v${manifest.version}` && `The tag is ${tag}, and the version in package.json is ${manifest.version}.`,
  address !== repository &&
    `package.json says that the repository is ${address}. Enter ${repository} wherever that address is.`,
  !readFileSync("docs/verifying.md", "utf8").includes(`--repo ${new URL(repository).pathname.slice(1)} `) &&
    `docs/verifying.md verifies releases of another repository than ${repository}. Correct --repo and --signer-workflow.`,
  readFileSync("SECURITY.md", "utf8").includes("@project.example") &&
    "SECURITY.md has a placeholder as the address for vulnerabilities. Replace it by yours.",
  sectionOf(manifest.version)?.date === undefined && `CHANGELOG.md has no dated section ${manifest.version}.`,
  /^FROM node:(?!\S+@sha256:)/mu.test(readFileSync("Dockerfile", "utf8")) &&
    "Dockerfile names the base image without its digest: write FROM node:…@sha256:… in both lines.",
].filter((problem) => problem !== false);

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
