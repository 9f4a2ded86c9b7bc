// Runs each command of the connector in its image as Airbyte does, against the local simulator.
//   node .ci/verify-image.mjs TAG FOLDER
// FOLDER holds configurations and catalogs; it is created if needed. CONTAINER_TOOL is the program that runs containers
// (podman by default). Exits with an error if a check fails.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [tag, folder] = process.argv.slice(2);
assert(tag && folder, "usage: verify-image.mjs TAG FOLDER");
mkdirSync(folder, { recursive: true });
chmodSync(folder, 0o777);
const { CONTAINER_TOOL: containerTool = "podman" } = process.env;

const say = (text) => process.stdout.write(`${text}\n`);
const put = (name, value) => writeFileSync(join(folder, name), JSON.stringify(value), { mode: 0o444 });

/** Runs the image, on a root file system that nobody can write, in a folder that is not the image's own. */
function run(options, ...args) {
  const rights = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"];
  const fixed = ["--rm", "-i", "--pull=never", "--log-driver=none", "--network=host", ...rights];
  const { status, stdout, stderr } = spawnSync(
    containerTool,
    ["run", ...fixed, "--volume", `${folder}:/data`, "--workdir", "/data", ...options, tag, ...args],
    { encoding: "utf8", maxBuffer: 1 << 30, timeout: 300_000 },
  );
  return { status, stdout, stderr };
}

