import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../src/base/json.ts";
import { packageRoot } from "../src/base/package.ts";
import { airbyteProtocol } from "../test/protocol/airbyte-protocol.ts";
import { itWith, linux } from "../test/requirements.ts";
import { words } from "../test/words.ts";
import { credentials } from "./bed/bed.ts";
import { type Files, type Outcome, run, withFiles } from "./bed/connector.ts";
import { configure, errorsOf, streamsOf } from "./bed/messages.ts";
import { clockOfTests } from "./bed/program-clock.ts";

const config = {
  credentials,
  search_queries: ["garden"],
};

const names = words(`
  account board_pins boards followers media pin_analytics pins search_pins user_account_analytics user_account_top_pins
`);

/** Line endings of Python's `splitlines`. */
const lineEnds = "\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029";

/** A Linux device that is always full. */
const fullDevice = "/dev/full";

describe("output of the program", () => {
  let simulator: Simulator;
  let environment: Record<string, string>;
  let streams: readonly JsonObject[];
  let read: Outcome;
  let all: readonly Outcome[];

  before(async () => {
    simulator = await startSimulator({ seed: 11, scale: "small" });
    environment = { PINTEREST_API_BASE_URL: simulator.url };
    const spec = await run("spec", {});
    const check = await run("check", { config }, { environment });
    const discover = await run("discover", { config }, { environment });
    streams = streamsOf(discover.messages).filter(({ name }) => names.includes(asText(name)));
    read = await run("read", { config, catalog: configure(streams) }, { environment, args: ["--debug"] });
    const failed = await run("check", { config: {} }, { environment });
    const invalid = await run("read", { config, catalog: [] }, { environment });
    all = [spec, check, discover, read, failed, invalid];
  });
  after(() => simulator.close());

  it("is a message of the protocol in every line", () => {
    const problemsOf = airbyteProtocol.checkOf("AirbyteMessage");
    for (const { messages } of all) for (const message of messages) assert.deepEqual(problemsOf(message), []);
  });

  it("has one message per line, also by Python's line endings, and an empty stderr", () => {
    for (const { stdout, stderr, messages } of all) {
      assert.equal(stderr, "");
      assert.ok(stdout.endsWith("\n"));
      let ends = 0;
      for (let index = 0; index < stdout.length; index += 1) if (lineEnds.includes(stdout[index] ?? "")) ends += 1;
      assert.equal(ends, messages.length);
    }
  });

  /** Runs a command with stdout on a full disk. @returns stderr */
  const onFullDisk = (command: string, files: Files, options: readonly string[] = []) =>
    withFiles(command, files, async (args) => {
      const output = openSync(fullDevice, "w");
      try {
        const child = spawn(process.execPath, [join(packageRoot, "dist/src/main.js"), ...args, ...options], {
          env: { ...process.env, ...clockOfTests, ...environment },
          stdio: ["ignore", output, "pipe"],
        });
        const ended = once(child, "close");
        assert(child.stderr);
        const stderr = await text(child.stderr);
        assert.deepEqual(await ended, [1, null]);
        return stderr;
      } finally {
        closeSync(output);
      }
    });

  itWith(linux, "of a read ends with how to continue if the disk is full", async () => {
    const stderr = await onFullDisk("read", { config, catalog: configure(streams) });
    assert.match(
      stderr,
      /^Could not write all output: ENOSPC[^\n]*, and continue with --state and the whole output: [^\n]*\n$/u,
    );
  });

  for (const command of ["plan", "authorize --status", "survey", "discover", "spec", "--help", "--version"]) {
    itWith(linux, `of ${command} ends without a stack trace if the disk is full`, async () => {
      const [name = "", ...options] = command.split(" ");
      const stderr = await onFullDisk(name, /^(?:-|spec)/u.test(name) ? {} : { config }, options);
      assert.match(stderr, /^Could not write all output: ENOSPC[^\n]*\. Free some space, and run again\.\n$/u);
    });
  }

  it("is exactly one SPEC, one CONNECTION_STATUS, or one CATALOG", () => {
    const types = all.slice(0, 3).map(({ messages }) => messages.map(({ type }) => type));
    assert.deepEqual(types, [["SPEC"], ["CONNECTION_STATUS"], ["CATALOG"]]);
  });

  it("counts the records of each state exactly, with a decimal point", () => {
    const counts = new Map<string, number>();
    let states = 0;
    for (const line of read.stdout.split("\n")) {
      const [, recordOf] = /^\{"type":"RECORD","record":\{"stream":"(\w+)"/u.exec(line) ?? [];
      if (recordOf !== undefined) counts.set(recordOf, (counts.get(recordOf) ?? 0) + 1);
      if (!line.startsWith('{"type":"STATE"')) continue;
      const [, count] = /"sourceStats":\{"recordCount":(\d+\.0)\}\}\}$/u.exec(line) ?? [];
      const [, stateOf = ""] = /"stream_descriptor":\{"name":"(\w+)"\}/u.exec(line) ?? [];
      assert.equal(count, `${counts.get(stateOf) ?? 0}.0`, stateOf);
      counts.set(stateOf, 0);
      states += 1;
    }
    assert.ok(states > streams.length);
    assert.deepEqual(
      [...counts.values()].filter((rest) => rest > 0),
      [],
      "records that no state covers",
    );
  });

  it("has a stack trace for a system error", async () => {
    const fault = { status: 405, code: 5, message: "Method not allowed." };
    simulator.faults.set([{ operation: "media/list", fault }]);
    const catalog = configure(streams.filter(({ name }) => name === "media"));
    const { messages } = await run("read", { config, catalog }, { environment });
    simulator.faults.clear();
    assert.deepEqual(
      errorsOf(messages).map(({ failure_type: type }) => type),
      ["system_error"],
    );
    assert.match(asText(errorsOf(messages)[0]?.stack_trace), /\bsrc\/pinterest\/\w[\w-]*\.js:\d+:\d+/u);
  });

  it("repeats no state with records in between", () => {
    const last = new Map<string, string>();
    for (const { state } of read.messages) {
      if (!isObject(state) || !isObject(state.stream)) continue;
      const stream = asText(state.stream.stream_descriptor);
      const content = asText(state.stream.stream_state);
      assert.notEqual(last.get(stream), content, stream);
      last.set(stream, content);
    }
  });
});
