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
import { itWith } from "../../test/requirements.ts";
import { openDatabase } from "../database.ts";
import { runStart, smallDisk, startOnSmallDisk } from "./run-start.ts";

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

  /** Runs in an empty folder, with the simulator as Pinterest. */
  const start = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    runStart(["--data", join(folder, "data"), ...args], {
      folder,
      environment: { PINTEREST_API_BASE_URL: simulator.url, ...environment },
    });
  itWith(smallDisk, "says of a full disk how the read continues", () => {
    const { code, errors } = startOnSmallDisk(folder, 2, ["--demo", "--streams", "pins"]);
    assert.equal(code, 1);
    assert.match(
      errors,
      /^The disk is full: .*no space left on device.*\. Free some space, and run the same command again: it continues this read\.$/imu,
    );
  });

  describe("with the simulated account", () => {
    const names = "account boards following_boards following_interests following_users pins".split(" ");
    const others = `account_snapshots ad_accounts ad_groups ads audiences billing_profiles board_sections campaigns
      conversion_tags customer_lists keywords labels lead_forms order_lines product_group_promotions user_websites`.split(
      /\s+/u,
    );
    let own = "";
    let first: Awaited<ReturnType<typeof start>>;
    let second: Awaited<ReturnType<typeof start>>;
    const inDemo = (name: string) => join(own, "data/demo", name);
    const tables = () => join(own, "tables");
    /** Starts again in the folder of all tests here. */
    const startAgain = (args: readonly string[]) => runStart(["--data", join(own, "data"), ...args], { folder: own });

    before(async () => {
      own = await mkdtemp(join(tmpdir(), "start-"));
      // A token in the environment doesn't make it another account.
      const environment = { PINTEREST_ACCESS_TOKEN: "pina_wrong" };
      const args = ["--data", join(own, "data"), "--demo", "--streams", "account,account_snapshots,pins"];
      first = await runStart(args, { folder: own, environment });
      await mkdir(inDemo("profiles"));
      await writeFile(inDemo("profiles/1.html"), "a profile of an earlier read");
      second = await startAgain(["--demo", "--streams", [...others, ...names].join(), "--export", tables()]);
    });
    after(() => rm(own, { recursive: true }));

    it("has a history of followers, and the Pins of today on the next start", async () => {
      assert.equal(first.code, 0, first.errors);
      assert.match(first.output, /^Reading a simulated account/u);
      const [all = "", now] = first.rows.get("pins") ?? [];
      assert.equal(now, all);
      assert.deepEqual(first.rows.get("account_snapshots"), ["31", "1"]);
      const more = (Number(all.replace(",", "")) + 3).toLocaleString("en-US");
      assert.deepEqual(second.rows.get("pins"), [more, more]);
      assert.match(second.output, /Page +\S+demo.report\.html/u);
      assert.deepEqual(await readdir(join(own, "data")), ["demo"]);
      assert.ok(!existsSync(inDemo("profiles")), "pages of earlier profiles are removed");
    });

    it("prints at most 40 lines for many streams, and counts warnings with their file", async () => {
      const { rows, output, errors } = second;
      assert.deepEqual([...rows.keys()].toSorted(), names);
      assert.match(output, /^16 more: npm start -- --data \S+ --demo --streams \S+ --export \S+ --all$/mu);
      const [, count = "", causes, file = ""] = /^(\d+) warnings? with (\d+) causes?: (\S+)$/mu.exec(output) ?? [];
      const warnings = await readFile(join(own, file), "utf8");
      assert.equal(warnings.match(/^Warning: /gmu)?.length, Number(count));
      const titles = warnings.match(/^# .*$/gmu) ?? [];
      assert.equal(titles.length, Number(causes));
      for (const title of titles.slice(0, 4)) assert.ok(output.includes(title.slice(2)), title);
      const reasons = (warnings.match(/You are not permitted .*$/gmu) ?? []).length;
      const ofAccount = titles.filter((title) => title.includes("skipped ad account"));
      assert.ok(reasons > 1 && ofAccount.length === 1, "one cause");
      assert.ok((output + errors).split("\n").length < 40, output + errors);
      assert.match(errors, /^22 of 22 streams complete; [\d,]+ records$/mu);
      assert.doesNotMatch(output + errors, /Warning/u);
    });

    it("exports a Parquet file per table, with the same rows", async () => {
      assert.match(second.output, /^Parquet +tables \(\d+ tables\)$/mu);
      const database = await openDatabase(inDemo("pinterest.duckdb"));
      const names = await database.rows("SELECT table_name AS name FROM duckdb_tables() WHERE schema_name = 'main'");
      const files = (await readdir(tables())).map((file) => file.replace(/\.parquet$/u, ""));
      assert.deepEqual(files.toSorted(), names.map(({ name }) => asText(name)).toSorted());
      const file = `'${join(tables(), "pins.parquet")}'`;
      const differences = `(FROM pins EXCEPT ALL FROM ${file}) UNION ALL (FROM ${file} EXCEPT ALL FROM pins)`;
      assert.deepEqual(await database.rows(differences), []);
      assert.deepEqual(await database.rows("SELECT count(*) AS days FROM account_snapshots"), [{ days: 31 }]);
      await database.close();
    });

    it("writes files that only the user can read, follows no links, and warns of a folder of others", async () => {
      const args = ["--demo", "--streams", "account", "--export", tables()];
      const database = inDemo("pinterest.duckdb");
      const replaced = [inDemo("report.html"), inDemo("warnings.txt"), join(tables(), "account.parquet")];
      if (process.platform !== "win32")
        for (const file of [database, ...replaced]) assert.equal((await stat(file)).mode & 0o777, 0o600, file);
      const victim = join(own, "victim");
      await writeFile(victim, "intact");
      for (const file of [...replaced, `${database}.ndjson`]) {
        await rm(file, { force: true });
        await symlink(victim, file);
      }
      await chmod(inDemo(""), 0o777);
      await chmod(database, 0o644);
      const { code, errors } = await startAgain(args);
      assert.equal(code, 0, errors);
      assert.equal(await readFile(victim, "utf8"), "intact");
      assert.match(await readFile(inDemo("report.html"), "utf8"), /^<!doctype html>/u);
      if (process.platform === "win32") return;
      assert.equal((await stat(database)).mode & 0o777, 0o600);
      const warning =
        /^Warning: other users of this machine can change what is in data.demo\. .* chmod go-w data.demo$/mu;
      assert.match(errors, warning);
      await rename(database, victim);
      await symlink(victim, database);
      const linked = await startAgain(args);
      assert.equal(linked.code, 1);
      assert.match(linked.errors, /^The database \S+ is a symbolic link\./mu);
    });
  });

  it("prints at most 40 lines for an own account, with the plan, the budget, ad accounts, and warnings", async () => {
    const { output, errors } = await start(["--budget", "40"], { PINTEREST_ACCESS_TOKEN: `Bearer ${token}` });
    assert.match(output, /^Plan: about \d+ API calls for 20 streams/mu, errors);
    assert.match(output, /^Incomplete: .* --budget \d+$/mu);
    assert.match(output, /^Ads of 2 of 3 ad accounts/mu);
    assert.ok((output + errors).split("\n").length <= 40, output + errors);
  });

  it("keeps each account in a folder of its own, and out of that of another one with its username", async () => {
    const startWith = (url: string) =>
      start(["--streams", "account"], { PINTEREST_ACCESS_TOKEN: token, PINTEREST_API_BASE_URL: url });
    const other = await startSimulator({ seed: 3 });
    const usernames = [simulator, other].map(({ world }) => world.me.profile.username);
    for (const { url } of [simulator, other]) assert.equal((await startWith(url)).code, 0);
    await other.close();
    assert.deepEqual(await readdir(join(folder, "data")), usernames.toSorted());
    const [username = ""] = usernames;
    const impostor = { status: 200, body: { id: "123", username } };
    const server = await openScriptedServer(({ path }) => (path === "/user_account" ? impostor : undefined));
    const { code, errors } = await startWith(`${server.origin}/v5`);
    await server.close();
    const problem = `The folder ${username} has the data of another account. Move it away, or name another with --data.\n`;
    assert.deepEqual([code, errors], [1, problem]);
  });

  it("saves renewed single-use refresh tokens in the file of authorize", async () => {
    const credentials = { auth_method: "oauth2.0", client_id, client_secret, refresh_token };
    await writeSignInFile(path(), { credentials }, { scopes: [], renewableUntil: undefined });
    const before = await readFile(path(), "utf8");
    const pinterest = await startSimulator();
    // The read signs in with the token that the first request left in the file.
    const { code, errors } = await start(["--config", path(), "--streams", "account"], {
      PINTEREST_API_BASE_URL: pinterest.url,
    });
    await pinterest.close();
    assert.equal(code, 0, errors);
    assert.notEqual(await readFile(path(), "utf8"), before);
  });

  it("reads the account of --config, then of the token in the environment, then of config.json", async () => {
    const named = join(folder, "other.json");
    for (const file of [path(), named]) await writeFile(file, JSON.stringify(withToken("pina_wrong")));
    const invalid =
      /^Pinterest rejected the access token\. .*(?:Save a new token in|Set the environment variable) (\S+)/u;
    const sourceOf = async (args: readonly string[]) =>
      invalid.exec((await start(args, { PINTEREST_ACCESS_TOKEN: "pina_wrong" })).errors)?.[1];
    assert.equal(await sourceOf([]), "PINTEREST_ACCESS_TOKEN");
    assert.equal(await sourceOf(["--config", named]), named);
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
  });
});
