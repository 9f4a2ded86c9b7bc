import assert from "node:assert/strict";
import { type LockedPackage, lockedPackages } from "../scripts/lockfile.ts";
import { asText, isObject } from "../src/base/json.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

/** Licenses that require only attribution. */
const permissive = new Set("MIT ISC BSD-2-Clause BSD-3-Clause Apache-2.0 0BSD BlueOak-1.0.0".split(" "));
/** Additional licenses that development dependencies can have. */
const forDevelopment = new Set([...permissive, "PSF-2.0", "Python-2.0", "CC0-1.0", "Unlicense"]);

/** Whether one alternative of an SPDX expression is allowed. */
function isAllowed(license: unknown, allowed: ReadonlySet<string>): boolean {
  return (
    typeof license === "string" &&
    license
      .replaceAll(/[()]/gu, "")
      .split(" OR ")
      .some((each) => allowed.has(each))
  );
}

/** Whether a package comes only from the registry. A lockfile can omit the URL. */
function isOfRegistry({ entry }: LockedPackage): boolean {
  const { resolved, link } = entry;
  const isKnown = typeof resolved === "string" && resolved.startsWith("https://registry.npmjs.org/");
  return link !== true && (resolved === undefined || isKnown);
}

const namesOf = (packages: readonly LockedPackage[]) => packages.map(({ name, version }) => `${name}@${version}`);

const all = lockedPackages();
const production = all.filter(({ dev }) => !dev);

rule("dependencies of the project have licenses that allow redistribution", () => {
  assert.equal(isAllowed("MIT OR GPL-3.0-only", permissive), true);
  assert.equal(isAllowed("GPL-3.0-only", permissive), false);
  assert.equal(isAllowed(undefined, permissive), false);
  assert.deepEqual(namesOf(production.filter(({ entry }) => !isAllowed(entry.license, permissive))), []);
  assert.deepEqual(namesOf(all.filter(({ entry }) => !isAllowed(entry.license, forDevelopment))), []);
});

rule("dependencies of the project are installed as in the lockfile, with the same license", () => {
  for (const { path, name, version, entry } of production) {
    const manifest: unknown = JSON.parse(read(`${path}/package.json`));
    assert.ok(isObject(manifest));
    assert.deepEqual([manifest.name, manifest.version, manifest.license], [name, version, entry.license]);
  }
});

rule("dependencies of the project have checksums and come only from the registry", () => {
  assert.deepEqual(namesOf(all.filter(({ entry }) => !asText(entry.integrity).startsWith("sha512-"))), []);
  assert.deepEqual(namesOf(all.filter((each) => !isOfRegistry(each))), []);
  const [one] = all;
  assert.ok(one !== undefined);
  for (const entry of [
    { resolved: "https://a.example/b.tgz" },
    { resolved: "git+ssh://git@a.example/b.git" },
    { link: true },
  ])
    assert.equal(isOfRegistry({ ...one, entry }), false);
});

rule("dependencies of the project need no scripts for installation", () => {
  // esbuild has one, which only replaces a launcher with its binary; the tests pass without it.
  const withScript = namesOf(all.filter(({ entry }) => entry.hasInstallScript === true));
  assert.deepEqual(
    withScript.map((name) => name.replace(/@[\d.]+$/u, "")),
    ["esbuild"],
  );
  assert.match(read("scripts/install.mjs"), /"ci", "--ignore-scripts"/u);
});
