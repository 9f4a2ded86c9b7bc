import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openScriptedServer } from "../../integration_tests/bed/scripted-server.ts";
import { knownCredentials, readScopes, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { writeSignInFile } from "../../src/commands/sign-in-file.ts";
import { openDatabase } from "../database.ts";
import { runStart } from "./run-start.ts";

const { access_token: token, client_id, client_secret, refresh_token } = knownCredentials;
const withToken = (text: string) => ({ credentials: { auth_method: "access_token", access_token: text } });

describe("the program of npm start", () => {
  let folder = "";
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "start-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const path = () => join(folder, "config.json");
  const accounts = async () =>
    existsSync(join(folder, "data")) ? (await readdir(join(folder, "data"))).toSorted() : [];

  /** Runs in an empty folder, with the simulator as Pinterest. */
  const start = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    runStart(["--data", join(folder, "data"), ...args], {
      folder,
      environment: { PINTEREST_API_BASE_URL: simulator.url, ...environment },
    });
  const demo = ["--demo", "--streams", "account,account_snapshots,pins"];

  it("reads a simulated account with a history of followers, and has its Pins of today on the next start", async () => {
    // A token in the environment doesn't make it another account.
    const wrong = { PINTEREST_ACCESS_TOKEN: "pina_wrong" };
    const first = await start(demo, wrong);
    assert.equal(first.code, 0, first.errors);
    assert.match(first.output, /^Reading a simulated account/u);
    const [all = "", now] = first.rows.get("pins") ?? [];
    assert.equal(now, all);
    assert.deepEqual(first.rows.get("account_snapshots"), ["31", "1"]);
    const pins = Number(all.replace(",", ""));
    const { rows, output } = await start([...demo, "--export", join(folder, "tables")]);
    const more = (pins + 3).toLocaleString("en-US");
    assert.deepEqual(rows.get("pins"), [more, more]);
    assert.deepEqual(rows.get("account_snapshots"), ["31", "1"]);
    assert.match(output, /Page +\S+demo.report\.html/u);
    assert.deepEqual(await accounts(), ["demo"]);
    await assertExported(output);
  });

  /** Checks that there is a Parquet file per table, with the same rows. */
  async function assertExported(output: string): Promise<void> {
    assert.match(output, /^Parquet +tables \(\d+ tables\)$/mu);
    const database = await openDatabase(join(folder, "data/demo/pinterest.duckdb"));
    const tables = await database.rows("SELECT table_name AS name FROM duckdb_tables() WHERE schema_name = 'main'");
    const names = tables.map(({ name }) => asText(name));
    const files = (await readdir(join(folder, "tables"))).map((file) => file.replace(/\.parquet$/u, ""));
    assert.deepEqual(files.toSorted(), names.toSorted());
    const file = `'${join(folder, "tables/pins.parquet")}'`;
    const differences = `(FROM pins EXCEPT ALL FROM ${file}) UNION ALL (FROM ${file} EXCEPT ALL FROM pins)`;
    assert.deepEqual(await database.rows(differences), []);
    await database.close();
  }

  it("prints at most 40 lines for an account with many streams, and counts warnings with their file", async () => {
    const names = `account boards board_pins followers following_boards following_interests following_users likes pins
      search_boards search_pins`.split(/\s+/u);
    const others = `ad_accounts campaigns ad_groups ads audiences account_snapshots board_sections conversion_tags
      customer_lists media`.split(/\s+/u);
    const { rows, output, errors } = await start(["--demo", "--streams", [...others, ...names].join()]);
    assert.deepEqual([...rows.keys()].toSorted(), names.toSorted());
    assert.match(output, /^10 more: npm start -- --data \S+ --demo --streams \S+ --all$/mu);
    const [, count = "", causes, file = ""] = /^(\d+) warnings? with (\d+) causes?: (\S+)$/mu.exec(output) ?? [];
    const warnings = await readFile(join(folder, file), "utf8");
    assert.equal(warnings.match(/^Warning: /gmu)?.length, Number(count));
    const titles = warnings.match(/^# .*$/gmu) ?? [];
    assert.equal(titles.length, Number(causes));
    for (const title of titles.slice(0, 4)) assert.ok(output.includes(title.slice(2)), title);
    const reasons = (warnings.match(/You are not permitted .*$/gmu) ?? []).length;
    assert.ok(reasons > 1 && titles.filter((title) => title.includes("skipped ad account")).length === 1, "one cause");
    assert.ok((output + errors).split("\n").length < 40, output + errors);
    assert.match(errors, /^21 of 21 streams complete; [\d,]+ records$/mu);
    assert.doesNotMatch(output + errors, /Warning/u);
  });

  it("prints at most 40 lines for an own account, with the plan, the budget, ad accounts, and warnings", async () => {
    const { output, errors } = await start(["--budget", "40"], { PINTEREST_ACCESS_TOKEN: `Bearer ${token}` });
    assert.match(output, /^Plan: about \d+ API calls for 16 streams/mu, errors);
    assert.match(output, /^Incomplete: .* --budget \d+$/mu);
    assert.match(output, /^Ads of 2 of 3 ad accounts/mu);
    assert.ok((output + errors).split("\n").length <= 40, output + errors);
  });

  it("keeps each account in a folder of its own", async () => {
    const other = await startSimulator({ seed: 3 });
    const read = async (pinterest: Simulator) => {
      const environment = { PINTEREST_ACCESS_TOKEN: token, PINTEREST_API_BASE_URL: pinterest.url };
      const { rows, errors } = await start(["--streams", "account,boards"], environment);
      const boards = String(pinterest.expectedRecords("boards").length);
      assert.deepEqual(rows.get("boards"), [boards, boards], errors);
    };
    for (const pinterest of [simulator, other, simulator]) await read(pinterest);
    await other.close();
    assert.deepEqual(await accounts(), [simulator, other].map(({ world }) => world.me.profile.username).toSorted());
  });

  /** Reads the account of a server that has nothing else. */
  async function startWith(username: string) {
    const account = { status: 200, body: { id: "123", username } };
    const server = await openScriptedServer(({ path: requested }) =>
      requested === "/user_account" ? account : undefined,
    );
    const environment = { PINTEREST_ACCESS_TOKEN: token, PINTEREST_API_BASE_URL: `${server.origin}/v5` };
    const { code, errors } = await start(["--streams", "account"], environment);
    await server.close();
    return { code, errors };
  }

  for (const username of ["../../elsewhere", "demo", ""]) {
    it(`has a safe folder for the username ${JSON.stringify(username)}`, async () => {
      const { code, errors } = await startWith(username);
      assert.equal(code, 0, errors);
      const [name = "", ...others] = await accounts();
      assert.match(name, /^account-[\w-]{12}$/u);
      assert.deepEqual([others, await readdir(folder)], [[], ["data"]]);
    });
  }

  it("does not mix the data of an account with that of another one that takes its username", async () => {
    const { username } = simulator.world.me.profile;
    assert.equal((await start(["--streams", "account"], { PINTEREST_ACCESS_TOKEN: token })).code, 0);
    const problem = `The folder ${username} has the data of another account. Move it away, or name another with --data.\n`;
    assert.deepEqual(await startWith(username), { code: 1, errors: problem });
  });

  it("writes files that only the user can read, follows no links, and warns of a folder of others", async () => {
    const args = ["--demo", "--streams", "account", "--export", join(folder, "tables")];
    assert.equal((await start(args)).code, 0);
    const data = join(folder, "data/demo");
    const files = ["pinterest.duckdb", "report.html", "warnings.txt"].map((name) => join(data, name));
    files.push(join(folder, "tables/account.parquet"));
    if (process.platform !== "win32")
      for (const file of files) assert.equal((await stat(file)).mode & 0o777, 0o600, file);
    const victim = join(folder, "victim");
    await writeFile(victim, "intact");
    for (const file of [...files.slice(1), join(data, "pinterest.duckdb.ndjson")]) {
      await rm(file, { force: true });
      await symlink(victim, file);
    }
    await chmod(data, 0o777);
    await chmod(files[0] ?? "", 0o644);
    const { code, errors } = await start(args);
    assert.equal(code, 0, errors);
    assert.equal(await readFile(victim, "utf8"), "intact");
    assert.match(await readFile(join(data, "report.html"), "utf8"), /^<!doctype html>/u);
    if (process.platform === "win32") return;
    assert.equal((await stat(files[0] ?? "")).mode & 0o777, 0o600);
    assert.match(
      errors,
      /^Warning: other users of this machine can change what is in data.demo\. .* chmod go-w data.demo$/mu,
    );
    await rename(files[0] ?? "", victim);
    await symlink(victim, files[0] ?? "");
    const linked = await start(args);
    assert.equal(linked.code, 1);
    assert.match(linked.errors, /^The database \S+ is a symbolic link\./mu);
  });

  it("saves renewed single-use refresh tokens in the file of authorize", async () => {
    const pinterest = await startSimulator();
    const credentials = { auth_method: "oauth2.0", client_id, client_secret, refresh_token };
    await writeSignInFile(path(), { credentials }, { scopes: [], renewableUntil: undefined });
    const contents = new Set([await readFile(path(), "utf8")]);
    for (let count = 1; count <= 2; count += 1) {
      const args = ["--config", path(), "--streams", "account"];
      const { code, errors, output } = await start(args, { PINTEREST_API_BASE_URL: pinterest.url });
      assert.equal(code, 0, errors + output);
      contents.add(await readFile(path(), "utf8"));
      pinterest.tokens.expireAll();
    }
    await pinterest.close();
    assert.equal(contents.size, 3);
  });

  it("reads the account of --config, then of the token in the environment, then of config.json", async () => {
    const streams = ["--streams", "account"];
    const invalid =
      /^Pinterest rejected the access token\. .*(?:Save a new token in|Set the environment variable) (\S+)/u;
    const sourceOf = async (args: readonly string[], environment = {}) =>
      invalid.exec((await start([...args, ...streams], environment)).errors)?.[1];
    const wrong = { PINTEREST_ACCESS_TOKEN: "pina_wrong" };
    assert.equal((await start(streams)).code, 2);
    await writeFile(path(), JSON.stringify(withToken("pina_wrong")));
    const other = join(folder, "other.json");
    await writeFile(other, JSON.stringify(withToken("pina_wrong")));
    assert.equal(await sourceOf([]), "config.json");
    assert.equal(await sourceOf([], wrong), "PINTEREST_ACCESS_TOKEN");
    assert.equal(await sourceOf(["--config", other], wrong), other);
  });

  it("proposes one command for all that the budget has no room for, and that command is enough", async () => {
    const named = join(folder, "my config.json");
    await writeFile(named, JSON.stringify(withToken(token)));
    const streams = "account,boards,board_sections,pins,followers,user_account_analytics";
    const { output, code } = await start(["--config", named, "--streams", streams, "--budget", "21"]);
    assert.equal(code, 1);
    const [line = "", ...others] = output.match(/^Incomplete: .*$/gmu) ?? [];
    assert.deepEqual(others, []);
    const data = join(folder, "data");
    const [, command = "", budget = ""] = /: (npm start .* --budget (\d+))$/u.exec(line) ?? [];
    assert.equal(command, `npm start -- --data ${data} --config "${named}" --streams ${streams} --budget ${budget}`);
    const again = await start(["--config", named, "--streams", streams, "--budget", budget]);
    assert.equal(again.code, 0, again.output);
  });

  it("names the process that has the database", async () => {
    const name = simulator.world.me.profile.username;
    const file = join(folder, "data", name, "pinterest.duckdb");
    const environment = { PINTEREST_ACCESS_TOKEN: token };
    await mkdir(dirname(file), { recursive: true });
    const database = await openDatabase(file);
    const { code, output, errors } = await start(["--streams", "account"], environment);
    await database.close();
    assert.deepEqual([code, output], [1, ""]);
    const holder = process.platform === "win32" ? "" : ` by \\S+ \\(PID ${process.pid}\\)`;
    assert.match(errors, new RegExp(`^The database \\S+ is in use${holder}[^\\n]*\\n$`, "u"));
  });

  it("has a help text that names all options", async () => {
    const { code, output, errors } = await start(["--help"]);
    assert.deepEqual([code, errors], [0, ""]);
    const options = "--config FILE|--demo|--streams|--budget|--pictures|--export FOLDER|--data FOLDER|--all";
    for (const option of options.split("|")) assert.ok(output.includes(option), option);
  });

  describe("whose first step fails", () => {
    /** Returns the address of a server that is not there any more. */
    async function nowhere(): Promise<string> {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      await new Promise((resolve) => server.close(resolve));
      return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    }

    interface Failure {
      readonly config?: JsonObject | string;
      readonly args?: readonly string[];
      readonly environment?: () => Promise<Readonly<Record<string, string>>>;
      readonly code?: number;
      readonly scopes?: readonly string[];
      readonly errors: RegExp;
    }
    const oauth = (refresh: string) => ({
      tokens_kept_in_this_file: true,
      credentials: { auth_method: "oauth2.0", client_id, client_secret, refresh_token: refresh },
    });
    const failures: Readonly<Record<string, Failure>> = {
      "a wrong token": {
        config: withToken("pina_wrong"),
        errors:
          /^Pinterest rejected the access token\. .* Save a new token in config\.json .* authorize and --config config\.json/u,
      },
      "an expired sign-in": {
        config: oauth("pinr.gone"),
        errors:
          /^Pinterest rejected the refresh token.* sign in again with the command authorize and --config config\.json/u,
      },
      "a token that doesn't tell whose it is": {
        config: withToken(token),
        scopes: readScopes.filter((scope) => scope !== "user_accounts:read"),
        errors:
          /^Pinterest doesn't say whose account it is.* Grant the scope user_accounts:read: .* --config config\.json\.$/u,
      },
      "no network": {
        config: withToken(token),
        environment: async () => ({ PINTEREST_API_BASE_URL: await nowhere() }),
        errors: /^Pinterest could not be reached: the connection was refused\. Check the network; .* HTTPS_PROXY\.$/u,
      },
      "a proxy that isn't there": {
        config: withToken(token),
        environment: async () => ({
          PINTEREST_API_BASE_URL: "https://pinterest.invalid/v5",
          HTTPS_PROXY: await nowhere(),
        }),
        errors: /^Pinterest could not be reached: .* HTTPS_PROXY names: check its address/u,
      },
      "a missing file": {
        args: ["--config", "confg.json"],
        errors: /^The config file confg\.json could not be read: there is no such file\.$/u,
      },
      "a folder that can't be created": {
        config: {},
        args: ["--demo", "--data", "config.json"],
        errors: /^The database file \S+ can't be written: a folder of its path is a file\.$/u,
      },
      "an invalid configuration": { config: {}, errors: /^Invalid configuration in config\.json: /u },
      "a budget without an account": { args: ["--budget", "21"], code: 2, errors: /--config FILE .* or --demo/u },
      "an unknown stream": {
        config: withToken(token),
        args: ["--streams", "pins,pinz"],
        errors: /^There is no stream pinz\. Did you mean pins\?$/u,
      },
    };
    for (const [what, { config, args = [], environment, code = 1, scopes = readScopes, errors }] of Object.entries(
      failures,
    )) {
      it(`says in one line: ${what}`, async () => {
        if (config !== undefined) await writeFile(path(), typeof config === "string" ? config : JSON.stringify(config));
        simulator.settings.scopes = scopes;
        const outcome = await start(args, await environment?.());
        simulator.settings.scopes = readScopes;
        assert.equal(outcome.code, code, outcome.output);
        const [line = "", ...others] = outcome.errors.split("\n");
        assert.match(line, errors);
        assert.deepEqual(others, [""]);
        assert.doesNotMatch(outcome.output, /^stream/mu);
      });
    }

    it("goes on without an ad account or a scope that is denied", async () => {
      await writeFile(path(), JSON.stringify({ ...withToken(token), ad_account_ids: ["123456"] }));
      const streams = ["--streams", "account,user_websites"];
      const wrong = await start(streams);
      assert.match(wrong.output, /^Incomplete: /mu);
      simulator.settings.scopes = ["user_accounts:read"];
      await writeFile(path(), JSON.stringify(withToken(token)));
      const { output, code } = await start(["--streams", "account,boards"]);
      simulator.settings.scopes = readScopes;
      assert.equal(code, 1);
      assert.match(output, /^account +1 +1$/mu);
      assert.match(output, /^Incomplete: boards\. /mu);
      assert.deepEqual(await accounts(), [simulator.world.me.profile.username]);
    });
  });
});
