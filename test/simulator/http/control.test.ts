import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { knownCredentials } from "../../../simulator/simulator.ts";
import { packageRoot } from "../../../src/base/package.ts";
import { parsedObject } from "../../narrow.ts";
import { itWith, unix } from "../../requirements.ts";
import { ahead } from "../../today.ts";
import { get, send, textOf, withSimulator } from "../api.ts";

describe("simulator: journal, control requests, and program", () => {
  it("records every API request without its token, just before its response", () =>
    withSimulator({}, async (simulator) => {
      const seen: (string | null)[] = [];
      const stop = simulator.journal.watch(({ operation }) => seen.push(operation));
      await get(simulator, "/catalogs/reports/stats", { page_size: [3, 4] });
      assert.deepEqual(seen, ["reports/stats"]);
      stop();
      await get(simulator, "/nowhere");
      assert.equal(seen.length, 1);
      const [first, second] = simulator.journal.entries;
      assert.deepEqual(
        [first?.status, first?.query, first?.path],
        [400, { page_size: ["3", "4"] }, "/v5/catalogs/reports/stats"],
      );
      assert.deepEqual([second?.operation, second?.time], [null, "2026-07-09T12:00:00.000Z"]);
      assert.ok(!JSON.stringify(first).includes(knownCredentials.access_token));
    }));

  it("changes the world and returns expected records over HTTP as in the process", () =>
    withSimulator({}, async (simulator) => {
      const changed = await send(simulator, "/_simulator/change", { add_pins: 2, advance_days: 1 });
      assert.equal(changed.object.now, "2026-07-10T12:00:00.000Z");
      const { object } = await send(simulator, "/_simulator/expected/pins", {});
      assert.deepEqual(object.records, JSON.parse(JSON.stringify(simulator.expectedRecords("pins"))));
      for (const [path, value, status] of [
        ["nothing", {}, 404],
        ["expected/nothing", {}, 400],
        ["change", { turn: 1 }, 400],
        ["change", { add_pins: "many" }, 400],
        ["change", { delete_pin: "1" }, 400],
        ["change", { delete_follower: "1" }, 400],
        ["change", { delete_ad: "1" }, 400],
        ["change", { archive: "1" }, 400],
        ["change", { add_ads: 1, ad_group_id: "1" }, 400],
        ["change", { move_ad: "1", ad_group_id: "1" }, 400],
        ["change", { move_ad_group: "1" }, 400],
      ] as const)
        assert.equal((await send(simulator, `/_simulator/${path}`, value)).status, status, JSON.stringify(value));
    }));

  itWith(
    unix,
    "runs as a program that prints one line of JSON, has the machine's time, and exits at SIGTERM",
    async () => {
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
      const response = await fetch(`${url}/user_account`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(response.status, 200);
      const machineTime = Date.now() - ahead;
      assert.ok(Math.abs(Date.parse(response.headers.get("date") ?? "") - machineTime) < 3_600_000);
      await response.text();
      child.kill("SIGTERM");
      const [code] = await once(child, "exit");
      assert.equal(code, 0);
      assert.equal(output.split("\n").length, 2);
    },
  );
});
