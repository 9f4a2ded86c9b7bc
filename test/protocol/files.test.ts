import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { ConnectorError } from "../../src/protocol/errors.ts";
import { readJsonFile } from "../../src/protocol/files.ts";

describe("readJsonFile", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "source-pinterest-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it("reads any JSON", async () => {
    for (const value of [{ a: [1, "ü", null] }, [], "text", 1, null, false]) {
      assert.deepEqual(await readJsonFile(write("value.json", JSON.stringify(value)), "config"), value);
    }
  });

  it("ignores a byte order mark and blank lines", async () => {
    assert.deepEqual(await readJsonFile(write("mark.json", '\uFEFF\n {"a":1}\r\n'), "config"), { a: 1 });
  });

  const refused = async (path: string, what: string): Promise<ConnectorError> => {
    const error = await readJsonFile(path, what).then(
      () => assert.fail("it was read"),
      (reason: unknown) => reason,
    );
    assert(error instanceof ConnectorError);
    assert.equal(error.failureType, "config_error");
    return error;
  };

  it("names a missing file", async () => {
    const path = join(folder, "missing.json");
    const { message } = await refused(path, "catalog");
    assert.equal(message, `The catalog file ${path} could not be read: there is no such file.`);
  });

  it("describes other errors", async () => {
    mkdirSync(join(folder, "inner"));
    assert.match((await refused(join(folder, "inner"), "config")).message, /it is a folder\.$/u);
    const throughFile = join(write("file.json", "{}"), "config.json");
    assert.match(
      (await refused(throughFile, "config")).message,
      /could not be read: a folder of its path is a file\.$/u,
    );
    assert.match((await refused("a\0b", "config")).message, /could not be read: ERR_INVALID_ARG_VALUE\.$/u);
  });

  it("rejects invalid JSON without showing its content", async () => {
    const secret = "pina_SECRET";
    for (const content of [
      "",
      " ",
      `{"access_token": "${secret}"`,
      `{access_token: ${secret}}`,
      secret,
      `{}${secret}`,
    ]) {
      const error = await refused(write("broken.json", content), "config");
      assert.match(error.message, /^The config file .*broken\.json is not valid JSON: see line 1, column \d+\.$/u);
      assert.doesNotMatch(inspect(error, { showHidden: true, depth: null }), /SECRET/u);
    }
  });

  it("reads UTF-16 with a byte order mark", async () => {
    assert.deepEqual(await readJsonFile(write("utf16.json", Buffer.from('\uFEFF{"a":"ü"}', "utf16le")), "config"), {
      a: "ü",
    });
  });

  it("rejects other encodings, whose letters would be lost", async () => {
    for (const bytes of [Uint8Array.of(0x1f, 0x8b, 0xff, 0x00), Buffer.from('{"a":"ü"}', "latin1")]) {
      assert.match((await refused(write("other.json", bytes), "config")).message, /other\.json is not UTF-8 text\./u);
    }
  });
});
