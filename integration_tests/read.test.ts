import assert from "node:assert/strict";
import { knownCredentials, type Simulator, startSimulator } from "../simulator/simulator.ts";
import type { JsonObject } from "../src/json.ts";
import { asText } from "../src/json.ts";
import { run } from "./connector.ts";
import { configure, lastStates, recordsOf, statusesOf, streamsOf } from "./messages.ts";
import { organicOf } from "./organic.ts";
import { Table } from "./table.ts";

const queries = ["garden", "vintage garden", "تونس"];
const terms = ["garden", "تونس"];
const countries = ["US", "GB"];
const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  search_queries: queries,
  terms,
  countries,
};
const asked = { queries, terms, countries };

describe("a read of every stream", () => {
  let simulator: Simulator;
  let streams: readonly JsonObject[];
  let environment: Record<string, string>;

  before(async () => {
    simulator = await startSimulator({ seed: 7, scale: "small", pages: "ragged" });
    environment = { PINTEREST_API_BASE_URL: simulator.url };
    streams = organicOf(streamsOf((await run("discover", { config }, { environment })).messages));
    assert.equal(streams.length, 22);
  });
  after(() => simulator.close());

  it("gives the records that there are, each once, in full refresh", async () => {
    const { code, stderr, messages } = await run(
      "read",
      { config, catalog: configure(streams, "full_refresh") },
      { environment },
    );
    assert.equal(code, 0);
    assert.equal(stderr, "");
    const records = recordsOf(messages);
    for (const { name } of streams) {
      const stream = asText(name);
      const expected = simulator.expectedRecords(stream, asked);
      assert.ok(expected.length > 0 || stream === "search_boards", `${stream} has no record to read`);
      const table = new Table(stream).add(records.get(stream) ?? []);
      table.assertEquals(expected);
      assert.equal(records.get(stream)?.length ?? 0, expected.length, `${stream}: a record came twice`);
      assert.deepEqual(statusesOf(messages).get(stream)?.slice(-1), ["COMPLETE"]);
    }
  });

  it("keeps up with changes over three incremental reads, and reads nothing twice", async () => {
    const catalog = configure(streams);
    const tables = new Map(streams.map(({ name }) => [asText(name), new Table(asText(name))]));
    let states: readonly JsonObject[] = [];
    const changes = [() => undefined, addContent, addMoreContent, () => undefined];
    for (const [round, change] of changes.entries()) {
      change();
      const { code, messages } = await run("read", { config, catalog, state: states }, { environment });
      assert.equal(code, 0, `read ${round}`);
      states = lastStates(messages, states);
      const records = recordsOf(messages);
      for (const [stream, table] of tables) {
        const rows = records.get(stream) ?? [];
        if (["pins", "board_pins", "board_section_pins", "likes", "search_pins"].includes(stream)) {
          const before = table.size;
          table.add(rows);
          assert.equal(table.size, before + rows.length, `${stream}: read ${round} repeated a record`);
        } else {
          if (!stream.endsWith("_analytics")) tables.set(stream, new Table(stream));
          tables.get(stream)?.add(rows);
        }
        // Pins that have not changed since keep the metrics they had when they were read: only their ids are compared.
        if (round === 0 || !stream.endsWith("pins"))
          tables.get(stream)?.assertEquals(simulator.expectedRecords(stream, asked));
        else assertSameKeys(tables.get(stream), simulator.expectedRecords(stream, asked), stream);
      }
    }
  });

  function addContent(): void {
    simulator.change({ add_pins: 30 });
    simulator.change({ add_boards: 1, add_followers: 3 });
  }

  function addMoreContent(): void {
    simulator.change({ add_pins: 300 });
    const [board] = simulator.expectedRecords("boards");
    simulator.change({ add_pins: 2, board_id: asText(board?.id) });
  }
});

function assertSameKeys(table: Table | undefined, expected: readonly JsonObject[], stream: string): void {
  if (stream.startsWith("user_account_top")) return;
  assert.equal(table?.size, expected.length, stream);
  const known = table.size;
  table.add(expected);
  assert.equal(table.size, known, `${stream}: a record is missing`);
}
