import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { packageRoot } from "../src/base/package.ts";
import { streams } from "../src/streams/all.ts";
import { objectOf, parsedObject, textOf, textsOf } from "../test/narrow.ts";
import { words } from "../test/words.ts";
import { filesInGit, read } from "./project.ts";
import { rule } from "./rule.ts";

/** Returns `http://` URLs except those that Airbyte allows. */
function insecureAddresses(path: string, text: string): readonly string[] {
  const allowed = /^http:\/\/(?:json-schema\.org|localhost|www\.w3\.org\/2000\/svg)/u;
  return [...text.matchAll(/http:\/\/[\w.-][^\s"'`)]*/gu)]
    .map(([address]) => address)
    .filter((address) => !allowed.test(address))
    .map((address) => `${path}: ${address}`);
}

/** Returns whether a release is not later than a version. */
function isReleased(release: string, version: string): boolean {
  return release.localeCompare(version, "en-US", { numeric: true }) <= 0;
}

/** Returns the connector's files in Git, except those of tests, as Airbyte does. */
function connectorFiles(): readonly string[] {
  return filesInGit().filter(
    (path) => !/^(?:lint|simulator|integration_tests|(?:start\/|examples\/(?:dbt\/)?)?test)\//u.test(path),
  );
}

/**
 * Airbyte's checks on connectors (connectors_qa and the metadata validators) that apply to TypeScript, named like the
 * originals. The others are about Python, Java, and Airbyte's repository.
 */
const metadata = objectOf(parse(read("metadata.yaml")));
const data = objectOf(metadata.data);
const packageJson = parsedObject(read("package.json"));
const version = textOf(data.dockerImageTag);
const page = read("docs/pinterest.md");

// `npm run test:clients` validates the fields and their values by Airbyte's own model.
rule("Airbyte: Connectors must have valid metadata.yaml file, with existing suggested streams", () => {
  const names = streams.map(({ name }) => name);
  const suggested = textsOf(objectOf(data.suggestedStreams).streams);
  for (const name of suggested) assert.ok(names.includes(name), name);
  // Their history begins with the first sync.
  for (const name of ["account_snapshots", "followers"]) assert.ok(suggested.includes(name), name);
});

rule(
  "Airbyte: Connectors must have valid metadata.yaml file, with Pinterest's pages that the documentation links to, by type",
  () => {
    assert.ok(Array.isArray(data.externalDocumentationUrls));
    const pages = data.externalDocumentationUrls.map((each: unknown) => objectOf(each));
    assert.deepEqual(
      pages.map(({ type }) => type),
      ["api_reference", "authentication_guide"],
    );
    const links = parsedObject(read("lint/links.json"));
    for (const { url } of pages) assert.ok(textOf(url) in links, textOf(url));
  },
);

rule(
  "Airbyte: Connectors must have valid metadata.yaml file, with a breaking change for each release whose upgrade notes clear streams",
  () => {
    const notes = read("docs/upgrading.md")
      .split(/^## From [\d.]+ to /mu)
      .slice(1);
    const cleared = notes.flatMap((text) => {
      const [release = ""] = text.split("\n");
      const names = [...text.matchAll(/^\| `(\w+)` \|/gmu)].map(([, name]) => name);
      return names.length > 0 && isReleased(release, version) ? [[release, names] as const] : [];
    });
    assert.ok(cleared.length > 0);
    const changes = objectOf(objectOf(data.releases).breakingChanges);
    assert.deepEqual(Object.keys(changes).sort(), cleared.map(([release]) => release).sort());
    for (const [release, names] of cleared) {
      const { scopedImpact, upgradeDeadline, deadlineAction, migrationDocumentationUrl } = objectOf(changes[release]);
      assert.deepEqual(scopedImpact, [{ scopeType: "stream", impactedScopes: names }]);
      assert.match(textOf(upgradeDeadline), /^\d{4}-\d\d-\d\d$/u);
      assert.equal(deadlineAction, "auto_upgrade");
      assert.match(
        textOf(migrationDocumentationUrl),
        new RegExp(`/docs/upgrading\\.md#from-\\d+-to-${release.replaceAll(".", "")}$`, "u"),
      );
    }
  },
);

rule("Airbyte: Connectors must have valid metadata.yaml file, with every host that the connector calls", () => {
  const allowed = textsOf(objectOf(data.allowedHosts).hosts);
  const called = [...read("src/config/base-url.ts").matchAll(/https:\/\/([\w.-]+)/gu)];
  assert.equal(called.length, 2);
  for (const [, host = ""] of called) assert.ok(allowed.includes(host), host);
});

rule("Airbyte: Connectors must have valid metadata.yaml file, with the documentation URL of spec.json", () => {
  assert.equal(parsedObject(read("spec.json")).documentationUrl, data.documentationUrl);
});

// The real check infers only Python or Java, so only this part applies.
rule("Airbyte: Connector must have a language tag in metadata", () => {
  assert.equal(textsOf(data.tags).filter((tag) => tag.startsWith("language:")).length, 1);
  for (const misleading of ["manifest.yaml", "setup.py", "pyproject.toml"])
    assert.ok(!existsSync(join(packageRoot, misleading)), `${misleading} would make it another language`);
});

// Airbyte compares pyproject.toml.
rule("Airbyte: Connectors must be licensed under MIT or Elv2, in metadata.yaml and package.json", () => {
  assert.deepEqual([data.license, packageJson.license], ["MIT", "MIT"]);
  assert.match(read("LICENSE"), /^MIT License\n/u);
});

rule("Airbyte: Connector version must follow Semantic Versioning", () => assert.match(version, /^\d+\.\d+\.\d+$/u));

// Without a published version to compare with, the newest changelog row must be this one.
rule("Airbyte: Connector version must be incremented, and have a changelog entry", () => {
  const [newest] = [...page.matchAll(/^\| (\d+\.\d+\.\d+) \|/gmu)].map(([, each]) => each);
  assert.equal(newest, version);
});

rule("Airbyte: Breaking changes of a new major version must be explained, with a deadline and a guide", () => {
  if (!/^[1-9]\d*\.0\.0$/u.test(version)) return;
  const { breakingChanges } = objectOf(data.releases);
  const change = objectOf(objectOf(breakingChanges)[version]);
  assert.ok(textOf(change.message) !== "" && !Number.isNaN(Date.parse(textOf(change.upgradeDeadline))));
  assert.match(read("docs/pinterest-migrations.md"), /^# Pinterest Migration Guide\n/u);
});

// For certified connectors. Must allow for rate limit waits and be below the platform's default of three hours.
rule("Airbyte: Certified source connector must have a value filled out for maxSecondsBetweenMessages", () => {
  assert.ok(Number.isInteger(data.maxSecondsBetweenMessages) && Number(data.maxSecondsBetweenMessages) < 3 * 3600);
});

rule("Airbyte: Connectors must use HTTPS only", () => {
  assert.deepEqual(insecureAddresses("a.ts", '"http://pinterest.com/x" "http://localhost:1"'), [
    "a.ts: http://pinterest.com/x",
  ]);
  const files = connectorFiles();
  assert.ok(files.includes("spec.json") && files.includes("src/main.ts"));
  // Documents of others have addresses of others.
  const own = files.filter((path) => !path.startsWith("contract/"));
  assert.deepEqual(
    own.flatMap((path) => insecureAddresses(path, read(path))),
    [],
  );
});

rule("Airbyte: Connectors must have an icon", () => {
  const [, width, height] =
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="(\d+)" height="(\d+)"/u.exec(read("icon.svg")) ?? [];
  assert.equal(data.icon, "icon.svg");
  assert.ok(width !== undefined);
  assert.equal(width, height);
});

rule("Airbyte: Connectors must have acceptance tests enabled", () => {
  assert.ok(Array.isArray(data.connectorTestSuitesOptions));
  const suites = data.connectorTestSuitesOptions.map((option: unknown) => objectOf(option).suite);
  assert.ok(suites.includes("acceptanceTests"));
  assert.ok(existsSync(join(packageRoot, "acceptance-test-config.yml")));
});

rule("Airbyte: Connectors must have user facing documentation", () => {
  assert.equal(textOf(data.documentationUrl).split("/").at(-1), "pinterest.md");
  for (const { name } of streams) assert.ok(page.includes(`| \`${name}\` |`), name);
  assert.ok(page.includes("(settings.md)"));
  const settings = read("docs/settings.md");
  const form = objectOf(objectOf(parsedObject(read("spec.json")).connectionSpecification).properties);
  for (const property of Object.values(form)) {
    const { title, airbyte_hidden: isHidden } = objectOf(property);
    if (isHidden !== true) assert.ok(settings.includes(textOf(title)), textOf(title));
  }
});

rule("Airbyte: Connectors must have the files that Airbyte expects", () => {
  for (const path of words(`
    README.md Dockerfile spec.json src integration_tests/abnormal_state.json integration_tests/invalid_config.json
    integration_tests/configured_catalog.json integration_tests/sample_config.json integration_tests/sample_state.json
  `))
    assert.ok(existsSync(join(packageRoot, path)), path);
  assert.match(read(".gitignore"), /^secrets\/$/mu);
  assert.equal(connectorFiles().filter((path) => path.startsWith("secrets/")).length, 0);
});
