import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../src/json.ts";
import { asText, isObject } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";
import { runConnector } from "./connector.ts";
import { Screen } from "./screen.ts";
import { ReadSummary } from "./summary.ts";
import { openTarget, type Target } from "./target.ts";

const screen = new Screen();
const folder = await mkdtemp(join(tmpdir(), "source-pinterest-"));
const target = await openTarget(process.env.PINTEREST_ACCESS_TOKEN);
try {
  process.exitCode = (await show(target)) ? 0 : 1;
} finally {
  await target.close();
  await rm(folder, { recursive: true, force: true });
}

/** Runs every command once, as Airbyte would, and the read a second time for what is new. */
async function show(target: Target): Promise<boolean> {
  const manifest: unknown = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8"));
  screen.say(`source-pinterest ${isObject(manifest) ? asText(manifest.version) : ""}, ${target.about}`);

  screen.heading("What Airbyte asks first");
  const config = await save("config.json", target.config);
  const spec = await single("spec", [], "spec");
  const fields = isObject(spec.connectionSpecification) ? spec.connectionSpecification.properties : {};
  screen.say(`  spec      ${Object.keys(isObject(fields) ? fields : {}).length} settings`);
  const status = await single("check", ["--config", config], "connectionStatus");
  screen.say(
    `  check     ${asText(status.status).toLowerCase()}${status.message === undefined ? "" : `: ${asText(status.message)}`}`,
  );
  if (status.status !== "SUCCEEDED") return false;
  const catalog = await single("discover", ["--config", config], "catalog");
  const streams = Array.isArray(catalog.streams) ? catalog.streams.filter(isObject) : [];
  const incremental = streams.filter((stream) => modes(stream).includes("incremental"));
  screen.say(`  discover  ${streams.length} streams, ${incremental.length} of them incremental`);

  const configured = await save("catalog.json", {
    streams: streams.map((stream) => ({
      stream,
      sync_mode: modes(stream).at(-1) ?? "full_refresh",
      destination_sync_mode: "append",
    })),
  });
  screen.heading("First read: everything");
  const first = await read(["--config", config, "--catalog", configured]);
  const news = await target.change();
  screen.heading(`Second read: what is new${news}`);
  const state = await save("state.json", [...first.summary.states.values()]);
  const second = await read(["--config", config, "--catalog", configured, "--state", state]);

  screen.heading("Three records");
  for (const name of ["pins", "boards", "pin_analytics"]) {
    const record = first.summary.samples.get(name);
    if (record !== undefined) screen.say(`${name}: ${JSON.stringify(record, undefined, 2)}`);
  }
  screen.say();
  return first.complete && second.complete;
}

async function read(args: readonly string[]): Promise<{ summary: ReadSummary; complete: boolean }> {
  const summary = new ReadSummary();
  const begun = Date.now();
  const seconds = () => ((Date.now() - begun) / 1000).toFixed(1);
  const code = await runConnector(["read", ...args], target.environment, (message) => {
    summary.take(message);
    const ended = [...summary.streams.values()].filter(({ status }) => status.endsWith("COMPLETE")).length;
    screen.progress(
      `  ${summary.records.toLocaleString("en")} records, ${ended} of ${summary.streams.size} streams done, ${seconds()} s`,
    );
  });
  for (const line of summary.table()) screen.say(`  ${line}`);
  for (const error of summary.errors) screen.say(`  ! ${error}`);
  screen.say(`  ${code === 0 ? "complete" : `not complete (exit code ${code})`} after ${seconds()} s`);
  return { summary, complete: code === 0 };
}

/** Runs a command that answers with one message, and gives that message's content. */
async function single(command: string, args: readonly string[], member: string): Promise<JsonObject> {
  let answer: JsonObject | undefined;
  const errors: string[] = [];
  await runConnector([command, ...args], target.environment, (message) => {
    const content = message[member];
    if (isObject(content)) answer = content;
    if (isObject(message.trace) && isObject(message.trace.error)) errors.push(asText(message.trace.error.message));
  });
  if (answer === undefined) throw new Error(`The command ${command} did not answer. ${errors.join(" ")}`);
  return answer;
}

async function save(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(content));
  return path;
}

function modes(stream: JsonObject): readonly unknown[] {
  return Array.isArray(stream.supported_sync_modes) ? stream.supported_sync_modes : [];
}
