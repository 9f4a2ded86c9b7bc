import assert from "node:assert/strict";
import type { ReadOptions } from "../../simulator/expected/read-options.ts";
import { knownCredentials, type Simulator, type SimulatorOptions, startSimulator } from "../../simulator/simulator.ts";
import type { Clock } from "../../src/base/clock.ts";
import { asText, isStringArray, type JsonObject } from "../../src/base/json.ts";
import { axiosNetwork } from "../../src/pinterest/network/axios-network.ts";
import { FakeClock } from "../../test/fake-clock.ts";
import { noon } from "../../test/today.ts";
import { type Files, type Outcome, type RunOptions, run } from "./connector.ts";
import { emittedRecords } from "./emitted-records.ts";
import { runInProcess } from "./in-process.ts";
import { configure, recordsOf, streamsOf } from "./messages.ts";
import { fastClock, programSpeed } from "./program-clock.ts";
import { Table } from "./table.ts";

/** The access token of a simulated account, as in a configuration. */
export const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };

/** A simulated account and the configuration to read it with. */
export interface BedOptions extends Omit<SimulatorOptions, "clock"> {
  readonly config: JsonObject;
  /** Initial time in epoch milliseconds; by default `noon`. */
  readonly now?: number;
}

interface RunInBed {
  /** A configuration other than the bed's, possibly invalid. */
  readonly config?: unknown;
  /** The platform's job; none by default. */
  readonly job?: string;
  readonly args?: readonly string[];
  /** Offset of the connector's clock from the account's, in milliseconds. */
  readonly off?: number;
  /** Whether the outcome of a run in this process has RECORD messages; true by default. */
  readonly keepsRecords?: boolean;
  /** Whether stdout of a run in this process is a terminal; false by default. */
  readonly isTerminal?: boolean;
  /**
   * Runs the built program as a process instead of the connector in this process: for signals and other properties of a
   * process, and for faults that take real time, such as a silent server.
   */
  readonly program?: ProgramOptions;
}

interface ProgramOptions extends Omit<RunOptions, "environment" | "args"> {
  /** Speed of the program's clock. At 1, its 4 seconds after a signal are real seconds. */
  readonly speed?: number;
}

export interface ReadInBed extends RunInBed {
  readonly config?: JsonObject;
  /** One mode for all streams, or the richest mode of each. */
  readonly mode?: "full_refresh" | "incremental";
  readonly states?: readonly JsonObject[];
}

/** Runs the connector against a simulated account. Their clock moves only by waits, which take no real time. */
export class Bed {
  readonly simulator: Simulator;
  readonly config: JsonObject;
  readonly #clock: FakeClock;

  private constructor(simulator: Simulator, config: JsonObject, clock: FakeClock) {
    this.simulator = simulator;
    this.config = config;
    this.#clock = clock;
  }

  static async open({ config, now = noon, ...options }: BedOptions): Promise<Bed> {
    const clock = new FakeClock(now);
    return new Bed(await startSimulator({ ...options, clock }), config, clock);
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  /** Runs a command of the connector. */
  run(command: string, files: Omit<Files, "config">, options: RunInBed = {}): Promise<Outcome> {
    const {
      config = this.config,
      job = "",
      args = [],
      off = 0,
      keepsRecords = true,
      isTerminal = false,
      program,
    } = options;
    const environment = { PINTEREST_API_BASE_URL: this.simulator.url, WORKER_JOB_ID: job };
    if (program === undefined) {
      const clock = this.#clockOf(off);
      const surroundings = { network: axiosNetwork, clock, environment, args, keepsRecords, isTerminal };
      return runInProcess(command, { config, ...files }, surroundings);
    }
    const { speed = programSpeed, ...rest } = program;
    const clock = fastClock(this.simulator.clock.now() + off, speed);
    return run(command, { config, ...files }, { ...rest, args, environment: { ...environment, ...clock } });
  }

  /** Reads streams by name or by `catalog`. */
  async read(wanted: readonly string[] | JsonObject, options: ReadInBed = {}): Promise<Outcome> {
    const { config, mode, states, ...rest } = options;
    const catalog = isNames(wanted) ? await this.catalog(wanted, mode, config) : wanted;
    const state = states === undefined ? {} : { state: states };
    return this.run("read", { catalog, ...state }, { ...rest, ...(config === undefined ? {} : { config }) });
  }

  /** Returns the streams that `discover` offers. */
  async offered(config = this.config): Promise<readonly JsonObject[]> {
    return streamsOf((await this.run("discover", {}, { config })).messages);
  }

  /** Returns a configured catalog of the named streams. */
  async catalog(names: readonly string[], mode?: ReadInBed["mode"], config = this.config): Promise<JsonObject> {
    const key = JSON.stringify(config);
    const offer = offers.get(key) ?? this.offered(config);
    offers.set(key, offer);
    const wanted = (await offer).filter(({ name }) => names.includes(asText(name)));
    assert.equal(wanted.length, names.length, `not all of ${names.join()} are offered`);
    return configure(wanted, mode === "full_refresh" ? mode : undefined);
  }

  /** Returns the expected records of a stream for the bed's configuration. */
  expectedRecords(stream: string, options: ReadOptions = {}): readonly JsonObject[] {
    return emittedRecords(this.simulator, stream, { ...readOptionsOf(this.config), ...options });
  }

  /** Fails unless messages have exactly the expected records of the named streams. The last record of a key counts. */
  assertRecords(messages: readonly JsonObject[], ...names: readonly string[]): void {
    const records = recordsOf(messages);
    for (const name of names) new Table(name).add(records.get(name) ?? []).assertEquals(this.expectedRecords(name));
  }

  /** Moves the clock forward, in seconds. */
  advance(seconds: number): void {
    this.simulator.change({ advance_seconds: seconds });
  }

  /** The account's clock, which moves when the connector waits. */
  #clockOf(off: number): Clock {
    return {
      now: () => this.simulator.clock.now() + off,
      sleep: (milliseconds, signal) => this.#clock.sleep(milliseconds, signal),
    };
  }
}

/** The streams by configuration, since `discover` depends on nothing else. */
const offers = new Map<string, Promise<readonly JsonObject[]>>();

function isNames(wanted: readonly string[] | JsonObject): wanted is readonly string[] {
  return Array.isArray(wanted);
}

/** Returns the options for expected records of a configuration. */
function readOptionsOf(config: JsonObject): ReadOptions {
  const list = (field: string) => (isStringArray(config[field]) ? config[field] : []);
  return {
    queries: list("search_queries"),
    terms: list("terms"),
    countries: list("countries"),
    trendRegions: list("trend_regions"),
    boardIds: list("board_ids"),
    adAccountIds: list("ad_account_ids"),
    columns: list("columns"),
    ...(typeof config.start_date === "string" ? { startDate: config.start_date } : {}),
  };
}
