import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { JsonObject } from "../src/json.ts";
import { isObject, isStringArray } from "../src/json.ts";
import { packageRoot } from "../src/package.ts";
import { streams } from "../src/streams/all.ts";

const read = (path: string): string => readFileSync(join(packageRoot, path), "utf8");

function objectIn(text: string, parser: (text: string) => unknown): JsonObject {
  const value = parser(text);
  assert(isObject(value));
  return value;
}

function textOf(value: unknown): string {
  assert(typeof value === "string");
  return value;
}

function stringsAt(value: unknown): readonly string[] {
  assert(isStringArray(value));
  return value;
}

function hostsOf(text: string): readonly string[] {
  return [...text.matchAll(/https:\/\/([\w.-]+)/gu)].map(([, host]) => host ?? "");
}

/** The instructions of a Dockerfile, `["FROM", "node:24-slim"]`, with continued lines joined and comments left out. */
function instructionsOf(dockerfile: string): readonly (readonly [string, string])[] {
  return dockerfile
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("#"))
    .join("\n")
    .replace(/\\\n\s*/gu, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", rest = ""] = /^(\w+)\s+(.*)$/u.exec(line) ?? [];
      return [name, rest] as const;
    });
}

/** The pairs of an ENV or LABEL instruction: `a=1 b="2 3"`. */
function pairsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/gu)].map(([, name = "", quoted, bare]) => [
      name,
      quoted ?? bare ?? "",
    ]),
  );
}

const packageJson = objectIn(read("package.json"), JSON.parse);
const metadata = objectIn(read("metadata.yaml"), parse);
const { data } = metadata;
assert(isObject(data));

