import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { knownCredentials, type Simulator, startSimulator } from "../simulator/simulator.ts";
import { asText } from "../src/base/json.ts";
import { runStart } from "../start/test/run-start.ts";
import { folderOfSuite } from "../test/temporary-folders.ts";

const streams = ["account", "boards", "followers", "pins"];

// All other tests of it are in start/test/, which `npm run test:start` runs.
describe("npm start", () => {
  const folder = folderOfSuite();
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator();
  });
  after(() => simulator.close());

  it("stores every row of an account, and writes its page", async () => {
    const environment = {
      PINTEREST_API_BASE_URL: simulator.url,
      PINTEREST_ACCESS_TOKEN: knownCredentials.access_token,
    };
    const args = ["--data", folder.path, "--streams", streams.join(), "--budget", "1000"];
    const { code, rows, output, errors } = await runStart(args, { environment });
    assert.equal(code, 0, output + errors);
    const counts = (stream: string) => simulator.expectedRecords(stream).length.toLocaleString("en-US");
    assert.deepEqual(
      Object.fromEntries(rows),
      Object.fromEntries(streams.map((stream) => [stream, [counts(stream), counts(stream)]])),
    );
    const [account] = simulator.expectedRecords("account");
    const page = await readFile(join(folder.path, asText(account?.username), "report.html"), "utf8");
    assert.match(page, /^<!doctype html>/u);
  });
});
