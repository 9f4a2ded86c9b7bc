import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmod, readFile, rename, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { knownCredentials, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { asText, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { allScopes } from "../../src/commands/scopes.ts";
import { axiosNetwork } from "../../src/pinterest/network/axios-network.ts";
import { streamsOf } from "../../src/streams/all.ts";
import { FakeClock } from "../../test/fake-clock.ts";
import { freePort } from "../../test/free-port.ts";
import { describeWith, itWith, linux, unix } from "../../test/requirements.ts";
import { configWith } from "../../test/scripted-api.ts";
import { folderOfTest } from "../../test/temporary-folders.ts";
import { noon } from "../../test/today.ts";
import { start } from "../bed/connector.ts";
import { runLine } from "../bed/in-process.ts";

const app = { PINTEREST_APP_ID: knownCredentials.client_id, PINTEREST_APP_SECRET: knownCredentials.client_secret };

/** A command that runs in this process, and its output so far. Only one at a time has an input. */
class Program {
  output = "";
  #notify: () => void = () => undefined;
  readonly ended: Promise<number | null>;
  readonly stdin = new PassThrough();

  constructor(
    args: readonly string[],
    environment: Readonly<Record<string, string | undefined>>,
    clock: Clock = systemClock,
  ) {
    Object.defineProperty(process, "stdin", { value: this.stdin, configurable: true });
    const onText = (text: string) => {
      this.output += text;
      this.#notify();
    };
    const surroundings = { network: axiosNetwork, clock, environment: { BROWSER: "true", ...environment }, onText };
    this.ended = runLine(args, surroundings).then(({ code }) => code);
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

const { client_secret } = knownCredentials;

describeWith(unix, "authorize", () => {
  const folder = folderOfTest();
  let path = "";
  let port = 0;
  let simulator: Simulator;
  let redirect = "";
  const stdin = Object.getOwnPropertyDescriptor(process, "stdin");
  const { PATH: searched = "" } = process.env;

  beforeEach(async () => {
    path = join(folder.path, "config.json");
    port = await freePort();
    redirect = `http://localhost:${port}/`;
    simulator = await startSimulator({ redirect_uri: redirect });
  });
  afterEach(async () => {
    if (stdin !== undefined) Object.defineProperty(process, "stdin", stdin);
    process.env.PATH = searched;
    await simulator.close();
  });

  const run = (
    command: string,
    args: readonly string[],
    environment: Readonly<Record<string, string | undefined>> = app,
    clock?: Clock,
  ) =>
    new Program([command, "--config", path, ...args], { PINTEREST_API_BASE_URL: simulator.url, ...environment }, clock);
  const authorize = (...args: readonly string[]) => run("authorize", ["--port", String(port), ...args]);
  const consentPage = (program: Program) => program.says(/http:\S+\/oauth\/\?\S+/u);

  async function saved(): Promise<JsonObject> {
    const config: unknown = JSON.parse(await readFile(path, "utf8"));
    assert.ok(isObject(config));
    return config;
  }

  /** Decides on the consent page as a browser does, and returns the sentence that the program then shows there. */
  async function decide(program: Program, decision: "allow" | "deny"): Promise<string> {
    const page = await fetch(await addressAfter(await consentPage(program), decision));
    return /<p>(.*)<\/p>/u.exec(await page.text())?.[1] ?? "";
  }

  /** The end of the output of a sign-in with all scopes. */
  function granted(): string {
    const count = streamsOf(configWith()).length;
    return `Signed in to Pinterest.
Scopes granted: ${allScopes().toSorted().join(", ")}.
With these scopes, the connector can read ${count} of ${count} streams.
Saved ${path}, readable only by you. Commands that use this file save renewed tokens in it.
Next, test the connection with the command check and --config ${path}.
`;
  }

  it("saves single-use tokens that three consecutive runs renew", async () => {
    const program = authorize();
    const url = await consentPage(program);
    assert.equal(await decide(program, "allow"), "Signed in. You can close this page and go back to the terminal.");
    assert.equal(await program.ended, 0, program.output);
    assert.equal(
      program.output,
      `Your app on https://developers.pinterest.com/apps/ must have the redirect link ${redirect}
Sign in to Pinterest here, and select "Give access":

  ${url}

${granted()}`,
    );
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
    assert.match(await decide(program, "deny"), /^Pinterest granted no access/u);
    assert.equal(await program.ended, 1);
    assert.match(
      program.output,
      /Pinterest granted no access: access_denied\. Run authorize again, and select "Give access"/u,
    );
    await assert.rejects(stat(path), { code: "ENOENT" });
  });

  it("ignores a callback with a wrong state, accepts the next correct one, and names the missing scopes of streams", async () => {
    simulator.settings.scopes = ["boards:read", "pins:read", "user_accounts:read"];
    const program = authorize();
    await consentPage(program);
    const other = await fetch(`${redirect}?code=stolen&state=of-another-sign-in`);
    assert.match(await other.text(), /doesn't belong to the sign-in that is waiting/u);
    await program.says(/Ignored a response of another sign-in/u);
    await decide(program, "allow");
    assert.equal(await program.ended, 0, program.output);
    assert.match(program.output, /Missing ads:read, so it can't read: [^\n]*campaigns/u);
    assert.match(program.output, /Missing ads:read, billing:read, so it can't read: [^\n]*billing_profiles/u);
    assert.doesNotMatch(program.output, /so it can't read: [^\n]*\bboard_pins\b/u);
  });

  async function writeBrowser(name: string): Promise<void> {
    const consent = "fetch(process.argv[2]);";
    await writeFile(join(folder.path, name), `#!${process.execPath}\n${consent}`, { mode: 0o755 });
  }

  itWith(linux, "opens the sign-in in the browser that BROWSER names, as the built program", async () => {
    await writeBrowser("some-browser");
    const environment = { ...app, PINTEREST_API_BASE_URL: simulator.url, BROWSER: join(folder.path, "some-browser") };
    const args = ["authorize", "--config", path, "--port", String(port), "--wait", "60"];
    const program = start(args, folder.path, { environment });
    const [errors, [code]] = await Promise.all([text(program.stderr), once(program, "close")]);
    assert.equal(code, 0, errors);
  });

  itWith(linux, "opens the sign-in in the browser of the desktop", async () => {
    await writeBrowser("xdg-open");
    process.env.PATH = `${folder.path}:${searched}`;
    const environment = { ...app, BROWSER: undefined, DISPLAY: ":0" };
    const program = run("authorize", ["--port", String(port), "--wait", "60"], environment);
    assert.equal(await program.ended, 0, program.output);
  });

  it("reports that the sign-in timed out", async () => {
    const clock = new FakeClock(noon);
    const program = run("authorize", ["--port", String(port), "--wait", "1"], app, clock);
    assert.equal(await program.ended, 1);
    assert.deepEqual(clock.sleeps, [1_000]);
    assert.match(program.output, /No response from Pinterest within 1 second\. Run authorize again\./u);
    const next = createServer().listen(port, "127.0.0.1");
    await once(next, "listening");
    next.close();
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
  async function addressAfter(url: string, decision: "allow" | "deny" = "allow"): Promise<string> {
    const consent = new URL(url);
    consent.searchParams.set("decision", decision);
    const { headers } = await fetch(consent, { redirect: "manual" });
    return headers.get("location") ?? "";
  }

  /** Consents and pastes the URL. */
  async function consent(program: Program): Promise<void> {
    program.stdin.write(`${await addressAfter(await consentPage(program))}\n`);
    assert.equal(await program.ended, 0, program.output);
  }

  it("reads the app and the pasted URL from stdin on a machine without a browser", async () => {
    const program = run("authorize", ["--port", String(port), "--no-browser"], {});
    // It asks again for an empty app ID, and accepts quotes.
    program.stdin.write(`\n"${knownCredentials.client_id}"\n${knownCredentials.client_secret}\n`);
    await consent(program);
    const url = await consentPage(program);
    const question = "App ID (from https://developers.pinterest.com/apps/): ";
    assert.equal(
      program.output,
      `${question}
${question}
App secret key (not shown): 
Your app on https://developers.pinterest.com/apps/ must have the redirect link ${redirect}
Open this on any machine, and select "Give access":

  ${url}

The browser then shows an error, because no server runs at ${redirect}. This is expected.
Paste the URL from its address bar: 
${granted()}`,
    );
    const { credentials } = await saved();
    assert.ok(isObject(credentials) && credentials.client_secret === knownCredentials.client_secret);
  });

  it("asks again for a URL until a sign-in succeeds", async () => {
    const program = authorize("--no-browser");
    const address = await addressAfter(await consentPage(program));
    const other = new URL(address);
    other.searchParams.set("state", "another");
    const wrong = new URL(address);
    wrong.searchParams.set("code", "mistyped0code");
    for (const [pasted, answer] of [
      ["", /This isn't the URL at which the sign-in ended\. It begins with http:/u],
      [other.href, /This URL doesn't belong to this sign-in, because its parameter state differs\./u],
      [wrong.href, /Pinterest rejected the code, the redirect link, or the app\./u],
    ] as const) {
      program.output = "";
      program.stdin.write(`${pasted}\n`);
      await program.says(/Open the URL above again[^\n]*\nPaste the URL from its address bar: /u);
      assert.match(program.output, answer);
    }
    program.stdin.write(`"${address}"\n`);
    assert.equal(await program.ended, 0, program.output);
  });

  it("ends after three rejected codes, since the app or the link must be wrong", async () => {
    const program = run("authorize", ["--no-browser", "--port", String(port)], {
      ...app,
      PINTEREST_APP_SECRET: "mistyped-secret",
    });
    const page = await consentPage(program);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      program.output = "";
      program.stdin.write(`${await addressAfter(page)}\n`);
      if (attempt < 3) await program.says(/Open the URL above again[^\n]*\nPaste the URL from its address bar: /u);
    }
    assert.equal(await program.ended, 1);
    assert.match(
      program.output,
      /Error: Pinterest rejected the code, .* Compare the app ID, .* Then run authorize again\./u,
    );
  });

  it("ends with an error if the input ends", async () => {
    const program = authorize("--no-browser");
    program.stdin.end("nothing\n");
    assert.equal(await program.ended, 1);
    assert.match(program.output, /Error: The input ended before the sign-in was complete\. Run authorize again\.\n$/u);
  });

  it("says in the browser that the sign-in failed if Pinterest doesn't accept the code", async () => {
    const program = run("authorize", ["--port", String(port)], { ...app, PINTEREST_APP_SECRET: "mistyped-secret" });
    assert.match(
      await decide(program, "allow"),
      /^The sign-in failed\. You can close this page; the terminal says why\./u,
    );
    assert.equal(await program.ended, 1, program.output);
    assert.match(
      program.output,
      /^Error: .*Pinterest rejected the code, the redirect link, or the app\. .* with https:/mu,
    );
    assert.ok(!program.output.includes("mistyped-secret"));
  });

  it("reports an invalid setting before the sign-in", async () => {
    await writeFile(path, JSON.stringify({ start_date: "yesterday" }));
    const program = authorize();
    assert.equal(await program.ended, 1);
    assert.match(program.output, /^Error: Invalid configuration in \S+: "start_date" must be a valid date/u);
  });

  /** Signs in and returns the tokens. */
  async function signIn(): Promise<JsonObject> {
    await consent(authorize("--no-browser"));
    const { credentials } = await saved();
    assert.ok(isObject(credentials));
    return credentials;
  }

  describe("--status", () => {
    const status = () => run("authorize", ["--status"], {});

    it("shows the account, the scopes, and until when the sign-in is valid", async () => {
      simulator.settings.scopes = ["boards:read", "user_accounts:read"];
      await signIn();
      simulator.tokens.expireAll();
      const program = status();
      assert.equal(await program.ended, 0, program.output);
      const { credentials, sign_in: kept } = await saved();
      assert.ok(isObject(credentials) && isObject(kept));
      const minuteOf = (moment: Json | undefined) => asText(moment).slice(0, 16).replace("T", " ");
      const lines = program.output.replace(/^saved renewed tokens.*\n/u, "").split("\n");
      assert.match(lines[0] ?? "", /^Signed in to Pinterest as \w+ \(\S+config\.json\)\.$/u);
      assert.equal(lines[1], "Scopes granted: boards:read, user_accounts:read.");
      assert.deepEqual(lines.slice(-3), [
        `The access token is valid until ${minuteOf(credentials.token_expiry_date)} UTC.`,
        `Commands renew it. Without a new refresh token, the sign-in ends at ${minuteOf(kept.renewable_until)} UTC.`,
        "",
      ]);
      for (const secret of [credentials.access_token, credentials.refresh_token, client_secret])
        assert.ok(!program.output.includes(asText(secret)));
    });

    it("says what is missing without the scopes for secret boards and Pins, also of an access token", async () => {
      const missing =
        /^Secret boards, their Pins, and the stream likes will be missing, since the token lacks boards:read_secret and pins:read_secret\.$/mu;
      await signIn();
      const entire = status();
      assert.equal(await entire.ended, 0, entire.output);
      assert.doesNotMatch(entire.output, /will be missing/u);
      simulator.settings.scopes = allScopes().filter((scope) => !scope.endsWith("_secret"));
      const consented = authorize("--no-browser");
      await consent(consented);
      assert.match(consented.output, missing);
      const signedIn = status();
      assert.equal(await signedIn.ended, 0, signedIn.output);
      assert.match(signedIn.output, missing);
      const { access_token } = knownCredentials;
      await writeFile(path, JSON.stringify({ credentials: { auth_method: "access_token", access_token } }));
      const pasted = status();
      assert.equal(await pasted.ended, 0, pasted.output);
      assert.match(pasted.output, missing);
    });

    it("says what an access token doesn't tell", async () => {
      await writeFile(
        path,
        JSON.stringify({ credentials: { auth_method: "access_token", access_token: knownCredentials.access_token } }),
      );
      const program = status();
      assert.equal(await program.ended, 0, program.output);
      assert.match(program.output, /^Signed in to Pinterest as \w+.*\nPinterest doesn't say which scopes/u);
    });

    it("fails if there is no sign-in", async () => {
      const missing = status();
      assert.equal(await missing.ended, 1);
      assert.match(missing.output, /^Error: The config file \S+ could not be read: there is no such file\.$/mu);
      await signIn();
      simulator.tokens.revokeAll();
      const revoked = status();
      assert.equal(await revoked.ended, 1);
      assert.match(revoked.output, /^Error: Pinterest rejected the refresh token/mu);
      // A program reads these messages, and a person changes the file.
      for (const [command, ...args] of [["check"], ["read", "--streams", "boards"]]) {
        const program = run(command ?? "", args, {});
        await program.ended;
        assert.match(program.output, /sign in again with the command authorize and --config \S+config\.json/u);
        assert.doesNotMatch(program.output, /source settings/u);
      }
    });
  });

  describe("a file that can't be written", () => {
    const command = ([name = "", ...args]: readonly string[], days: number) =>
      run(name, args, {}, { ...systemClock, now: () => systemClock.now() + days * 86_400_000 });

    /** Moves the file to a name with no room for another file beside it, which also stops root, unlike a permission. */
    async function makeReadOnly(): Promise<void> {
      const longest = join(folder.path, `${"c".repeat(240)}.json`);
      await rename(path, longest);
      path = longest;
    }
    const refreshes = () => simulator.journal.entries.filter(({ operation }) => operation === "oauth/token").length;

    it("keeps its sign-in: the access token is used until it expires, and the refresh token isn't", async () => {
      await signIn();
      await makeReadOnly();
      const content = await readFile(path, "utf8");
      simulator.journal.clear();
      const young = command(["check"], 0);
      assert.equal(await young.ended, 0, young.output);
      assert.match(young.output, /"SUCCEEDED"/u);

      const old = command(["read", "--streams", "boards,account"], 29.5);
      assert.equal(await old.ended, 0, old.output);
      assert.match(
        old.output,
        /"WARN".*could not be renewed ahead of time; it is used until it expires.*Make the file and its folder writable; in Docker, mount the folder without/u,
      );

      const expired = command(["read", "--streams", "boards,account"], 31);
      assert.equal(await expired.ended, 1);
      assert.equal(expired.output.match(/"type":"ERROR"/gu)?.length, 1, "one error for all streams");
      assert.match(
        expired.output,
        /"message":"The access token in \S+ can't be renewed, since the new tokens couldn't be saved there: [^"]*without :ro\.","failure_type":"config_error"/u,
      );
      assert.equal(refreshes(), 0);
      assert.equal(await readFile(path, "utf8"), content);

      const status = command(["authorize", "--status"], 0);
      assert.equal(await status.ended, 0);
      assert.match(
        status.output,
        /^The access token in \S+ can't be renewed, .* Make the file and its folder writable/mu,
      );

      await rename(path, join(folder.path, "config.json"));
      path = join(folder.path, "config.json");
      const mended = command(["read", "--streams", "boards,account"], 31);
      assert.equal(await mended.ended, 0, mended.output);
      assert.equal(refreshes(), 1);
    });
  });

  it("reads the app from a file, and keeps other settings of the configuration", async () => {
    const file = join(folder.path, "app.json");
    await writeFile(file, JSON.stringify({ client_id: app.PINTEREST_APP_ID, client_secret: app.PINTEREST_APP_SECRET }));
    await writeFile(
      path,
      JSON.stringify({ search_queries: ["garden"], credentials: { auth_method: "access_token", access_token: "old" } }),
    );
    await chmod(path, 0o644);
    const program = run("authorize", ["--port", String(port), "--no-browser", "--app", file], {});
    const address = await addressAfter(await consentPage(program));
    program.stdin.write(` '${address}'\n`);
    assert.equal(await program.ended, 0, program.output);
    assert.deepEqual((await saved()).search_queries, ["garden"]);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  it("creates the folder of the configuration, or reports before the sign-in that it can't", async () => {
    path = join(folder.path, "new", "folder", "config.json");
    await consent(authorize("--no-browser"));
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    path = join(path, "config.json");
    const impossible = authorize("--no-browser");
    assert.equal(await impossible.ended, 1);
    assert.match(
      impossible.output,
      /^Error: The config file \S+ can't be written: a folder of its path is a file\.$/mu,
    );
  });

  const { client_id, refresh_token } = knownCredentials;
  const content = JSON.stringify({
    credentials: { auth_method: "oauth2.0", client_id, client_secret, refresh_token },
  });

  for (const kind of ["file", "pipe"] as const) {
    it(`overwrites no ${kind} that authorize hasn't written, and reads it once`, async () => {
      if (kind === "pipe") execFileSync("mkfifo", [path]);
      else await writeFile(path, content);
      const check = run("check", []);
      if (kind === "pipe") await writeFile(path, content);
      assert.equal(await check.ended, 0, check.output);
      assert.match(check.output, /"CONTROL"/u, "the token was renewed");
      assert.doesNotMatch(check.output, /could not be saved/u);
      if (kind === "file") assert.equal(await readFile(path, "utf8"), content);
    });
  }
});
