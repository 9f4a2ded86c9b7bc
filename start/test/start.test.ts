import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readScopes, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { type Database, openDatabase } from "../database.ts";
import { readAccount } from "../read.ts";
import { accountOf } from "./bed.ts";

describe("npm start", () => {
  let folder = "";
  let simulator: Simulator;
  let database: Database;
  const read = (names: readonly string[]) => readAccount(database, accountOf(simulator), { streams: names });
  const problemsIn = (read: Awaited<ReturnType<typeof readAccount>>) =>
    read.flatMap(({ stream, problem }) => (problem === "" ? [] : [[stream, problem] as const]));
  const recordsOf = (read: Awaited<ReturnType<typeof readAccount>>, name: string) =>
    read.find(({ stream }) => stream === name)?.records;
  const countOf = async (table: string) => Number((await database.rows(`SELECT count(*) AS n FROM ${table}`))[0]?.n);
  const reopen = async () => {
    await database.close();
    database = await openDatabase(join(folder, "pinterest.duckdb"));
  };
  const ids = async (sql: string) => (await database.rows(sql)).map(({ id }) => asText(id)).toSorted();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "start-"));
    simulator = await startSimulator();
    database = await openDatabase(join(folder, "pinterest.duckdb"));
  });
  afterEach(async () => {
    await database.close();
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  it("stores each record once, in a table with the types of the catalog", async () => {
    assert.deepEqual(problemsIn(await read(["pins", "user_account_analytics", "account"])), []);
    const expected = simulator.expectedRecords("pins").map(({ id }) => asText(id));
    assert.deepEqual(await ids("SELECT id FROM pins"), expected.toSorted());
    const types = await database.rows(
      `SELECT column_name AS id, data_type AS type FROM duckdb_columns() WHERE table_name IN ('pins', 'account', 'user_account_analytics')
       AND column_name IN ('created_at', 'is_owner', 'media', 'date', 'follower_count', 'title') ORDER BY 1`,
    );
    assert.deepEqual(
      types.map(({ id, type }) => `${asText(id)} ${asText(type)}`),
      ["created_at TIMESTAMP", "date DATE", "follower_count BIGINT", "is_owner BOOLEAN", "media JSON", "title VARCHAR"],
    );
  });

  it("describes every table and column, and restores what is missing", async () => {
    await read(["account"]);
    const columns =
      "FROM duckdb_columns() c JOIN duckdb_tables() t USING (database_name, schema_name, table_name) WHERE NOT temporary";
    const undescribed = `SELECT table_name, column_name ${columns} AND (coalesce(c.comment, '') = '' OR coalesce(t.comment, '') = '')`;
    const description = `SELECT c.comment ${columns} AND table_name = 'boards' AND column_name = 'name'`;
    assert.deepEqual(await database.rows(undescribed), []);
    const before = await database.rows(description);
    assert.match(asText(before[0]?.comment), /board/u);
    await database.rows("ALTER TABLE boards DROP COLUMN name");
    await database.rows("COMMENT ON COLUMN boards.id IS 'earlier'");
    await database.rows("COMMENT ON TABLE pins IS NULL");
    await reopen();
    await read(["account"]);
    assert.deepEqual(await database.rows(undescribed), []);
    assert.deepEqual(await database.rows(description), before);
    assert.deepEqual(await database.rows(`SELECT 1 ${columns} AND c.comment = 'earlier'`), []);
  });

  it("creates the views of the recipes, but leaves those of the user", async () => {
    await read(["account"]);
    assert.deepEqual(await database.rows("FROM campaign_days"), []);
    await database.rows("CREATE OR REPLACE VIEW campaign_days AS SELECT 'mine' AS id");
    await database.rows(
      "CREATE TABLE mine AS FROM campaign_days; DROP VIEW pin_days; CREATE TABLE pin_days AS FROM mine",
    );
    await reopen();
    await read(["account", "pin_analytics"]);
    for (const own of ["campaign_days", "mine", "pin_days"]) assert.deepEqual(await ids(`FROM ${own}`), ["mine"]);
  });

  it("replaces the views of an earlier release, which lack columns", async () => {
    await read(["pin_analytics"]);
    await database.rows(
      `CREATE OR REPLACE VIEW pin_days AS SELECT pin_id, date, 1 AS impressions, 2 AS saves, 3 AS pin_clicks FROM pin_analytics`,
    );
    await reopen();
    await read(["account", "pin_analytics"]);
    assert.equal((await database.rows("SELECT outbound_clicks FROM pin_days LIMIT 1")).length, 1);
  });

  it("removes deleted rows of a tracked stream", async () => {
    const tracked = (hours = 0) =>
      readAccount(database, accountOf(simulator, { track_changes: ["boards"] }, hours), { streams: ["boards"] });
    await tracked();
    const [gone = ""] = await ids("SELECT id FROM boards");
    simulator.change({ delete_board: gone });
    assert.equal(recordsOf(await tracked(), "boards"), 0);
    assert.equal(recordsOf(await tracked(2), "boards"), 1);
    const left = simulator.expectedRecords("boards").map(({ id }) => asText(id));
    assert.deepEqual(await ids("SELECT id FROM boards"), left.toSorted());
  });

  it("has the metrics of Pins as of the last read, and no Pins that are gone", async () => {
    const lists = ["pins", "board_pins", "likes", "search_pins"];
    const days = 30;
    const readLists = (hours = 0) =>
      readAccount(database, accountOf(simulator, { search_queries: ["garden"] }, hours), { streams: lists });
    const { pins: added } = simulator.change({ add_pins: 60 });
    await readLists();
    const before = simulator.expectedRecords("pins");
    simulator.clock.advance(days * 86_400_000);
    const gone = asText(before.at(-1)?.id);
    simulator.change({ delete_pin: gone });
    assert.deepEqual(problemsIn(await readLists(days * 24)), []);
    const expected = simulator.expectedRecords("pins");
    const clicksOf = ({ pin_metrics: metrics }: JsonObject) =>
      isObject(metrics) && isObject(metrics["90d"]) ? metrics["90d"].pin_click : undefined;
    const byId = (rows: readonly JsonObject[]) => new Map(rows.map((row) => [asText(row.id), clicksOf(row)]));
    const stored = await database.rows("SELECT id, (pin_metrics->'90d'->>'pin_click')::BIGINT AS clicks FROM pins");
    assert.deepEqual(new Map(stored.map(({ id, clicks }) => [asText(id), clicks])), byId(expected));
    const isNew = ({ id }: JsonObject) => Array.isArray(added) && added.includes(asText(id));
    assert.notDeepEqual(byId(expected.filter(isNew)), byId(before.filter(isNew)), "the new Pins got clicks");
    for (const table of lists)
      assert.deepEqual(await database.rows(`SELECT id FROM ${table} WHERE id = '${gone}'`), [], table);
  });

  it("continues what was cut off, although the budget has no room for all of it", async () => {
    const stop = new AbortController();
    const store = (lines: string) => {
      // Before it is stored, which takes a busy machine as long as the rest of the list.
      stop.abort();
      return database.store(lines);
    };
    const storing = { ...database, store };
    simulator.settings.max_page_size = 25;
    await readAccount(storing, accountOf(simulator), { streams: ["followers"], signal: stop.signal });
    const counts: number[] = [];
    let problems: readonly (readonly [string, string])[];
    do {
      const options = { streams: ["account", "followers"], budget: 12, onPlan: () => undefined };
      problems = problemsIn(await readAccount(database, accountOf(simulator), options));
      counts.push(await countOf("followers"));
    } while (problems.length > 0 && counts.length < 9);
    assert.deepEqual([problems, counts.at(-1)], [[], simulator.expectedRecords("followers").length]);
    assert.ok(counts.length > 2, counts.join());
  });

  it("reads all streams again although one of them fails each time", async () => {
    simulator.settings.scopes = readScopes.filter((scope) => scope !== "ads:read");
    const names = ["account", "boards", "ad_accounts"];
    for (const board of [1, 2]) {
      const problems = problemsIn(await read(names));
      assert.deepEqual(
        problems.map(([stream]) => stream),
        ["ad_accounts"],
      );
      assert.equal(await countOf("boards"), simulator.expectedRecords("boards").length, `board ${board}`);
      simulator.change({ add_boards: board });
    }
  });

  it("prints the plan, omits streams beyond the budget, and repeats no request", async () => {
    const plans: string[] = [];
    const outcome = await readAccount(
      database,
      { ...accountOf(simulator), isSimulated: false },
      {
        streams: ["account", "boards", "board_pins", "pin_product_tags", "pins"],
        budget: 60,
        onPlan: (text) => plans.push(text),
      },
    );
    assert.match(plans.join(), /^Plan: about \d+ API calls for 5 streams; most for pin_product_tags \d+, [^\n]*$/u);
    const [[skipped, problem] = [], ...others] = problemsIn(outcome);
    assert.deepEqual([skipped, others], ["pin_product_tags", []]);
    assert.match(problem ?? "", /^It takes about \d+ API calls, more than the budget of 60\. To read all: npm start/u);
    assert.equal(recordsOf(outcome, "pin_product_tags"), 0);
    assert.equal(await countOf("pins"), simulator.expectedRecords("pins").length);
    const requests = simulator.journal.entries.map(({ path, query }) => `${path} ${JSON.stringify(query)}`);
    assert.ok(requests.length <= 60);
    const first = requests.filter((request) => request.startsWith("/v5/boards "));
    assert.equal(first.length, 1, first.join());
  });

  describe("with a table of its own", () => {
    const record = (data: JsonObject) =>
      JSON.stringify({ type: "RECORD", record: { stream: "things", data, emitted_at: 1 } });
    const state = (done: number) =>
      JSON.stringify({ type: "STATE", state: { stream: { stream_descriptor: { name: "things" } }, done } });
    beforeEach(async () => {
      const properties = {
        id: { type: "integer" },
        count: { type: ["null", "integer"] },
        ratio: { type: "number" },
        flag: { type: "boolean" },
        day: { type: "string", format: "date" },
        at: { type: "string", format: "date-time", airbyte_type: "timestamp_without_timezone" },
        name: { type: "string" },
        more: { type: "object" },
      };
      const key = { source_defined_primary_key: [["id"]] };
      await database.addTable({ name: "things", json_schema: { properties }, ...key });
    });

    it("loses no record that a state covers when storing fails", async () => {
      await database.store([record({ id: 1 }), record({ id: 1 }), record({ id: 2 }), state(2)].join("\n"));
      await database.rows("CREATE UNIQUE INDEX limited ON things (count)");
      await assert.rejects(
        database.store(
          [3, 4]
            .map((id) => record({ id, count: 7 }))
            .concat(state(4))
            .join("\n"),
        ),
      );
      await reopen();
      assert.equal(await countOf("things"), 2);
      const [known] = await database.rows("SELECT state->>'done' AS done FROM _sync.streams");
      assert.equal(known?.done, "2");
    });

    it("stores null for a value of another type, names its column, and leaves out a row without a key", async () => {
      const right = { id: 1, count: 2, ratio: 0.5, flag: true, day: "2026-01-31", at: "2026-01-31T10:00:00" };
      const others = { name: "é\u0001", more: { a: [1, "x"] } };
      const all = 'SELECT * REPLACE (day::VARCHAR AS day, "at"::VARCHAR AS "at") FROM things ORDER BY id';
      assert.deepEqual(await database.store(record({ ...right, ...others })), []);
      const [stored] = await database.rows(all);
      const wrong = { count: "abc", ratio: "x", flag: "maybe", day: "soon", at: {}, name: 5, more: "text" };
      const rows = [
        { ...right, ...others },
        { ...right, id: 2, count: null },
        { id: 3, ...wrong },
        { ...right, id: "x" },
      ];
      const remarks = await database.store([...rows.map(record), state(1)].join("\n"));
      assert.deepEqual(
        remarks,
        ["id", "count", "ratio", "flag", "day", "at"].map(
          (name) => `things: values of ${name} with an unexpected type are null in the database`,
        ),
      );
      const [first, second, third, ...more] = await database.rows(all);
      assert.deepEqual([first, second?.ratio, more], [stored, 0.5, []]);
      const { id, name, more: kept, _read_at, ...nulls } = third ?? {};
      assert.deepEqual([id, name, kept], [3, "5", '"text"']);
      assert.deepEqual(new Set(Object.values(nulls)), new Set([null]));
    });
  });
});
