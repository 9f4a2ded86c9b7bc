import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../src/package.ts";
import { Bed } from "./bed.ts";
import { parseMessage } from "./connector.ts";
import { recordsOf } from "./messages.ts";

/** The lines of README.md that run a command of the protocol, as they stand there. */
const lines = [...readFileSync(join(packageRoot, "README.md"), "utf8").matchAll(/^```shell\n([^`]*)^```/gmu)]
  .flatMap(([, block = ""]) => block.split("\n"))
  .filter((line) => /^node dist\/src\/main\.js (?:spec|check|discover|read)\b/u.test(line));

describe("the commands of README.md", () => {
  let bed: Bed;
  let folder = "";

  before(async () => {
    const { credentials } = await import("../simulator/simulator.ts").then(({ knownCredentials }) => ({
      credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
    }));
    bed = await Bed.open({ seed: 5, scale: "small", config: { credentials } });
    folder = mkdtempSync(join(tmpdir(), "source-pinterest-"));
    mkdirSync(join(folder, "secrets"));
    writeFileSync(join(folder, "secrets/config.json"), JSON.stringify({ credentials }));
    symlinkSync(join(packageRoot, "dist"), join(folder, "dist"));
  });
  after(async () => {
    await bed.close();
    rmSync(folder, { recursive: true });
  });

  const shell = (line: string) =>
    new Promise<{ readonly code: number; readonly stderr: string }>((resolve) => {
      const env = { ...process.env, PINTEREST_API_BASE_URL: bed.simulator.url };
      execFile("bash", ["-c", line], { cwd: folder, env }, (error, _, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : 1, stderr });
      });
    });

  it("work the first time, one after the other", async () => {
    assert.ok(lines.length >= 3, "there are commands to try");
    for (const line of lines) assert.deepEqual(await shell(line), { code: 0, stderr: "" }, line);
  });

  it("read what is new by the state that the first read printed", () => {
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
