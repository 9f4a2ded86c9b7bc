import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot, version } from "../src/base/package.ts";
import { folderOfSuite } from "../test/temporary-folders.ts";

describe("the package", () => {
  const folder = folderOfSuite();
  before(() => {
    const inFolder = { cwd: folder.path, encoding: "utf8" } as const;
    // The program is already built; packing would rebuild it during other tests.
    const options = ["pack", "--ignore-scripts", "--silent", packageRoot];
    // Windows can't start `npm` without a shell.
    const { npm_execpath: script } = process.env;
    const pack =
      script === undefined
        ? spawnSync("npm", options, inFolder)
        : spawnSync(process.execPath, [script, ...options], inFolder);
    assert.equal(pack.status, 0, pack.stderr);
    assert.equal(spawnSync("tar", ["-xzf", pack.stdout.trim()], inFolder).status, 0);
    symlinkSync(join(packageRoot, "node_modules"), join(folder.path, "package/node_modules"));
  });

  it("contains nothing but the program, its schemas and form, and what npm adds", () => {
    const added = ["LICENSE", "README.md", "node_modules", "package.json"];
    assert.deepEqual(
      readdirSync(join(folder.path, "package")).toSorted(),
      [...added, "catalog", "dist", "spec.json"].toSorted(),
    );
    assert.deepEqual(readdirSync(join(folder.path, "package/dist")), ["src"]);
    // Source maps are of no use without the sources.
    const files = readdirSync(join(folder.path, "package/dist"), { recursive: true, encoding: "utf8" });
    assert.ok(files.every((name) => !name.endsWith(".map")));
  });

  it("contains the executable program and its dependencies, for any working directory", () => {
    const program = join(folder.path, "package/dist/src/main.js");
    const run = (...args: readonly string[]) => {
      // PyAirbyte starts it by its path alone.
      const [file, ...rest] = process.platform === "win32" ? [process.execPath, program, ...args] : [program, ...args];
      return spawnSync(file, rest, { cwd: tmpdir(), encoding: "utf8" });
    };
    assert.deepEqual([run("--version").stdout, run("--version").status], [`${version()}\n`, 0]);
    assert.match(run("--help").stdout, /^Usage: source-pinterest COMMAND/u);
    const { stdout, status } = run("spec");
    const spec: unknown = JSON.parse(readFileSync(join(packageRoot, "spec.json"), "utf8"));
    assert.deepEqual([status, JSON.parse(stdout)], [0, { type: "SPEC", spec }]);
    assert.match(run("discover", "--config", join(packageRoot, "integration_tests/config.json")).stdout, /"CATALOG"/u);
  });

  it("points to a page on the web for survey, since it has none itself", () => {
    const text = pathToFileURL(join(folder.path, "package/dist/src/commands/survey/survey-text.js")).href;
    const script = `const { surveyText } = await import("${text}"); process.stdout.write(surveyText(new Map(), 0));`;
    const args = ["--input-type=module", "--eval", script];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.equal(stderr, "");
    assert.match(stdout, /^https:\/\/\S+\/docs\/assumptions\.md has all assumptions/mu);
  });

  it("reports an invalid command line on stderr and exits with 2", () => {
    const program = join(packageRoot, "dist/src/main.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, "raed"], { encoding: "utf8" });
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /^There is no command "raed"\. Did you mean read\?\n\nUsage: /u);
  });
});

describe("the simulator as a program", () => {
  it("prints its help", () => {
    const args = [join(packageRoot, "dist/simulator/main.js"), "--help"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""]);
    for (const option of ["--port", "--seed", "--scale", "--redirect", "--now"])
      assert.ok(stdout.includes(option), option);
  });
});
