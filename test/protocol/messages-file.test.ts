import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConnectorError } from "../../src/protocol/errors.ts";
import { readMessagesFile } from "../../src/protocol/messages-file.ts";
import { itWith, unix } from "../requirements.ts";
import { folderOfSuite } from "../temporary-folders.ts";

const state = (name: string) => ({
  type: "STATE",
  state: { type: "STREAM", stream: { stream_descriptor: { name }, stream_state: { cursor: name } } },
});
const record = { type: "RECORD", record: { stream: "pins", data: { note: 'a "STATE" of mind' }, emitted_at: 1 } };
const log = { type: "LOG", log: { level: "INFO", message: "CATALOG" } };

describe("readMessagesFile", () => {
  const folder = folderOfSuite();

  const read = (content: string | Uint8Array, what: "catalog" | "state" = "state") => {
    const path = join(folder.path, "file");
    writeFileSync(path, content);
    return readMessagesFile(path, what);
  };
  const lines = (...messages: readonly unknown[]) => messages.map((message) => `${JSON.stringify(message)}\n`).join("");

  it("accepts plain JSON: a list or an object, on one line or several", async () => {
    for (const value of [[state("a")], { streams: [] }, {}, [], { pins: { type: "x" } }]) {
      for (const indent of [0, 2]) assert.deepEqual(await read(JSON.stringify(value, null, indent)), value);
    }
  });

  it("returns the states in the output of read", async () => {
    const all = [log, record, state("a"), record, state("b"), log];
    assert.deepEqual(await read(lines(...all)), [state("a"), state("b")]);
    assert.deepEqual(await read(lines(...all).replaceAll("\n", "\r\n\r\n")), [state("a"), state("b")]);
  });

  itWith(unix, "reads a pipe, which gives its content only once", async () => {
    const path = join(folder.path, "pipe");
    execFileSync("mkfifo", [path]);
    const contents = [
      ["{}\n", {}],
      [JSON.stringify({ streams: [] }, null, 2), { streams: [] }],
      [lines(log, record, state("a"), log), [state("a")]],
      [Buffer.from(`\uFEFF${lines(state("a"))}`, "utf16le"), [state("a")]],
    ] as const;
    for (const [content, value] of contents) {
      const [read] = await Promise.all([readMessagesFile(path, "state"), writeFile(path, content)]);
      assert.deepEqual(read, value);
    }
    const failure = assert.rejects(readMessagesFile(path, "state"), {
      name: "ConnectorError",
      message: new RegExp(`^The state file ${path} is empty\\.`, "u"),
    });
    await Promise.all([failure, writeFile(path, "")]);
  });

  it("reads UTF-16, as Windows PowerShell saves the output of a program", async () => {
    const written = (text: string) => Buffer.from(`\uFEFF${text.replaceAll("\n", "\r\n")}`, "utf16le");
    assert.deepEqual(await read(written(lines(log, state("ü"), record))), [state("ü")]);
    assert.deepEqual(await read(written(JSON.stringify({ streams: ["ü"] }, null, 2)), "catalog"), { streams: ["ü"] });
  });

  it("returns states with one per line, as platforms store them", async () => {
    assert.deepEqual(await read(lines(state("a").state, state("b").state)), [state("a").state, state("b").state]);
  });

  it("rejects an endless line without reading it", async () => {
    const endless = `{"type":"LOG","log":"${"x".repeat(2 ** 25)}`;
    const message = `The state file ${join(folder.path, "file")} is larger than 32 MiB. Check the path.`;
    for (const before of ["", lines(log)]) {
      await assert.rejects(read(before + endless), { name: "ConnectorError", message });
    }
  });

  it("ignores only a truncated last line", async () => {
    const cut = JSON.stringify(state("b")).slice(0, -9);
    for (const blank of ["", "\r\n \r\n"]) assert.deepEqual(await read(lines(state("a")) + cut + blank), [state("a")]);
    await assert.rejects(
      read(`${lines(state("a"))}${cut}\n${lines(log)}`),
      /Line 2 of the state file .* not valid JSON/u,
    );
  });

  it("returns the catalog in the output of discover", async () => {
    const catalog = { type: "CATALOG", catalog: { streams: [{ name: "pins" }] } };
    assert.deepEqual(await read(lines(log, catalog), "catalog"), [catalog]);
  });

  it("describes an invalid file without its content", async () => {
    for (const [content, problem] of [
      ["", /is empty/u],
      ["secret", /is not valid JSON/u],
      ['{"secret":\n', /is not valid JSON/u],
      [lines(log, record), /has messages, but none of type STATE/u],
    ] as const) {
      await assert.rejects(
        read(content),
        (error) => error instanceof ConnectorError && problem.test(error.message) && !error.message.includes("secret"),
      );
    }
    await assert.rejects(readMessagesFile(join(folder.path, "missing"), "state"), /there is no such file/u);
    await assert.rejects(readMessagesFile(folder.path, "catalog"), /it is a folder/u);
  });
});
