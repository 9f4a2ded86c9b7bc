import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { knownCredentials } from "../../../simulator/simulator.ts";
import type { Json } from "../../../src/base/json.ts";
import { packageRoot } from "../../../src/base/package.ts";
import { parsedObject } from "../../narrow.ts";
import { get, request, textOf, withSimulator } from "../api.ts";

describe("simulator: journal, control requests, and program", () => {
  it("records every API request without its token, and notifies watchers before each response", () =>
    withSimulator({}, async (simulator) => {
      const { journal } = simulator;
      const seen: (string | null)[] = [];
      const stop = journal.watch(({ operation }) => seen.push(operation));
      await get(simulator, "/catalogs/reports/stats", { page_size: [3, 4] });
      assert.deepEqual(seen, ["reports/stats"]);
      stop();
      await get(simulator, "/nowhere");
      await get(simulator, "/boards", {}, "other");
      assert.equal(seen.length, 1);
      const { entries } = journal;
      assert.ok(!JSON.stringify(entries).includes(knownCredentials.access_token));
      assert.deepEqual(
        entries.map(({ operation, status, path }) => [operation, status, path]),
        [
          ["reports/stats", 400, "/v5/catalogs/reports/stats"],
          [null, 404, "/v5/nowhere"],
          ["boards/list", 401, "/v5/boards"],
        ],
      );
      assert.deepEqual(entries[0]?.query, { page_size: ["3", "4"] });
      assert.equal(entries[0]?.time, "2026-07-09T12:00:00.000Z");
      assert.notEqual(entries[0]?.authorization, entries[2]?.authorization);
      journal.clear();
      assert.deepEqual(journal.entries, []);
    }));

  it("changes the world and returns expected records over HTTP as in the process", () =>
    withSimulator({}, async (simulator) => {
      const post = (path: string, value: Json) =>
        request(simulator, `/_simulator/${path}`, { method: "POST", body: JSON.stringify(value) });
      assert.equal((await post("change", { add_pins: 2, advance_days: 1 })).object.now, "2026-07-10T12:00:00.000Z");
      const { object } = await post("expected/pins", {});
      assert.deepEqual(object.records, JSON.parse(JSON.stringify(simulator.expectedRecords("pins"))));
      assert.equal((await post("nothing", {})).status, 404);
      for (const [path, value] of [
        ["change", { add_pins: "many" }],
        ["change", { delete_pin: "1" }],
        ["change", { archive: "1" }],
        ["change", { turn: 1 }],
        ["change", { add_ads: 1, ad_group_id: "1" }],
        ["expected/nothing", {}],
      ] as const)
        assert.equal((await post(path, value)).status, 400, `${path} ${JSON.stringify(value)}`);
    }));

  it("runs as a program that prints one line of JSON and exits at SIGTERM", async () => {
    const program = join(packageRoot, "simulator/main.ts");
    const child = spawn(process.execPath, ["--import", "tsx", program, "--seed", "3"], { cwd: packageRoot });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
    while (!output.includes("\n")) {
      await Promise.race([once(child.stdout, "data"), once(child.stdout, "end")]);
      assert.equal(child.stdout.readableEnded, false, "the program ended");
    }
    const line = parsedObject(output);
    const url = textOf(line, "url");
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/v5$/u);
    const { client_id: id, access_token: token } = knownCredentials;
    assert.deepEqual([line.client_id, line.access_token], [id, token]);
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/user_account`, { headers });
    assert.equal(response.status, 200);
    await response.text();
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
    assert.equal(output.split("\n").length, 2);
  });
});
