import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { imageFacts } from "./dockerfile.ts";
import { objectOf, parsedObject, textOf, textsOf } from "./narrow.ts";

const read = (path: string): string => readFileSync(join(packageRoot, path), "utf8");

const packageJson = parsedObject(read("package.json"));
const metadata = objectOf(parse(read("metadata.yaml")));
const data = objectOf(metadata.data);

describe("the image", () => {
  const { instructions, lastStage, environment, labels, entrypoint } = imageFacts();
  const all = (name: string): readonly string[] =>
    instructions.filter(([each]) => each === name).map(([, argument]) => argument);
  const last = (name: string): string => lastStage.findLast(([each]) => each === name)?.[1] ?? "";

  it("has the name and version of metadata.yaml and package.json", () => {
    assert.equal(labels.get("io.airbyte.name"), data.dockerRepository);
    assert.equal(labels.get("io.airbyte.version"), data.dockerImageTag);
    assert.equal(packageJson.version, data.dockerImageTag);
    assert.equal(packageJson.name, data.dockerRepository);
  });

  it("starts the same program either way, by an absolute path", () => {
    assert.equal(environment.get("AIRBYTE_ENTRYPOINT"), entrypoint.join(" "));
    assert.ok(isObject(packageJson.bin));
    assert.deepEqual(entrypoint, ["node", `/airbyte/integration_code/${textOf(Object.values(packageJson.bin)[0])}`]);
  });

  it("runs as airbyte, which replaces the base's user 1000, in its own folder", () => {
    assert.equal(last("USER"), "airbyte");
    assert.equal(lastStage.at(-1)?.[0], "USER", "USER must be the last instruction");
    assert.equal(last("WORKDIR"), "/airbyte");
    assert.match(
      all("RUN").at(-1) ?? "",
      /usermod --login airbyte .* node .* install --directory --owner=airbyte .* \/airbyte$/u,
    );
  });

  it("is built on one Debian base that the program supports and that has a shell", () => {
    // The image starts empty, with a copy of the stage that reduces the base.
    const bases = new Set(all("FROM").map((base) => base.replace(/ AS \w+$/u, "")));
    assert.deepEqual(lastStage.slice(0, 2), [
      ["FROM", "scratch"],
      ["COPY", "--from=base / /"],
    ]);
    assert.ok(bases.delete("scratch"));
    assert.equal(bases.size, 1);
    const [, major] = /^node:(\d+)-slim$/u.exec([...bases].join()) ?? [];
    assert.ok(isObject(packageJson.engines));
    const [, least] = /^>=(\d+)/u.exec(textOf(packageJson.engines.node)) ?? [];
    assert.ok(Number(major) >= Number(least));
  });

  it("installs exactly the packages of package-lock.json, without their scripts", () => {
    const build = all("RUN").join("\n");
    assert.match(build, /npm ci --ignore-scripts/u);
    assert.match(build, /npm prune --omit=dev --ignore-scripts/u);
    assert.doesNotMatch(build, /npm (?:install|i) /u);
  });

  it("contains the files of the package, node_modules, and the list of its contents", () => {
    const copied = lastStage
      .filter(([name, argument]) => name === "COPY" && argument !== "--from=base / /")
      .flatMap(([, argument]) =>
        argument
          .replace(/^--from=\w+ /u, "")
          .split(" ")
          .slice(0, -1),
      )
      .map((path) => path.replace(/^\/build\//u, ""));
    const wanted = [...textsOf(packageJson.files), "package.json", "node_modules", "sbom.json"];
    assert.deepEqual([...copied].sort(), wanted.sort());
  });

  it("copies only what .dockerignore allows", () => {
    const [first, ...rest] = read(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    assert.equal(first, "*");
    const allowed = rest.map((line) => line.replace(/^!/u, ""));
    assert.ok(rest.every((line) => line.startsWith("!")));
    for (const path of allowed) assert.ok(existsSync(join(packageRoot, path)), path);
    const copied = all("COPY")
      .filter((argument) => !argument.startsWith("--from="))
      .flatMap((argument) => argument.split(" ").slice(0, -1))
      .map((path) => path.replace(/^\.\//u, ""));
    assert.deepEqual([...new Set(copied)].sort(), allowed.sort());
  });

  it("contains no secret", () => {
    assert.deepEqual(all("ARG"), []);
    assert.doesNotMatch(read("Dockerfile"), /token|secret|password|--mount/iu);
  });
});
