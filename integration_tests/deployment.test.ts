import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../src/package.ts";
import { codeBlocks } from "../test/markdown.ts";
import { Bed } from "./bed.ts";
import { parseMessage } from "./connector.ts";
import { recordsOf } from "./messages.ts";

const page = readFileSync(join(packageRoot, "docs/deployment.md"), "utf8");

/** The commands of the page that run the image. `.ci/image` runs the image itself; these run the program as it would. */
const commands = codeBlocks(page, "shell")
  .flatMap((block) => block.split("\n"))
  .filter((line) => line.startsWith("docker run "))
  .map((line) =>
    line
      .replace(
        /^docker run .* source-pinterest:\S+/u,
        `"${process.execPath}" "${join(packageRoot, "dist/src/main.js")}"`,
      )
      .replaceAll(" /secrets/", " secrets/"),
  );

describe("the commands of docs/deployment.md", () => {
  let bed: Bed;
  let folder = "";
  before(async () => {
    const { knownCredentials } = await import("../simulator/simulator.ts");
    const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };
    bed = await Bed.open({ seed: 5, scale: "small", config: { credentials } });
    folder = mkdtempSync(join(tmpdir(), "source-pinterest-"));
    mkdirSync(join(folder, "secrets"));
    const [example = ""] = codeBlocks(page, "json");
    writeFileSync(join(folder, "secrets/config.json"), example.replace("pina_…", knownCredentials.access_token));
  });
  after(async () => {
    await bed.close();
    rmSync(folder, { recursive: true });
  });

  it("work one after the other, with the configuration of the page, and the second read resumes", async () => {
    assert.ok(commands.length >= 4);
    for (const command of commands) {
      const { error, stderr } = await new Promise<{ error: Error | null; stderr: string }>((resolve) => {
        const env = { ...process.env, PINTEREST_API_BASE_URL: bed.simulator.url };
        execFile("bash", ["-c", command], { cwd: folder, env }, (failure, _, text) =>
          resolve({ error: failure, stderr: text }),
        );
      });
      assert.deepEqual([error, stderr], [null, ""], command);
    }
    const recordsIn = (name: string) =>
      recordsOf(
        readFileSync(join(folder, "secrets", name), "utf8")
          .trim()
          .split("\n")
          .map(parseMessage),
      );
    assert.equal(recordsIn("first.jsonl").get("pins")?.length, bed.expectedRecords("pins").length);
    assert.equal(recordsIn("second.jsonl").get("pins"), undefined);
  });
});
