import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { packageRoot } from "../src/base/package.ts";
import { folderOfSuite } from "../test/temporary-folders.ts";

describe("the build", () => {
  const folder = folderOfSuite();
  /** Builds a small project with the build of this one. */
  const build = () =>
    spawn(process.execPath, ["scripts/build.mjs"], { cwd: folder.path, stdio: ["ignore", "inherit", "pipe"] });
  const write = (name: string, source: string) => writeFileSync(join(folder.path, "src", `${name}.ts`), source);
  const built = (name: string) => join(folder.path, "dist/src", `${name}.js`);
  const buildNow = () =>
    spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: folder.path, encoding: "utf8" }).stderr;

  before(() => {
    mkdirSync(join(folder.path, "src"));
    for (const name of ["tsconfig.json", "package.json", "package-lock.json", "scripts/build.mjs"])
      cpSync(join(packageRoot, name), join(folder.path, name));
    symlinkSync(join(packageRoot, "node_modules"), join(folder.path, "node_modules"));
    write(
      "main",
      `process.stdin.once("data", () => void import("./later.ts").then(({ later }) => console.log(later)));`,
    );
    write("later", `export const later = "loaded";`);
    write("former", "export {};");
    buildNow();
  });

  it("does nothing if the sources are the same", () => {
    const { ino, mtimeMs } = statSync(built("main"));
    assert.equal(buildNow(), "");
    const after = statSync(built("main"));
    assert.deepEqual([after.ino, after.mtimeMs], [ino, mtimeMs]);
    assert.notEqual(after.mode & 0o111, process.platform === "win32" ? -1 : 0, "it is not executable");
  });

  it("takes nothing away from a program that is running", async () => {
    const program = spawn(process.execPath, [built("main")], { stdio: ["pipe", "pipe", "inherit"] });
    const output = text(program.stdout);
    write("another", "export {};");
    rmSync(join(folder.path, "src/former.ts"));
    const again = build();
    let isRunning = true;
    const ended = once(again, "exit").finally(() => {
      isRunning = false;
    });
    const lost = new Set<string>();
    while (isRunning) {
      for (const name of ["main", "later"]) if (!existsSync(built(name))) lost.add(name);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual([await ended, [...lost]], [[0, null], []]);
    program.stdin.end("go");
    assert.equal(await output, "loaded\n");
    assert.deepEqual([existsSync(built("another")), existsSync(built("former"))], [true, false]);
    assert.deepEqual(
      readdirSync(folder.path).filter((name) => name.startsWith("dist")),
      ["dist"],
    );
  });

  it("keeps the program if the sources have an error", () => {
    write("another", "export const wrong: number = true;");
    assert.notEqual(spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: folder.path }).status, 0);
    assert.ok(existsSync(built("main")));
    write("another", "export {};");
  });
});
