import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { knownCredentials, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";
import { freePort } from "../../test/free-port.ts";
import { Browser, chromium, withoutBrowser } from "../start/browser.ts";

const app = { PINTEREST_APP_ID: knownCredentials.client_id, PINTEREST_APP_SECRET: knownCredentials.client_secret };

/** The running program and its output so far. */
class Program {
  output = "";
  #notify: () => void = () => undefined;
  readonly ended: Promise<number | null>;
  readonly stdin: NodeJS.WritableStream;

  constructor(args: readonly string[], environment: Readonly<Record<string, string | undefined>>) {
    const child = spawn(process.execPath, [join(packageRoot, "dist/src/main.js"), ...args], {
      env: { PATH: process.env.PATH, BROWSER: "true", ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.stdin = child.stdin;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
        this.#notify();
      });
    }
    this.ended = once(child, "close").then(() => child.exitCode);
  }

  /** Resolves to the first match in the output. */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const [found] = pattern.exec(this.output) ?? [];
      if (found !== undefined) return found;
      const next = new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
      const code = await Promise.race([next, this.ended]);
      if (typeof code === "number" && !pattern.test(this.output))
        throw new Error(`it ended without ${pattern}: ${this.output}`);
    }
  }
}

describe("authorize", () => {
  let folder = "";
  let path = "";
  let port = 0;
  let simulator: Simulator;
  let redirect = "";

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "authorize-"));
    path = join(folder, "config.json");
    port = await freePort();
    redirect = `http://localhost:${port}/`;
    simulator = await startSimulator({ redirect_uri: redirect });
  });
  afterEach(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  const run = (
    command: string,
    args: readonly string[],
    environment: Readonly<Record<string, string | undefined>> = app,
  ) => new Program([command, "--config", path, ...args], { PINTEREST_API_BASE_URL: simulator.url, ...environment });
  const authorize = (...args: readonly string[]) => run("authorize", ["--port", String(port), ...args]);
  const consentPage = (program: Program) => program.says(/http:\S+\/oauth\/\?\S+/u);

  async function saved(): Promise<JsonObject> {
    const config: unknown = JSON.parse(await readFile(path, "utf8"));
    assert.ok(isObject(config));
    return config;
  }

  describe(`in a real browser${withoutBrowser}`, () => {
    let browser: Browser;
    before(async function () {
      if (chromium === undefined) return this.skip();
      browser = await Browser.open();
    });
    after(async () => {
      if (chromium !== undefined) await browser.close();
    });

    const decide = (decision: "allow" | "deny") =>
      browser.loaded(() => browser.evaluate(`document.querySelector("[value=${decision}]").click()`));
    const shown = async () => asText(await browser.evaluate("document.body.innerText"));

    it("saves single-use tokens that three consecutive runs renew", async () => {
      const program = authorize();
      await browser.visit(await consentPage(program));
      await decide("allow");
      assert.match(await shown(), /Signed in\. You can close this page/u);
      assert.equal(await browser.evaluate("location.href"), redirect, "the code does not stay in the address");
      assert.equal(await program.ended, 0, program.output);
      assert.match(program.output, /Scopes granted: ads:read, billing:read/u);
      assert.match(program.output, /can read (\d+) of \1 streams\./u);
      assert.ok(!program.output.includes(knownCredentials.client_secret));
      assert.equal((await stat(path)).mode & 0o777, 0o600);
      const refreshTokens = new Set([JSON.stringify((await saved()).credentials)]);
      for (let count = 1; count <= 3; count += 1) {
        simulator.tokens.expireAll();
        const check = run("check", []);
        assert.equal(await check.ended, 0, check.output);
        assert.match(check.output, /SUCCEEDED/u);
        refreshTokens.add(JSON.stringify((await saved()).credentials));
        assert.equal((await stat(path)).mode & 0o777, 0o600);
      }
      assert.equal(refreshTokens.size, 4);
    });

    it("reports that the user denied access, and writes no file", async () => {
      const program = authorize();
      await browser.visit(await consentPage(program));
      await decide("deny");
      assert.match(await shown(), /Pinterest granted no access/u);
      assert.equal(await program.ended, 1);
      assert.match(
        program.output,
        /Pinterest granted no access: access_denied\. Run authorize again, and select "Give access"/u,
      );
      await assert.rejects(stat(path), { code: "ENOENT" });
    });

    it("ignores a callback with a wrong state and accepts the next correct one", async () => {
      const program = authorize();
      const url = await consentPage(program);
      await browser.visit(`${redirect}?code=stolen&state=of-another-sign-in`);
      assert.match(await shown(), /doesn't belong to the sign-in that is waiting/u);
      await program.says(/Ignored a response with the wrong state/u);
      await browser.visit(url);
      await decide("allow");
      assert.equal(await program.ended, 0, program.output);
    });

    it("names the missing scopes of streams", async () => {
      simulator.settings.scopes = ["boards:read", "pins:read", "user_accounts:read"];
      const program = authorize();
      await browser.visit(await consentPage(program));
      await decide("allow");
      assert.equal(await program.ended, 0, program.output);
      assert.match(program.output, /Missing ads:read, so it can't read: [^\n]*campaigns/u);
      assert.match(program.output, /Missing ads:read, billing:read, so it can't read: [^\n]*billing_profiles/u);
      assert.doesNotMatch(program.output, /so it can't read: [^\n]*\bboard_pins\b/u);
    });
  });

  for (const [which, name, environment] of [
    ["that BROWSER names", "some-browser", { BROWSER: "some-browser" }],
    ["of the desktop", "xdg-open", { BROWSER: undefined, DISPLAY: ":0" }],
  ] as const) {
    it(`opens the sign-in in the browser ${which}`, async function () {
      if (process.platform !== "linux") return this.skip();
      const consent = `const url = new URL(process.argv[2]);
        url.pathname = "/oauth/decision";
        url.searchParams.set("decision", "allow");
        fetch(url);`;
      await writeFile(join(folder, name), `#!${process.execPath}\n${consent}`, { mode: 0o755 });
      const PATH = `${folder}:${process.env.PATH ?? ""}`;
      const program = run("authorize", ["--port", String(port), "--wait", "60"], { ...app, PATH, ...environment });
      assert.equal(await program.ended, 0, program.output);
    });
  }

  it("reports that the sign-in timed out", async () => {
    const program = authorize("--wait", "1");
    assert.equal(await program.ended, 1);
    assert.match(program.output, /No response from Pinterest within 1 second\. Run authorize again\./u);
  });

  it("names another port and the link to register if the port is in use", async () => {
    const other = createServer().listen(port, "127.0.0.1");
    await once(other, "listening");
    const program = authorize();
    assert.equal(await program.ended, 1);
    other.close();
    assert.ok(
      program.output.includes(
        `Port ${port} of this machine is in use. Run authorize again with another --port, such as --port ${port + 1}, and add http://localhost:${port + 1}/`,
      ),
      program.output,
    );
  });

  /** The URL at which another machine's browser ends. */
  async function addressAfter(url: string): Promise<string> {
    const consent = new URL(url);
    consent.pathname = "/oauth/decision";
    consent.searchParams.set("decision", "allow");
    const { headers } = await fetch(consent, { redirect: "manual" });
    return headers.get("location") ?? "";
  }

  it("reads the app and the pasted URL from stdin on a machine without a browser", async () => {
    const program = run("authorize", ["--port", String(port), "--no-browser"], {});
    program.stdin.write(`${knownCredentials.client_id}\n${knownCredentials.client_secret}\n`);
    program.stdin.write(`${await addressAfter(await consentPage(program))}\n`);
    assert.equal(await program.ended, 0, program.output);
    assert.ok(!program.output.includes(knownCredentials.client_secret));
    const { credentials } = await saved();
    assert.ok(isObject(credentials) && credentials.client_secret === knownCredentials.client_secret);
  });

  it("rejects a pasted URL of another sign-in", async () => {
    const program = authorize("--no-browser");
    const address = new URL(await addressAfter(await consentPage(program)));
    address.searchParams.set("state", "another");
    program.stdin.write(`${address.href}\n`);
    assert.equal(await program.ended, 1);
    assert.match(program.output, /because its state differs/u);
  });

  it("reads the app from a file, and keeps other settings of the configuration", async () => {
    const file = join(folder, "app.json");
    await writeFile(file, JSON.stringify({ client_id: app.PINTEREST_APP_ID, client_secret: app.PINTEREST_APP_SECRET }));
    await writeFile(
      path,
      JSON.stringify({ search_queries: ["garden"], credentials: { auth_method: "access_token", access_token: "old" } }),
    );
    await chmod(path, 0o644);
    const program = run("authorize", ["--port", String(port), "--no-browser", "--app", file], {});
    program.stdin.write(`${await addressAfter(await consentPage(program))}\n`);
    assert.equal(await program.ended, 0, program.output);
    assert.deepEqual((await saved()).search_queries, ["garden"]);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  it("explains what to check when Pinterest rejects the app, and how to name a missing one", async () => {
    const program = run("authorize", ["--port", String(port), "--no-browser"], {
      ...app,
      PINTEREST_APP_SECRET: "mistyped-secret",
    });
    program.stdin.write(`${await addressAfter(await consentPage(program))}\n`);
    assert.equal(await program.ended, 1);
    assert.match(program.output, /Pinterest rejected the app ID, the app secret key, or the redirect link/u);
    assert.ok(!program.output.includes("mistyped-secret"));
    const unnamed = run("authorize", [], {});
    unnamed.stdin.end();
    assert.equal(await unnamed.ended, 1);
    assert.match(unnamed.output, /Set PINTEREST_APP_ID and PINTEREST_APP_SECRET, name a file with --app/u);
  });

  it("creates the folder of the configuration, or reports before the sign-in that it can't", async () => {
    path = join(folder, "new", "folder", "config.json");
    const program = authorize("--no-browser");
    program.stdin.write(`${await addressAfter(await consentPage(program))}\n`);
    assert.equal(await program.ended, 0, program.output);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    path = join(path, "config.json");
    const impossible = authorize("--no-browser");
    assert.equal(await impossible.ended, 1);
    assert.match(
      impossible.output,
      /^Error: The config file \S+ can't be written: a folder of its path is a file\.$/mu,
    );
  });

  const { client_id, client_secret, refresh_token } = knownCredentials;
  const content = JSON.stringify({
    credentials: { auth_method: "oauth2.0", client_id, client_secret, refresh_token },
  });

  it("reads a file that it hasn't written only once, since it can be a pipe", async () => {
    execFileSync("mkfifo", [path]);
    const check = run("check", []);
    await writeFile(path, content);
    assert.equal(await check.ended, 0, check.output);
    assert.match(check.output, /"CONTROL"/u, "the token was renewed");
    assert.doesNotMatch(check.output, /could not be saved/u);
  });

  it("overwrites no file that authorize hasn't written", async () => {
    await writeFile(path, content);
    const check = run("check", []);
    assert.equal(await check.ended, 0, check.output);
    assert.match(check.output, /"CONTROL"/u, "the token was renewed");
    assert.equal(await readFile(path, "utf8"), content);
  });
});
