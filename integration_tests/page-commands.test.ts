import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { extents } from "../simulator/world/scale.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { codeBlocks } from "../test/markdown.ts";
import { describeWith, unix } from "../test/requirements.ts";
import { folderOfSuite } from "../test/temporary-folders.ts";
import { Bed, credentials } from "./bed/bed.ts";
import { parseMessage } from "./bed/connector.ts";
import { recordsOf } from "./bed/messages.ts";
import { clockOfTests } from "./bed/program-clock.ts";
import { Table } from "./bed/table.ts";

const pageNamed = (path: string) => readFileSync(join(packageRoot, path), "utf8");
const linesOf = (page: string) => codeBlocks(page, "shell").flatMap((block) => block.split("\n"));
const deployment = pageNamed("docs/deployment.md");

/** Pages with commands that run the program, and their configuration with the token inserted. */
const pages = [
  {
    path: "README.md",
    commands: linesOf(pageNamed("README.md")).filter((line) =>
      /^node dist\/src\/main\.js (?:spec|check|discover|read)\b/u.test(line),
    ),
    configWith: (token: string) =>
      JSON.stringify({ credentials: { auth_method: "access_token", access_token: token } }),
  },
  {
    path: "docs/commands.md",
    // Signing in takes a person; the plan takes the files of the other commands.
    commands: linesOf(pageNamed("docs/commands.md"))
      .filter((line) => !/ authorize .*(?:--app|--no-browser)/u.test(line))
      .toSorted((one, other) => Number(one.includes(" plan ")) - Number(other.includes(" plan "))),
    configWith: (token: string) =>
      JSON.stringify({ credentials: { auth_method: "access_token", access_token: token } }),
  },
  {
    path: "docs/deployment.md",
    // `.ci/image` runs the image; these run the program in the same way.
    commands: linesOf(deployment)
      .filter((line) => line.startsWith("docker run "))
      .map((line) =>
        line
          .replace(/^docker run .* source-pinterest:\S+/u, "node dist/src/main.js")
          .replaceAll(" /secrets/", " secrets/"),
      ),
    configWith: (token: string) => codeBlocks(deployment, "json")[0]?.replace("pina_…", token) ?? "",
  },
];

for (const { path, commands, configWith } of pages) {
  describeWith(unix, `the commands of ${path}`, () => {
    let bed: Bed;
    const folder = folderOfSuite();
    before(async () => {
      bed = await Bed.open({ seed: 5, scale: { ...extents.small, pins: 90, followers: 90 }, config: { credentials } });
      mkdirSync(join(folder.path, "secrets"));
      writeFileSync(join(folder.path, "secrets/config.json"), configWith(credentials.access_token));
      symlinkSync(join(packageRoot, "dist"), join(folder.path, "dist"));
    });
    after(() => bed.close());

    it("work one after the other, and the second read resumes from the state of the first", async () => {
      assert.ok(commands.length >= 3, "there are commands to run");
      for (const command of commands) {
        const ended = await new Promise((resolve) => {
          const env = { ...process.env, ...clockOfTests, PINTEREST_API_BASE_URL: bed.simulator.url };
          execFile("sh", ["-c", command], { cwd: folder.path, env }, (error, _, stderr) => resolve({ error, stderr }));
        });
        assert.deepEqual(ended, { error: null, stderr: "" }, command);
      }
      const pinsIn = (name: string) => {
        const output = readFileSync(join(folder.path, "secrets", name), "utf8");
        return recordsOf(output.trim().split("\n").map(parseMessage)).get("pins") ?? [];
      };
      assert.equal(pinsIn("first.jsonl").length, bed.expectedRecords("pins").length);
      // The second read repeats the hour before the newest Pin.
      const pins = bed.expectedRecords("pins");
      const timeOf = ({ created_at: time }: JsonObject) => Date.parse(`${asText(time)}Z`);
      const newest = Math.max(...pins.map(timeOf));
      new Table("pins")
        .add(pinsIn("second.jsonl"))
        .assertEquals(pins.filter((pin) => timeOf(pin) > newest - 3_600_000));
    });
  });
}
