import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { knownCredentials, type Simulator, startSimulator } from "../simulator/simulator.ts";
import { parsedObject } from "../test/narrow.ts";
import { start, withFiles } from "./bed/connector.ts";

describe("the program's command survey", () => {
  let simulator: Simulator;
  let folder: string;

  beforeEach(async () => {
    simulator = await startSimulator({ seed: 3 });
    folder = await mkdtemp(join(tmpdir(), "source-pinterest-test-"));
  });
  afterEach(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  const surveyed = (...args: readonly string[]) => {
    const config = { credentials: { auth_method: "access_token", access_token: knownCredentials.access_token } };
    const environment = { PINTEREST_API_BASE_URL: simulator.url };
    return withFiles("survey", { config }, async (command, files) => {
      const child = start([...command, ...args], files, { environment });
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close"),
      ]);
      return { stdout, stderr, code: Number(code) };
    });
  };

  it("prints text, and writes a report and notes that only their owner can read", async () => {
    const [report, notes] = [join(folder, "new", "survey.json"), join(folder, "notes.json")];
    const { code, stdout, stderr } = await surveyed("--report", report, "--notes", notes);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^Of 33 assumptions about Pinterest, \d+ hold for this account, 0 are false, and \d+ can't be told from it \(\d+ API calls\)\.\nNothing to do\.\n/u,
    );
    assert.ok(stdout.includes(`Report: ${report}. It has no IDs`));
    for (const file of [report, notes]) assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(parsedObject(await readFile(report, "utf8")).schema, 1);
  });
});