/** The messages of a command that must end well, with nothing on stderr. */
function messagesOf(options, ...args) {
  const { status, stdout, stderr } = run(options, ...args);
  assert.equal(status, 0, `${args.join(" ")} ended with ${status}: ${stderr}${stdout.slice(-2000)}`);
  assert.equal(stderr, "", `${args.join(" ")} wrote to stderr`);
  assert(stdout.endsWith("\n"));
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const ofType = (messages, type) => messages.filter((message) => message.type === type);

function only(messages, type) {
  const found = ofType(messages, type);
  assert.equal(found.length, 1, `${found.length} messages of type ${type}`);
  return found[0];
}

function checkFacts() {
  const [{ Config: config }] = JSON.parse(execFileSync(containerTool, ["image", "inspect", tag], { encoding: "utf8" }));
  const { version, name } = JSON.parse(readFileSync("package.json", "utf8"));
  assert.equal(config.User, "1000:1000");
  assert.equal(config.WorkingDir, "/airbyte");
  assert(config.Env.includes(`AIRBYTE_ENTRYPOINT=${config.Entrypoint.join(" ")}`));
  assert.equal(config.Labels["io.airbyte.name"], name);
  assert.equal(config.Labels["io.airbyte.version"], version);

  const shell = (script) => {
    const { status, stdout, stderr } = run(["--entrypoint", "sh"], "-c", `set -e; ${script}`);
    assert.equal(status, 0, `sh in the image: ${stderr}`);
    return stdout.trim();
  };
  assert.equal(shell("id -u; id -un; id -g"), "1000\nairbyte\n1000");
  assert.equal(shell("stat -c '%U %a' /airbyte"), "airbyte 755");
  assert.equal(shell("touch /airbyte/new 2>&1 || true"), "touch: cannot touch '/airbyte/new': Read-only file system");
  assert.equal(shell("sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status"), "0000000000000000");
  // As Airbyte's wrapper calls the connector.
  shell("command -v mv sleep kill; trap : EXIT");
  assert.equal(
    shell("find /airbyte -type f -path '*/node_modules/typescript/*'"),
    "",
    "what only builds is left behind",
  );
  assert.equal(shell("ls /airbyte/integration_code/dist"), "src");
  assert.equal(
    shell("find /airbyte/integration_code -user airbyte"),
    "",
    "the program must not be able to change itself",
  );
  const spec = shell('eval "$AIRBYTE_ENTRYPOINT spec"');
  assert.equal(JSON.parse(spec).type, "SPEC", "started as Airbyte starts it");
  say("ok: user, folders, shell, labels, entrypoint");
}

/** The list of what is in the image names all packages that are there, in the versions of package-lock.json, and no other. */
function checkSbom() {
  const home = "/airbyte/integration_code";
  const script = `
    const { readdirSync, readFileSync } = require("node:fs");
    const read = (path) => JSON.parse(readFileSync(path, "utf8"));
    const folders = readdirSync("${home}/node_modules", { recursive: true, encoding: "utf8" })
      .filter((path) => /(?:^|node_modules\\/)(?:@[^/]+\\/)?[^/@.][^/]*\\/package\\.json$/.test(path));
    const installed = folders.map((path) => read("${home}/node_modules/" + path)).map(({ name, version }) => name + "@" + version);
    console.log(JSON.stringify({ installed, sbom: read("${home}/sbom.json") }));`;
  const { status, stdout, stderr } = run(["--entrypoint", "node"], "-e", script);
  assert.equal(status, 0, stderr);
  const { installed, sbom } = JSON.parse(stdout);
  const locked = Object.entries(JSON.parse(readFileSync("package-lock.json", "utf8")).packages)
    .filter(([path, { dev }]) => path !== "" && dev !== true)
    .map(([path, { version }]) => `${path.slice(path.lastIndexOf("node_modules/") + 13)}@${version}`);
  const listed = sbom.components.map(({ name, version }) => `${name}@${version}`);
  assert.deepEqual(listed.sort(), locked.sort());
  assert.deepEqual(installed.filter((name) => locked.includes(name)).sort(), locked, "what is listed is there");
  assert.deepEqual(
    installed.filter((name) => !locked.includes(name)),
    [],
    "what is there is listed",
  );
  assert(sbom.components.every(({ licenses, hashes }) => licenses?.length > 0 && hashes?.length > 0));
  say(`ok: sbom (${listed.length} packages)`);
}

function checkHeap() {
  const script = "console.log(v8.getHeapStatistics().heap_size_limit / os.totalmem())";
  const { status, stdout } = run(["--entrypoint", "node"], "-e", script);
  assert.equal(status, 0);
  say(`ok: the heap may take ${Math.round(Number(stdout) * 100)} % of this machine's memory`);
}

function checkSpec() {
  const { spec } = only(messagesOf([], "spec"), "SPEC");
  assert.deepEqual(spec, JSON.parse(readFileSync("spec.json", "utf8")));
  say("ok: spec");
}

function checkCommands({ url, access_token }) {
  const api = ["--env", `PINTEREST_API_BASE_URL=${url}`];
  const credentials = { auth_method: "access_token", access_token };
  put("config.json", { credentials, search_queries: ["garden"] });
  put("wrong.json", { credentials: { ...credentials, access_token: "pina_wrong" } });

  const check = (config) => only(messagesOf(api, "check", "--config", config), "CONNECTION_STATUS").connectionStatus;
  assert.equal(check("/data/config.json").status, "SUCCEEDED");
  assert.equal(check("/data/wrong.json").status, "FAILED");
  say("ok: check");

  const { catalog } = only(messagesOf(api, "discover", "--config", "/data/config.json"), "CATALOG");
  assert(catalog.streams.length > 0);
  say(`ok: discover (${catalog.streams.length} streams)`);

  const streams = catalog.streams.map((stream) => ({
    stream,
    sync_mode: stream.supported_sync_modes.at(-1),
    destination_sync_mode: "append",
  }));
  put("catalog.json", { streams });
  const messages = messagesOf(api, "read", "--config", "/data/config.json", "--catalog", "/data/catalog.json");
  const complete = ofType(messages, "TRACE").filter(({ trace }) => trace.stream_status?.status === "COMPLETE");
  const stateful = new Set(ofType(messages, "STATE").map(({ state }) => state.stream.stream_descriptor.name));
  const records = ofType(messages, "RECORD").length;
  assert.equal(complete.length, streams.length);
  assert.equal(stateful.size, streams.length);
  assert(records > 0);
  say(`ok: read (${records} records of ${streams.length} streams)`);
}

/**
 * A file that authorize created keeps its sign-in: mounted read-only, until its access token expires, and mounted as
 * docs/deployment.md does, over several renewals.
 */
function checkSignIn({ url, client_id, client_secret, refresh_token, access_token }) {
  const secrets = join(folder, "secrets");
  mkdirSync(secrets);
  const path = join(secrets, "config.json");
  const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
  const read = () => JSON.parse(readFileSync(path, "utf8"));
  const writeUntil = (token_expiry_date, config = read()) =>
    writeFileSync(path, JSON.stringify({ ...config, credentials: { ...config.credentials, token_expiry_date } }));
  const credentials = { auth_method: "oauth2.0", client_id, client_secret, refresh_token, access_token };
  writeUntil(inDays(20), { credentials, tokens_kept_in_this_file: true });

  const line = readFileSync("docs/deployment.md", "utf8").match(/^docker run (.*) source-pinterest:\S+ (check .*)$/mu);
  assert(line, "docs/deployment.md shows how to run check");
  assert(!line[1].includes(":ro"));
  const check = (mount) => {
    const options = `--pull=never --network=host --env PINTEREST_API_BASE_URL=${url} ${line[1].replace(":/secrets", `:/secrets${mount}`)}`;
    const { status, stdout, stderr } = spawnSync("sh", ["-c", `${containerTool} run ${options} ${tag} ${line[2]}`], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    const messages = stdout
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text));
    return only(messages, "CONNECTION_STATUS").connectionStatus;
  };

  const before = read();
  assert.equal(check(":ro").status, "SUCCEEDED", "the access token is valid");
  writeUntil(inDays(-1));
  const { status, message } = check(":ro");
  assert.equal(status, "FAILED");
  assert.match(message, /the file system is read-only\. .* mount the folder without :ro\./u);
  assert.equal(read().credentials.refresh_token, before.credentials.refresh_token);

  const used = new Set([refresh_token]);
  for (let run = 1; run <= 2; run += 1) {
    writeUntil(inDays(-1));
    assert.equal(check("").status, "SUCCEEDED", `run ${run} with an expired access token`);
    used.add(read().credentials.refresh_token);
  }
  assert.equal(used.size, 3, "each renewal is kept");
  say("ok: sign-in (read-only and writable, with an expired token)");
}

checkFacts();
checkSbom();
checkHeap();
checkSpec();

const args = ["dist/simulator/main.js", "--port", "0", "--seed", "1", "--scale", "small"];
const simulator = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
try {
  const [line] = await Promise.race([
    (async () => {
      for await (const text of createInterface({ input: simulator.stdout })) return [text];
      return [];
    })(),
    new Promise((resolve) => simulator.once("exit", () => resolve([]))),
  ]);
  assert(line !== undefined, "the simulator ended before it was ready");
  const known = JSON.parse(line);
  checkCommands(known);
  checkSignIn(known);
} finally {
  simulator.kill();
}
