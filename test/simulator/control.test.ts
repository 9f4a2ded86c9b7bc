import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { knownCredentials } from "../../simulator/simulator.ts";
import { isObject, type Json } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";
import { get, itemsOf, request, textOf, withSimulator } from "./api.ts";

const post = (value: Json): RequestInit => ({ method: "POST", body: JSON.stringify(value) });

describe("simulator: faults, journal, and control requests", () => {
  it("injects every kind of fault, in the order of the rules", () =>
    withSimulator({}, async (simulator) => {
      const rules: Json = [
        {
          operation: "boards/list",
          nth: 1,
          fault: { status: 500, code: 12, message: "Later", headers: { "retry-after": "1" } },
        },
        { operation: "boards/list", nth: 2, fault: { status: 503, html: true } },
        { operation: "boards/list", nth: 3, fault: { reset: "before" } },
        { operation: "boards/list", nth: 4, fault: { reset: "body" } },
        { operation: "boards/list", nth: 5, fault: { cut: 100 } },
        { operation: "boards/list", nth: 6, fault: { invalid_json: true } },
        { operation: "boards/list", nth: 7, fault: { hang: true } },
        { operation: "boards/list", nth: 8, fault: { delay_ms: 30 } },
        { operation: "media/list", every: 2, times: 1, fault: { status: 429, code: 8 } },
      ];
      assert.equal((await request(simulator, "/_simulator/faults", post(rules))).status, 200);
      const address = `${simulator.url}/boards`;
      const headers = { authorization: `Bearer ${knownCredentials.access_token}` };
      const first = await get(simulator, "/boards");
      assert.deepEqual(
        [first.status, first.object, first.headers.get("retry-after")],
        [500, { code: 12, message: "Later" }, "1"],
      );
      const html = await fetch(address, { headers });
      assert.deepEqual([html.status, html.headers.get("content-type")], [503, "text/html"]);
      await html.text();
      await assert.rejects(fetch(address, { headers }));
      for (const _ of ["reset", "cut"]) {
        const broken = await fetch(address, { headers });
        assert.equal(broken.status, 200);
        await assert.rejects(broken.text());
      }
      const invalid = await fetch(address, { headers });
      await assert.rejects(invalid.json(), SyntaxError);
      await assert.rejects(fetch(address, { headers, signal: AbortSignal.timeout(50) }));
      const started = performance.now();
      assert.equal((await get(simulator, "/boards")).status, 200);
      assert.ok(performance.now() - started >= 25);
      const media = [];
      for (let count = 0; count < 4; count++) media.push((await get(simulator, "/media")).status);
      assert.deepEqual(media, [200, 429, 200, 200]);
      await request(simulator, "/_simulator/faults", { method: "DELETE" });
      assert.equal((await get(simulator, "/media")).status, 200);
      assert.deepEqual(
        simulator.journal.entries.filter(({ operation }) => operation === "boards/list").map(({ status }) => status),
        [500, 503, null, 200, 200, 200, null, 200],
      );
    }));

  it("applies a change before the response to a request", () =>
    withSimulator({}, async (simulator) => {
      const [, adAccount] = simulator.world.adAccounts;
      assert.ok(adAccount);
      const path = `/ad_accounts/${adAccount.id}/campaigns`;
      const fault = { change: { close_ad_account: adAccount.id } };
      simulator.faults.set([{ operation: "campaigns/list", nth: 2, fault }]);
      const listed = async () =>
        itemsOf(await get(simulator, "/ad_accounts", { include_shared_accounts: true })).length;
      const before = await listed();
      assert.deepEqual([(await get(simulator, path)).status, (await get(simulator, path)).status], [200, 403]);
      assert.equal(await listed(), before - 1);
      assert.throws(() => simulator.change(fault.change), RangeError);
    }));

  it("records every API request without its token", () =>
    withSimulator({}, async (simulator) => {
      await get(simulator, "/pins", { creative_types: ["VIDEO", "IDEA"], page_size: 3 });
      await get(simulator, "/nowhere");
      await get(simulator, "/boards", {}, "other");
      const { text, body } = await get(simulator, "/_simulator/journal");
      assert.ok(!text.includes(knownCredentials.access_token));
      assert.ok(Array.isArray(body));
      const entries = body.filter(isObject);
      assert.deepEqual(
        entries.map(({ operation, status, path }) => [operation, status, path]),
        [
          ["pins/list", 200, "/v5/pins"],
          [null, 404, "/v5/nowhere"],
          ["boards/list", 401, "/v5/boards"],
        ],
      );
      assert.deepEqual(entries[0]?.query, { creative_types: ["VIDEO", "IDEA"], page_size: ["3"] });
      assert.equal(entries[0]?.time, "2026-07-09T12:00:00.000Z");
      assert.notEqual(entries[0]?.authorization, entries[2]?.authorization);
      await request(simulator, "/_simulator/journal", { method: "DELETE" });
      assert.deepEqual(simulator.journal.entries, []);
    }));

  it("notifies watchers before each response until they unsubscribe", () =>
    withSimulator({}, async (simulator) => {
      const seen: (string | null)[] = [];
      const stop = simulator.journal.watch(({ operation }) => seen.push(operation));
      await get(simulator, "/boards");
      assert.deepEqual(seen, ["boards/list"]);
      stop();
      await get(simulator, "/boards");
      assert.deepEqual(seen, ["boards/list"]);
    }));

  it("changes the world, settings, and tokens over HTTP as in the process", () =>
    withSimulator({}, async (simulator) => {
      const changed = await request(simulator, "/_simulator/change", post({ add_pins: 2, advance_days: 1 }));
      assert.equal(changed.object.now, "2026-07-10T12:00:00.000Z");
      const nothing = await request(simulator, "/_simulator/expected/nothing", post({}));
      assert.equal(nothing.status, 404);
      for (const [stream, options] of [
        ["pins", { pinMetrics: false }],
        ["ads", { statuses: ["ACTIVE", "PAUSED"] }],
        ["keyword_metrics", { terms: ["garden"], countries: ["US", "DE"] }],
        [
          "campaign_analytics",
          {
            columns: ["IMPRESSION_1", "TOTAL_CHECKOUT"],
            granularity: "WEEK",
            attribution: { click: 7, engagement: 7 },
            startDate: "2026-06-01",
          },
        ],
        ["ad_group_report", { columns: ["IMPRESSION_1"], reportStatuses: { adStatuses: ["APPROVED"] } }],
      ] as const) {
        const { object } = await request(simulator, `/_simulator/expected/${stream}`, post(options));
        assert.deepEqual(
          object.records,
          JSON.parse(JSON.stringify(simulator.expectedRecords(stream, options))),
          stream,
        );
      }
      await request(simulator, "/_simulator/settings", post({ bulk_pin_analytics: false }));
      assert.equal(simulator.settings.bulk_pin_analytics, false);
      const issued = await request(simulator, "/_simulator/tokens", post({ scopes: ["boards:read"], expires_in: 9 }));
      assert.equal((await get(simulator, "/boards", {}, textOf(issued.object, "access_token"))).status, 200);
      await request(simulator, "/_simulator/tokens", { method: "DELETE" });
      assert.equal((await get(simulator, "/boards")).status, 401);
      for (const [path, value] of [
        ["change", { add_pins: "many" }],
        ["change", { delete_pin: "1" }],
        ["settings", { limits: "none" }],
        ["settings", { report_polls: -1 }],
        ["settings", { report_failure: "FINISHED" }],
        ["settings", { report_failure_every: 0 }],
        ["settings", { report_hours: true }],
        ["change", { archive: "1" }],
        ["change", { turn: 1 }],
        ["settings", { no_such: 1 }],
        ["expected/pins", { pinMetrics: "yes" }],
        ["expected/pins", { granularity: "DECADE" }],
        ["expected/pins", { no_such: true }],
        ["change", { add_ads: 1, ad_group_id: "1" }],
        ["faults", [{ fault: { explode: true } }]],
        ["faults", [{ when: 1, fault: { hang: true } }]],
      ] as const) {
        assert.equal((await request(simulator, `/_simulator/${path}`, post(value))).status, 400, path);
      }
    }));

  it("makes a large world", () =>
    withSimulator({ scale: "large" }, async (simulator) => {
      assert.equal(simulator.world.me.pins.length, 40_000);
      assert.equal(simulator.world.me.followers.length, 100_000);
      assert.equal(simulator.world.me.boards.length, 400);
    }));

  it("runs as a program that prints one line of JSON and exits at SIGTERM despite an open request", async () => {
    const program = join(packageRoot, "dist/simulator/main.js");
    const child = spawn(process.execPath, [
      program,
      "--seed",
      "3",
      "--scale",
      "small",
      "--now",
      "2026-07-09T12:00:00Z",
    ]);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
    while (!output.includes("\n")) await once(child.stdout, "data");
    const line: Json = JSON.parse(output);
    assert.ok(isObject(line));
    assert.match(textOf(line, "url"), /^http:\/\/127\.0\.0\.1:\d+\/v5$/u);
    const { client_id: id, access_token: token } = knownCredentials;
    assert.deepEqual([line.client_id, line.access_token], [id, token]);
    const response = await fetch(`${textOf(line, "url")}/user_account`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(response.status, 200);
    await response.text();
    await fetch(`${textOf(line, "url")}/_simulator/faults`, post([{ fault: { hang: true } }]));
    const hanging = fetch(`${textOf(line, "url")}/boards`).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    await hanging;
    assert.equal(code, 0);
    assert.equal(output.split("\n").length, 2);
  });
});
