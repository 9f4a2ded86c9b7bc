import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { lockedPackages } from "../../scripts/lockfile.ts";
import { isObject, isStringArray, type JsonObject } from "../../src/base/json.ts";
import { packageRoot, version } from "../../src/base/package.ts";

function sbom(): string {
  const script = join(packageRoot, "scripts/sbom.mjs");
  return execFileSync(process.execPath, [script], { cwd: packageRoot, encoding: "utf8" });
}

describe("the bill of materials", () => {
  let text: string;
  let list: JsonObject;
  before(() => {
    text = sbom();
    const value: unknown = JSON.parse(text);
    assert.ok(isObject(value));
    list = value;
  });

  it("is CycloneDX for this version of the program", () => {
    assert.deepEqual([list.bomFormat, list.specVersion], ["CycloneDX", "1.5"]);
    assert.ok(isObject(list.metadata) && isObject(list.metadata.component));
    const { name, type, version: listed } = list.metadata.component;
    assert.deepEqual([name, type, listed], ["source-pinterest", "application", version()]);
  });

  it("lists each runtime package of the lockfile with its license and checksum", () => {
    assert.ok(Array.isArray(list.components));
    const found = list.components.map((component: unknown) => {
      assert.ok(isObject(component) && Array.isArray(component.licenses) && Array.isArray(component.hashes));
      const [license, hash]: readonly unknown[] = [component.licenses[0], component.hashes[0]];
      assert.ok(isObject(license) && isObject(license.license) && isObject(hash) && typeof hash.content === "string");
      assert.equal(hash.alg, "SHA-512");
      const integrity = `sha512-${Buffer.from(hash.content, "hex").toString("base64")}`;
      return [component.purl, license.license.id, integrity];
    });
    const wanted = lockedPackages()
      .filter(({ dev }) => !dev)
      .map(({ name, version, entry }) => [`pkg:npm/${name}@${version}`, entry.license, entry.integrity]);
    assert.deepEqual(found.map(String).sort(), wanted.map(String).sort());
  });

  it("lists dependencies through which the program reaches every package", () => {
    assert.ok(Array.isArray(list.dependencies));
    const needs = new Map(
      list.dependencies.map((each: unknown): readonly [string, readonly string[]] => {
        assert.ok(isObject(each) && typeof each.ref === "string" && isStringArray(each.dependsOn));
        return [each.ref, each.dependsOn];
      }),
    );
    const reached = new Set<string>();
    const visit = (reference: string): void => {
      if (reached.has(reference)) return;
      reached.add(reference);
      const next = needs.get(reference);
      assert.ok(next !== undefined, `${reference} is not listed`);
      next.forEach(visit);
    };
    visit([...needs.keys()][0] ?? "");
    assert.deepEqual([...reached].sort(), [...needs.keys()].sort());
  });
}).timeout(60_000);
