import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { OutputCheck } from "../../../src/commands/output/output-check.ts";

/** Returns an output whose writes fail with the code, or succeed; and what was written to it. */
function outputOf(code?: string) {
  let text = "";
  const output = new Writable({
    write: (chunk: unknown, _encoding, done) => {
      text += String(chunk);
      done(code === undefined ? null : Object.assign(new Error("the write failed"), { code }));
    },
  });
  return { output, written: () => text };
}

describe("OutputCheck", () => {
  it("returns whether stdout took everything, and says on stderr what to do if not", async () => {
    for (const [code, isWritten, said] of [
      [undefined, true, ""],
      ["ENOSPC", false, "Could not write all output: the write failed. Free some space, and run it again.\n"],
      // Whoever read it wants no more.
      ["EPIPE", false, ""],
    ] as const) {
      const stdout = outputOf(code);
      const stderr = outputOf();
      const check = new OutputCheck(stdout.output, stderr.output);
      stdout.output.write("a record\n");
      assert.equal(await check.isWritten("run it again"), isWritten, code);
      assert.equal(stderr.written(), said, code);
    }
  });

  it("outlives a stderr that fails", async () => {
    const stdout = outputOf();
    const stderr = outputOf("EPIPE");
    const check = new OutputCheck(stdout.output, stderr.output);
    stderr.output.write("a line\n");
    assert.equal(await check.isWritten("run it again"), true);
  });
});
