import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { today } from "../test/today.ts";
import { clockOfTests } from "./bed/program-clock.ts";

describe("the programs that tests start", () => {
  it("have the day of the tests, and no name servers", () => {
    const script = `import { lookup } from "node:dns/promises";
      const { code } = await lookup("pinterest.com").catch((error) => error);
      console.log(new Date(Date.now()).toISOString().slice(0, 10), code);`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      encoding: "utf8",
      env: { ...process.env, ...clockOfTests },
    });
    assert.deepEqual([stdout, stderr], [`${today} ENOTFOUND\n`, ""]);
  });
});
