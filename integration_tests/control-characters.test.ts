import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { runStart } from "../start/test/run-start.ts";
import { describeWith } from "../test/requirements.ts";
import { apiError, page } from "../test/scripted-api.ts";
import { folderOfTest } from "../test/temporary-folders.ts";
import { clockOfTests } from "./bed/program-clock.ts";
import { openScriptedServer, type ScriptedServer } from "./bed/scripted-server.ts";
import { inTerminal, terminal } from "./bed/terminal.ts";

/** Sets the title of a terminal, clears it, changes its color, deletes, and reverses the direction of the text. */
const hostile = "\u001b]0;x\u0007\u001b[2J\u009b31m\u007f\u202eHOSTILE";
const controls = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
const token = {
  credentials: { auth_method: "access_token", access_token: "pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789" },
};

/** Fails unless a text has what the server said, and no control characters but those of a terminal's line. */
function assertHarmless(text: string): void {
  assert.match(text, /HOSTILE/u);
  const lines = text.replaceAll("\r\n", "\n").replaceAll("\r\u001b[K", "");
  const found = controls.exec(lines);
  assert.equal(found, null, JSON.stringify(lines.slice(Math.max(0, (found?.index ?? 0) - 60), found?.index)));
}

describe("control characters of a server", () => {
  const folder = folderOfTest();
  let path = "";
  let server: ScriptedServer;
  let isDenied: boolean;
  before(async () => {
    server = await openScriptedServer(({ path: requested }) => {
      if (isDenied) return apiError(403, 29, hostile);
      switch (requested) {
        case "/user_account":
          return { body: { id: "1", username: hostile, business_name: hostile, about: hostile } };
        case "/boards":
          return page([{ id: "7", name: hostile, owner: { username: hostile } }]);
        case "/oauth/token":
          return {
            body: {
              access_token: "pina_new1234567890123",
              refresh_token: "pinr.new1234567890123",
              scope: `boards:read ${hostile}`,
            },
          };
        default:
          return apiError(403, 29, hostile);
      }
    });
  });
  after(() => server.close());
  beforeEach(async () => {
    isDenied = false;
    path = join(folder.path, "config.json");
    await configure(token);
  });

  const configure = (config: JsonObject) => writeFile(path, JSON.stringify(config));
  const environment = () => ({ PINTEREST_API_BASE_URL: `${server.origin}/v5` });

  /** Runs a program. @param answer returns what to type after an output, if anything */
  function shown(
    [file = "", ...args]: readonly string[],
    answer: (output: string) => string | undefined = () => undefined,
  ): Promise<string> {
    const app = { PINTEREST_APP_ID: "1234567", PINTEREST_APP_SECRET: "0f1e2d3c4b5a69788796a5b4c3d2e1f0" };
    const child = spawn(file, args, {
      cwd: folder.path,
      env: { ...process.env, ...clockOfTests, ...app, ...environment(), BROWSER: "true" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        const typed = answer(output);
        if (typed !== undefined) child.stdin.write(typed);
      });
    return new Promise((resolve) => child.on("close", () => resolve(output)));
  }
  const program = (...args: readonly string[]) => [process.execPath, join(packageRoot, "dist/src/main.js"), ...args];

  it("do not get into the output of plan", async () => {
    const args = ["plan", "--config", path, "--streams", "boards,pins,board_pins"];
    for (const more of [[], ["--json"]]) assertHarmless(await shown(program(...args, ...more)));
  });

  it("do not get into the output of authorize and its --status", async () => {
    const typed = [`error_description=${encodeURIComponent(hostile)}`, "code=1234567890"];
    const output = await shown(program("authorize", "--config", path, "--no-browser"), (soFar) => {
      const [, state = ""] = /[?&]state=([\w-]+)/u.exec(soFar) ?? [];
      if (!soFar.endsWith("address bar: ")) return undefined;
      return `http://localhost:8085/?state=${state}&${typed.shift() ?? ""}\n`;
    });
    assert.match(output, /granted no access: .*Scopes granted: /su);
    assertHarmless(output);
    assertHarmless(await shown(program("authorize", "--config", path, "--status")));
    isDenied = true;
    assertHarmless(await shown(program("authorize", "--config", path, "--status")));
  });

  it("do not get into the terminal, the page, and the warnings of npm start", async () => {
    const started = async () =>
      runStart(["--data", "data", "--config", path, "--streams", "account,boards,pins"], {
        folder: folder.path,
        environment: environment(),
      });
    const { output, errors } = await started();
    assertHarmless(output + errors);
    const account = /^Page +(\S+?)report\.html$/mu.exec(output)?.[1] ?? "";
    for (const file of ["report.html", "warnings.txt"])
      assertHarmless(await readFile(join(folder.path, account, file), "utf8"));
    isDenied = true;
    assertHarmless((await started()).errors);
  });

  describeWith(terminal, "on a terminal", () => {
    const onTerminal = (command: readonly string[], redirect = "") => shown(inTerminal(command, redirect));

    it("do not get into the output of check", async () => {
      assertHarmless(await onTerminal(program("check", "--config", path)));
      isDenied = true;
      assertHarmless(await onTerminal(program("check", "--config", path)));
    });

    it("do not get into the messages of read, and its progress", async () => {
      const read = program("read", "--config", path, "--streams", "account,boards,pins");
      assertHarmless(await onTerminal(read));
      assertHarmless(await onTerminal(read, " > /dev/null"));
    });
  });
});
