import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { packageRoot } from "../src/base/package.ts";
import { objectAt, objectOf, parsedObject, textOf, textsOf } from "../test/narrow.ts";
import { read } from "./project.ts";
import { rule } from "./rule.ts";

const packageJson = parsedObject(read("package.json"));
const data = objectAt(parse(read("metadata.yaml")), "data");

/** The instructions of the Dockerfile, such as `FROM node:24-slim`, without comments and line breaks. */
const instructions = read("Dockerfile")
  .replaceAll(/^ *#.*\n/gmu, "")
  .replaceAll(/\\\n\s*/gu, "")
  .split("\n")
  .filter((line) => line !== "");
/** Instructions from the last FROM on, which make the image. */
const lastStage = instructions.slice(instructions.findLastIndex((line) => line.startsWith("FROM ")));
const argumentsOf = (name: string, lines = instructions): readonly string[] =>
  lines.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
/** Returns the sources of COPY instructions. */
const copied = (lines: readonly string[]) =>
  lines.flatMap((line) =>
    line
      .replace(/^--from=\w+ /u, "")
      .split(" ")
      .slice(0, -1),
  );

rule("the image has the name and version of metadata.yaml and package.json", () => {
  const { dockerRepository: name, dockerImageTag: version } = data;
  assert.deepEqual(argumentsOf("LABEL"), [`io.airbyte.name="${textOf(name)}" io.airbyte.version="${textOf(version)}"`]);
  assert.deepEqual([packageJson.name, packageJson.version], [name, version]);
});

rule("the image starts the same program either way, by an absolute path", () => {
  const program = `/airbyte/integration_code/${textOf(Object.values(objectOf(packageJson.bin))[0])}`;
  assert.deepEqual(argumentsOf("ENTRYPOINT"), [`["node", "${program}"]`]);
  assert.ok(argumentsOf("ENV", lastStage).includes(`AIRBYTE_ENTRYPOINT="node ${program}"`));
});

rule("the image runs as airbyte, which replaces the base's user 1000, in its own folder", () => {
  assert.equal(lastStage.at(-1), "USER 1000:1000", "USER must be the last instruction");
  assert.deepEqual(argumentsOf("WORKDIR", lastStage), ["/airbyte"]);
  assert.match(
    argumentsOf("RUN").at(-1) ?? "",
    /usermod --login airbyte .* node .* install --directory --owner=airbyte .* \/airbyte$/u,
  );
});

rule("the image is built on one Debian base that the program supports and that has a shell", () => {
  // The image starts empty, with a copy of the stage that reduces the base.
  assert.deepEqual(lastStage.slice(0, 2), ["FROM scratch", "COPY --from=base / /"]);
  const bases = new Set(argumentsOf("FROM").map((base) => base.replace(/ AS \w+$/u, "")));
  const [, major] = /^node:(\d+)-slim(?:@sha256:[\da-f]{64})?,scratch$/u.exec([...bases].join()) ?? [];
  const [, least] = /^>=(\d+)/u.exec(textOf(objectOf(packageJson.engines).node)) ?? [];
  assert.ok(Number(major) >= Number(least), [...bases].join());
});

rule("the image installs exactly the packages of package-lock.json, without their scripts", () => {
  const build = argumentsOf("RUN").join("\n");
  assert.match(build, /npm ci --ignore-scripts/u);
  assert.match(build, /npm prune --omit=dev --ignore-scripts/u);
  assert.doesNotMatch(build, /npm (?:install|i) /u);
});

rule("the image contains the files of the package, node_modules, and the list of its contents", () => {
  const paths = copied(argumentsOf("COPY", lastStage)).map((path) => path.replace(/^\/build\//u, ""));
  const files = textsOf(packageJson.files).filter((path) => !path.startsWith("!"));
  const wanted = [...files, "package.json", "node_modules", "sbom.json"];
  assert.deepEqual(paths.slice(1).toSorted(), wanted.toSorted());
  // The package excludes source maps, too.
  assert.match(argumentsOf("RUN").join("\n"), /find node_modules dist .*'\*\.map'/u);
});

rule("the image copies only what .dockerignore allows", () => {
  const [first, ...rest] = read(".dockerignore")
    .replaceAll(/^#.*\n/gmu, "")
    .trim()
    .split("\n");
  assert.equal(first, "*");
  const allowed = rest.map((line) => line.replace(/^!/u, ""));
  assert.ok(rest.every((line) => line.startsWith("!")));
  for (const path of allowed) assert.ok(existsSync(join(packageRoot, path)), path);
  const paths = copied(argumentsOf("COPY").filter((line) => !line.startsWith("--from=")));
  assert.deepEqual([...new Set(paths.map((path) => path.replace(/^\.\//u, "")))].toSorted(), allowed.toSorted());
});

rule("the image contains no secret", () => {
  assert.deepEqual(argumentsOf("ARG"), []);
  assert.doesNotMatch(read("Dockerfile"), /token|secret|password|--mount/iu);
});
