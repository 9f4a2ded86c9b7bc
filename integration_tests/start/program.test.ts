import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { knownCredentials, startSimulator } from "../../simulator/simulator.ts";
import { writeKeptConfig } from "../../src/commands/kept-tokens.ts";
import { packageRoot } from "../../src/package.ts";

describe("the program of npm start", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "start-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function start(streams: string, environment: Readonly<Record<string, string>> = {}) {
    const args = ["--data", join(folder, "data"), "--config", join(folder, "config.json"), "--streams", streams];
    const child = spawn(process.execPath, [join(packageRoot, "dist/scripts/start/main.js"), ...args], {
      env: { ...process.env, PINTEREST_ACCESS_TOKEN: "", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = once(child, "close");
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    const rows = new Map(
      [...output.matchAll(/^(\w+) +([\d,]+) +([\d,]+)$/gmu)].map(([, stream = "", all, now]) => [stream, [all, now]]),
    );
    return { output, errors, rows, code: child.exitCode };
  }

  it("reads a simulated account and resumes on the next start", async () => {
    const first = await start("account,pins");
    assert.equal(first.code, 0, first.errors);
    const [all = "", now] = first.rows.get("pins") ?? [];
    assert.equal(now, all);
    const pins = Number(all.replace(",", ""));
    const { rows, output } = await start("account,pins");
    assert.deepEqual(rows.get("pins"), [(pins + 3).toLocaleString("en-US"), "3"]);
    assert.match(output, /Page +\S+report\.html/u);
  });

  it("gives the simulated account a history of followers", async () => {
    const { rows, output } = await start("account,account_snapshots");
    assert.deepEqual(rows.get("account_snapshots"), ["31", "1"]);
    const [, page = ""] = /Page +(\S+)/u.exec(output) ?? [];
    assert.match(await readFile(page, "utf8"), /<h2>Followers<\/h2><p>[^<]*<\/p>\n<div class="panels"><div><svg/u);
    assert.deepEqual((await start("account,account_snapshots")).rows.get("account_snapshots"), ["31", "1"]);
  });

  it("separates real from simulated accounts", async () => {
    await start("boards,account");
    const simulator = await startSimulator({ scale: "small" });
    const token = { PINTEREST_ACCESS_TOKEN: knownCredentials.access_token, PINTEREST_API_BASE_URL: simulator.url };
    const own = await start("boards,account", token);
    await simulator.close();
    const boards = String(simulator.expectedRecords("boards").length);
    assert.deepEqual(own.rows.get("boards"), [boards, boards]);
    const simulated = await start("boards,account");
    assert.match(simulated.output, /a simulated account/u);
    assert.notDeepEqual(simulated.rows.get("boards"), own.rows.get("boards"));
  });

  it("saves renewed single-use refresh tokens in the file of authorize", async () => {
    const simulator = await startSimulator({ scale: "small" });
    const { client_id, client_secret, refresh_token } = knownCredentials;
    const path = join(folder, "config.json");
    const credentials = { auth_method: "oauth2.0", client_id, client_secret, refresh_token };
    await writeKeptConfig(path, { credentials }, { scopes: [], renewableUntil: undefined });
    const contents = new Set([await readFile(path, "utf8")]);
    for (let count = 1; count <= 2; count += 1) {
      const { code, errors, output } = await start("account", { PINTEREST_API_BASE_URL: simulator.url });
      assert.equal(code, 0, errors + output);
      contents.add(await readFile(path, "utf8"));
      simulator.tokens.expireAll();
    }
    await simulator.close();
    assert.equal(contents.size, 3);
  });

  it("rejects an unknown stream", async () => {
    const { code, errors } = await start("pins,pinz");
    assert.equal(code, 1);
    assert.equal(errors, "There is no stream pinz. Did you mean pins?\n");
  });
});
