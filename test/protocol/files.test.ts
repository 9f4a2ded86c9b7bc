import assert from "node:assert/strict";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { ConnectorError } from "../../src/protocol/errors.ts";
import { prepareFolderOf, readJsonFile } from "../../src/protocol/files.ts";
import { folderOfSuite } from "../temporary-folders.ts";

describe("readJsonFile", () => {
  const folder = folderOfSuite();
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    return path;
  };

  it("reads any JSON, despite a byte order mark and blank lines, and in UTF-16 with a mark", async () => {
    for (const [content, value] of [
      ...[{ a: [1, "ü", null] }, "text", 1, null].map((each) => [JSON.stringify(each), each] as const),
      ['\uFEFF\n {"a":1}\r\n', { a: 1 }],
      [Buffer.from('\uFEFF{"a":"ü"}', "utf16le"), { a: "ü" }],
    ] as const)
      assert.deepEqual(await readJsonFile(write("value.txt", content), "config"), value);
  });

  const rejected = async (path: string, what: string): Promise<ConnectorError> => {
    const error = await readJsonFile(path, what).then(
      () => assert.fail("it was read"),
      (reason: unknown) => reason,
    );
    assert(error instanceof ConnectorError);
    assert.equal(error.failureType, "config_error");
    return error;
  };

  it("describes why a file can't be read", async () => {
    mkdirSync(join(folder.path, "inner"));
    for (const [path, problem] of [
      [join(folder.path, "missing.json"), "there is no such file"],
      [join(folder.path, "inner"), "it is a folder"],
      [join(write("file.json", "{}"), "config.json"), "a folder of its path is a file"],
      ["a\0b", "ERR_INVALID_ARG_VALUE"],
    ] as const) {
      const { message } = await rejected(path, "catalog");
      assert.equal(message, `The catalog file ${path} could not be read: ${problem}.`);
    }
  });

  it("rejects invalid JSON without showing its content", async () => {
    const secret = "pina_SECRET";
    for (const content of [`{"token": "${secret}"`, `{token: ${secret}}`, secret, `{}${secret}`]) {
      const error = await rejected(write("broken.json", content), "config");
      assert.match(error.message, /^The config file .*broken\.json is not valid JSON(?:: see line 1, column \d+)?\.$/u);
      assert.doesNotMatch(inspect(error, { showHidden: true, depth: null }), /SECRET/u);
    }
  });

  it("rejects a file that is too large for its role, also one without an end", async () => {
    for (const [what, path, size] of [
      ["config", "/dev/zero", "1 MiB"],
      ["state", "/dev/zero", "32 MiB"],
      ["config", write("large.json", `"${"x".repeat(2 ** 20)}"`), "1 MiB"],
    ] as const) {
      const { message } = await rejected(path, what);
      assert.equal(message, `The ${what} file ${path} is larger than ${size}. Check the path.`);
    }
    const text = "x".repeat(3 * 2 ** 20);
    assert.equal(await readJsonFile(write("state.json", JSON.stringify(text)), "state"), text);
  });

  it("names the line and the column of an error if Node.js does", async () => {
    const { message } = await rejected(write("comma.json", '{\n  "a": 1,\n}'), "config");
    assert.match(message, /comma\.json is not valid JSON: see line 2, column 9\.$/u);
    const other = await rejected(write("colon.json", '{\n  "a": 1,\n  "b" 2\n}'), "config");
    assert.match(other.message, /colon\.json is not valid JSON: see line 3, column 7\.$/u);
  });

  it("says that a file is empty, and how a shell empties it", async () => {
    for (const content of ["", " \n", "\uFEFF"]) {
      const { message } = await rejected(write("state.json", content), "state");
      assert.match(
        message,
        /^The state file \S+state\.json is empty\. .*a shell empties it before the command starts\.$/u,
      );
    }
  });

  it("rejects values that are too deep to be written", async () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const path = write("deep.json", `${open.repeat(50_000)}1${close.repeat(50_000)}`);
      const { message } = await rejected(path, "config");
      assert.equal(message, `The config file ${path} is nested too deeply.`);
    }
  });

  it("rejects other encodings, whose letters would be lost", async () => {
    for (const bytes of [Uint8Array.of(0x1f, 0x8b, 0xff, 0x00), Buffer.from('{"a":"ü"}', "latin1")]) {
      assert.match((await rejected(write("other.json", bytes), "config")).message, /other\.json is not UTF-8 text\./u);
    }
  });
});

describe("prepareFolderOf", () => {
  const folder = folderOfSuite();

  it("creates folders", async () => {
    const path = join(folder.path, "one", "two", "config.json");
    await prepareFolderOf(path, "config");
    await prepareFolderOf(path, "config");
    assert.ok(statSync(join(folder.path, "one", "two")).isDirectory());
  });

  it("describes why a file can't be written", async () => {
    const file = join(folder.path, "file");
    writeFileSync(file, "");
    const path = join(file, "inner", "config.json");
    await assert.rejects(prepareFolderOf(path, "config"), {
      name: "ConnectorError",
      failureType: "config_error",
      message: `The config file ${path} can't be written: a folder of its path is a file.`,
    });
  });
});