describe("the image", () => {
  const instructions = instructionsOf(read("Dockerfile"));
  const all = (name: string): readonly string[] =>
    instructions.filter(([each]) => each === name).map(([, argument]) => argument);
  const lastStage = instructions.slice(instructions.findLastIndex(([name]) => name === "FROM"));
  const last = (name: string): string => lastStage.findLast(([each]) => each === name)?.[1] ?? "";
  const environment = new Map(all("ENV").flatMap((text) => [...pairsOf(text)]));
  const labels = new Map(all("LABEL").flatMap((text) => [...pairsOf(text)]));
  const entrypoint = stringsAt(JSON.parse(last("ENTRYPOINT")));

  it("has the name and the version of metadata.yaml and package.json", () => {
    assert.equal(labels.get("io.airbyte.name"), data.dockerRepository);
    assert.equal(labels.get("io.airbyte.version"), data.dockerImageTag);
    assert.equal(packageJson.version, data.dockerImageTag);
    assert.equal(packageJson.name, data.dockerRepository);
  });

  it("starts the same program either way, by an absolute path", () => {
    assert.equal(environment.get("AIRBYTE_ENTRYPOINT"), entrypoint.join(" "));
    assert(isObject(packageJson.bin));
    assert.deepEqual(entrypoint, ["node", `/airbyte/integration_code/${textOf(Object.values(packageJson.bin)[0])}`]);
  });

  it("runs as airbyte, who is made of the base's user 1000, in a folder of its own", () => {
    assert.equal(last("USER"), "airbyte");
    assert.equal(lastStage.at(-1)?.[0], "USER", "nothing of the build runs as airbyte");
    assert.equal(last("WORKDIR"), "/airbyte");
    assert.match(last("RUN"), /usermod --login airbyte .* node .* install --directory --owner=airbyte .* \/airbyte$/u);
  });

  it("is built on one Debian base that the program supports and that has a shell", () => {
    const bases = new Set(all("FROM").map((base) => base.replace(/ AS \w+$/u, "")));
    assert.deepEqual(bases.size, 1);
    const [, major] = /^node:(\d+)-slim$/u.exec([...bases].join()) ?? [];
    assert(isObject(packageJson.engines));
    const [, least] = /^>=(\d+)/u.exec(textOf(packageJson.engines.node)) ?? [];
    assert(Number(major) >= Number(least));
  });

  it("installs exactly what package-lock.json names, without scripts of packages", () => {
    const build = all("RUN").join("\n");
    assert.match(build, /npm ci --ignore-scripts/u);
    assert.match(build, /npm prune --omit=dev --ignore-scripts/u);
    assert.doesNotMatch(build, /npm (?:install|i) /u);
  });

  it("holds what package.json says belongs to the package, and node_modules", () => {
    const copied = lastStage
      .filter(([name]) => name === "COPY")
      .flatMap(([, argument]) =>
        argument
          .replace(/^--from=\w+ /u, "")
          .split(" ")
          .slice(0, -1),
      )
      .map((path) => path.replace(/^\/build\//u, ""));
    const wanted = [...stringsAt(packageJson.files), "package.json", "node_modules"];
    assert.deepEqual([...copied].sort(), wanted.sort());
  });

  it("takes nothing from this folder but what .dockerignore lets through", () => {
    const [first, ...rest] = read(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    assert.equal(first, "*");
    const allowed = rest.map((line) => line.replace(/^!/u, ""));
    assert(rest.every((line) => line.startsWith("!")));
    for (const path of allowed) assert(existsSync(join(packageRoot, path)), path);
    const copied = all("COPY")
      .filter((argument) => !argument.startsWith("--from="))
      .flatMap((argument) => argument.split(" ").slice(0, -1))
      .map((path) => path.replace(/^\.\//u, ""));
    assert.deepEqual([...new Set(copied)].sort(), allowed.sort());
  });

  it("is given no secret", () => {
    assert.deepEqual(all("ARG"), []);
    assert.doesNotMatch(read("Dockerfile"), /token|secret|password|--mount/iu);
  });
});

describe("metadata.yaml", () => {
  it("has the fields that the registry wants, and none that it refuses", () => {
    assert.deepEqual(Object.keys(metadata).sort(), ["data", "metadataSpecVersion"]);
    const required =
      "name definitionId connectorType dockerRepository dockerImageTag license documentationUrl githubIssueLabel connectorSubtype releaseStage".split(
        " ",
      );
    const optional =
      "icon supportLevel tags registryOverrides allowedHosts suggestedStreams releases maxSecondsBetweenMessages protocolVersion releaseDate erdUrl externalDocumentationUrls resourceRequirements ab_internal remoteRegistries supportsRefreshes supportsFileTransfer supportsDataActivation connectorBuildOptions connectorTestSuitesOptions connectorIPCOptions generated".split(
        " ",
      );
    const keys = Object.keys(data);
    assert.deepEqual(
      required.filter((key) => !keys.includes(key)),
      [],
    );
    assert.deepEqual(
      keys.filter((key) => !required.includes(key) && !optional.includes(key)),
      [],
    );
  });

  it("has values that the registry accepts", () => {
    assert.match(textOf(data.definitionId), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    assert.match(textOf(data.dockerImageTag), /^\d+\.\d+\.\d+$/u);
    assert.equal(data.connectorType, "source");
    assert.equal(data.connectorSubtype, "api");
    assert(["alpha", "beta", "generally_available", "custom"].includes(textOf(data.releaseStage)));
    assert(["community", "certified", "archived"].includes(textOf(data.supportLevel)));
    const tags = stringsAt(data.tags);
    assert(tags.every((tag) => /^\w+:\w+$/u.test(tag)));
    assert.equal(tags.filter((tag) => tag.startsWith("language:")).length, 1);
  });

  it("explains the breaking changes of a major version", () => {
    assert(/^0\.|^\d+\.(?!0\.0$)/u.test(textOf(data.dockerImageTag)) || isObject(data.releases));
  });

  it("lets platforms wait for a rate limit, and less than their own default of three hours", () => {
    assert(Number.isInteger(data.maxSecondsBetweenMessages) && Number(data.maxSecondsBetweenMessages) < 3 * 3600);
  });

  it("has the license of package.json and of LICENSE", () => {
    assert.equal(data.license, packageJson.license);
    assert.match(read("LICENSE"), /^MIT License\n/u);
  });

  it("suggests streams that there are", () => {
    assert(isObject(data.suggestedStreams));
    const names = streams.map(({ name }) => name);
    const suggested = stringsAt(data.suggestedStreams.streams);
    assert.notDeepEqual(suggested, []);
    assert.deepEqual(
      suggested.filter((name) => !names.includes(name)),
      [],
    );
  });

  it("allows every host that the connector calls", () => {
    assert(isObject(data.allowedHosts));
    const allowed = stringsAt(data.allowedHosts.hosts);
    const called = hostsOf(read("src/config/base-url.ts"));
    assert.equal(called.length, 2);
    assert.deepEqual(
      called.filter((host) => !allowed.includes(host)),
      [],
    );
  });

  it("has the documentation address of spec.json", () => {
    assert.equal(objectIn(read("spec.json"), JSON.parse).documentationUrl, data.documentationUrl);
  });

  it("has a square icon of its own", () => {
    const [, width, height] =
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="(\d+)" height="(\d+)"/u.exec(read(textOf(data.icon))) ??
      [];
    assert(width !== undefined);
    assert.equal(width, height);
  });
});

describe("docs/pinterest.md", () => {
  const page = read("docs/pinterest.md");

  it("has the headings that Airbyte wants, in their order", () => {
    const wanted = [
      "# Pinterest",
      "## Prerequisites",
      "## Setup guide",
      "## Set up Pinterest",
      "### For Airbyte Cloud:",
      "### For Airbyte Open Source:",
      "## Set up the Pinterest connector in Airbyte",
      "### For Airbyte Cloud:",
      "### For Airbyte Open Source:",
      "## Supported sync modes",
      "## Supported Streams",
      "### Performance considerations",
      "## Data type map",
      "## Limitations & Troubleshooting",
      "### Tutorials",
      "## Changelog",
    ];
    const headings = page.split("\n").filter((line) => /^#+ /u.test(line));
    let from = 0;
    for (const heading of wanted) {
      const at = headings.indexOf(heading, from);
      assert.notEqual(at, -1, `${heading} is missing, or not in its place`);
      from = at + 1;
    }
  });

  it("names every stream and every field of the form", () => {
    for (const { name } of streams) assert(page.includes(`| \`${name}\` |`), name);
    const schema = objectIn(read("spec.json"), JSON.parse).connectionSpecification;
    assert(isObject(schema) && isObject(schema.properties));
    for (const property of Object.values(schema.properties)) {
      assert(isObject(property) && typeof property.title === "string");
      assert(page.includes(property.title), property.title);
    }
  });

  it("tells what is new in this version", () => {
    const changelog = page.slice(page.indexOf("## Changelog"));
    assert(changelog.includes(`| ${textOf(data.dockerImageTag)} |`));
  });
});

describe("acceptance-test-config.yml", () => {
  const config = objectIn(read("acceptance-test-config.yml"), parse);
  const { acceptance_tests: sections } = config;
  assert(isObject(sections));

  it("tests this image in full, at the highest strictness", () => {
    assert.equal(config.connector_image, `${textOf(data.dockerRepository)}:dev`);
    assert.equal(config.test_strictness_level, "high");
    assert.deepEqual(Object.keys(sections), [
      "spec",
      "connection",
      "discovery",
      "basic_read",
      "full_refresh",
      "incremental",
    ]);
  });

  it("names files that there are, but for the secret ones", () => {
    const paths = [...read("acceptance-test-config.yml").matchAll(/_path: (\S+)/gu)].map(([, path]) => path ?? "");
    assert(paths.length > 0);
    for (const path of paths) assert(path.startsWith("secrets/") || existsSync(join(packageRoot, path)), path);
  });

  it("has a configured catalog with every stream", () => {
    const { streams: configured } = objectIn(read("integration_tests/configured_catalog.json"), JSON.parse);
    assert(Array.isArray(configured));
    const found = configured.map((each: unknown) =>
      isObject(each) && isObject(each.stream) ? [each.stream.name, each.sync_mode] : [],
    );
    const expected = streams.map(({ name, reading }) => [name, reading.by === "list" ? "full_refresh" : "incremental"]);
    assert.deepEqual(found, expected);
  });

  it("has a state far in the future, or a reason to have none, for each incremental stream", () => {
    const states: unknown = JSON.parse(read("integration_tests/abnormal_state.json"));
    assert(Array.isArray(states));
    const covered = states.map((state: unknown) => {
      assert(isObject(state) && state.type === "STREAM" && isObject(state.stream));
      const { stream_descriptor: descriptor, stream_state: blob } = state.stream;
      assert(isObject(descriptor) && isObject(blob) && JSON.stringify(blob).includes("2999-12-31"));
      return descriptor.name;
    });
    const missing = [...read("acceptance-test-config.yml").matchAll(/- name: (\S+)\n\s+bypass_reason: \S/gu)];
    const incremental = streams.filter(({ reading }) => reading.by !== "list").map(({ name }) => name);
    assert.deepEqual([...covered.map(textOf), ...missing.map(([, name]) => textOf(name))].sort(), incremental.sort());
  });
});
