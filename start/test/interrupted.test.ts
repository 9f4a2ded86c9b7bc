import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { shiftedClock } from "../../integration_tests/bed/program-clock.ts";
import { knownCredentials, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { asText } from "../../src/base/json.ts";
import { streams as allStreams } from "../../src/streams/all.ts";
import { describeWith, unix } from "../../test/requirements.ts";
import type { Account } from "../account.ts";
import { type Database, openDatabase } from "../database.ts";
import { readAccount } from "../read.ts";
import { runStart } from "./run-start.ts";

/** Read completely each time, so that rows which are gone must be removed. */
const refreshed = "account boards board_sections followers following_users media pins board_pins".split(" ");
const incremental = ["campaigns", "user_account_analytics"];
const tracked = ["following_boards"];
const streams = [...refreshed, ...incremental, ...tracked];

const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  track_changes: tracked,
};
const scale = { ...extents.small, pins: 90, followers: 160, followingUsers: 60, campaigns: 12 };

/** What ends a read, and after how many requests, or parts that are stored. */
const ends = { SIGKILL: 40, SIGINT: 15, "a budget": 40, "a failure to store": 6 } as const;
const hour = 3_600_000;

describeWith(unix, "npm start, interrupted", () => {
  let folder = "";
  let simulator: Simulator;
  let args: readonly string[] = [];
  const databasePath = () =>
    join(folder, asText(simulator.expectedRecords("account")[0]?.username), "pinterest.duckdb");
  const environment = () => ({ PINTEREST_API_BASE_URL: simulator.url });
  const account = (): Account => ({
    description: "",
    isSimulated: false,
    path: "",
    config: () => Promise.resolve(config),
    environment: environment(),
    close: () => Promise.resolve(),
  });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "start-"));
    simulator = await startSimulator({ scale, max_page_size: 8 });
    const path = join(folder, "config.json");
    await writeFile(path, JSON.stringify(config));
    args = ["--data", folder, "--config", path, "--budget", "100000", "--streams", streams.join()];
    await mkdir(dirname(databasePath()));
    await using((database) => database.rows(`INSERT INTO _sync.account VALUES ('${simulator.world.me.profile.id}')`));
    await complete();
  });
  after(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  const keyOf = (name: string) => allStreams.find((stream) => stream.name === name)?.primaryKey ?? [];

  /**
   * Reads everything, and fails unless each table has the rows of the account. Calls what the program calls: nothing
   * stops this read, and a process takes two seconds.
   */
  async function complete(): Promise<void> {
    simulator.faults.clear();
    await using(async (database) => {
      const options = { streams, budget: 100_000, onPlan: () => undefined };
      const outcomes = await readAccount(database, account(), options);
      assert.deepEqual(
        outcomes.filter(({ problem }) => problem !== ""),
        [],
      );
      await assertEqual(database);
    });
  }

  /** Opens the database for a while. */
  async function using<Result>(use: (database: Database) => Promise<Result>): Promise<Result> {
    const database = await openDatabase(databasePath());
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  }

  async function assertEqual(database: Database): Promise<void> {
    for (const name of streams) {
      const columns = [...keyOf(name), ...(name === "campaigns" ? ["name"] : [])];
      const rows = await database.rows(`SELECT ${columns.map((column) => `"${column}"::VARCHAR`).join()} FROM ${name}`);
      const found = rows.map((row) => JSON.stringify(Object.values(row).map(asText)));
      const records = simulator.expectedRecords(name);
      const expected = records.map((row) => JSON.stringify(columns.map((each) => asText(row[each]))));
      assert.deepEqual(found.toSorted(), [...new Set(expected)].toSorted(), name);
    }
  }

  /** Adds, changes, and removes rows of the account. The tables have rows that it has no longer. */
  async function change(): Promise<void> {
    const { boards } = simulator.change({ add_boards: 2, add_pins: 9, add_followers: 5 });
    simulator.change({ rename: asText(simulator.expectedRecords("campaigns")[0]?.id) });
    const [added] = Array.isArray(boards) ? boards : [];
    simulator.change({ delete_board: asText(added) });
    const inserts = refreshed.map((name) => {
      const columns = keyOf(name).map((column) => `"${column}"`);
      return `INSERT INTO ${name} (${columns.join()}, _read_at) SELECT ${columns.map(() => "'gone'").join()}, max(_read_at) FROM ${name}`;
    });
    await using((database) => database.rows(inserts.join(";")));
  }

  /**
   * Reads the streams, but not to their end.
   * @returns whether anything remains to be read
   */
  async function interrupted(end: keyof typeof ends, moment: number, clockShift = 0): Promise<boolean> {
    // The rows of earlier responses are in the database when a later one ends the run.
    simulator.faults.set([{ operation: "followers/list", fault: { delay_ms: 100 } }]);
    let left = moment;
    if (end === "a budget" || end === "a failure to store") {
      const budget = end === "a budget" ? moment : undefined;
      return using(async (database) => {
        const store = (lines: string) => {
          left -= 1;
          return left < 0 && budget === undefined ? Promise.reject(new Error("no space")) : database.store(lines);
        };
        const outcomes = readAccount({ ...database, store }, account(), { streams, budget });
        return outcomes.then(
          (all) => all.some(({ problem }) => problem !== ""),
          () => true,
        );
      });
    }
    const { code } = await runStart(args, {
      environment: { ...environment(), ...shiftedClock(clockShift) },
      onStart: (child) => {
        const stop = simulator.journal.watch(() => {
          left -= 1;
          if (left === 0) child.kill(end);
        });
        child.once("close", stop);
      },
    });
    assert.ok(code !== null || end === "SIGKILL", `${end} ended the program`);
    return code !== 0;
  }

  for (const end of ["SIGKILL", "a budget", "a failure to store"] as const) {
    it(`has each row of the account after the next complete run, cut off by ${end}`, async () => {
      await change();
      let moment: number = ends[end];
      // A run that ends before is complete, and the next one is cut off earlier.
      while (!(await interrupted(end, moment))) moment = Math.ceil(moment / 2);
      await complete();
    });
  }

  it("has each row of the account although the clock was set back after SIGINT", async () => {
    await change();
    assert.ok(await interrupted("SIGINT", ends.SIGINT, hour));
    await complete();
  });
});
