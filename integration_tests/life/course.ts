import type { FaultRule } from "../../simulator/http/faults.ts";
import type { JournalEntry } from "../../simulator/http/journal.ts";
import { Random } from "../../simulator/random.ts";
import type { Simulation } from "../../simulator/simulation.ts";
import { createSimulation, knownCredentials, readScopes } from "../../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { catalogEntry } from "../../src/commands/catalog.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { streamsOf } from "../../src/streams/all.ts";
import { profileId } from "../../src/streams/profiles.ts";
import { isByDate, type Stream } from "../../src/streams/stream.ts";
import { cursorOf } from "../../src/streams/tracking.ts";
import { FakeClock } from "../../test/fake-clock.ts";
import { runInProcess } from "../bed/in-process.ts";
import { endsOf, errorsOf, lastStates, logsOf, recordsOf } from "../bed/messages.ts";
import { Access } from "./access.ts";
import { Destination, type Write, type Written } from "./destination.ts";
import type { Life } from "./life.ts";
import { networkOf, origin, pinAnalytics } from "./network.ts";
import { asksForOne, endTimesIn, failuresIn, type Run } from "./run.ts";
import { idsIn } from "./truth.ts";

/** A stream of the connection. */
interface Chosen {
  readonly name: string;
  refreshes: boolean;
  /** Undefined: the connection has the stream; else the run from which on it has it again. */
  absentUntil?: number | undefined;
}

/** What stays until a run. */
export interface Lasting {
  readonly until: number;
  /** Called at the end. */
  readonly end?: () => void;
  readonly rule?: FaultRule;
  /** Whether the response to a request is of no use, whatever its status. */
  readonly isSpoiled?: (of: JournalEntry) => boolean;
  /** Called at each request of a run, with its number. */
  readonly onRequest?: (number: number) => void;
  /** Drops or changes rows of a list. */
  readonly rows?: (operation: string, rows: readonly JsonObject[], url: string) => readonly JsonObject[];
}

/** An interruption of the next run: after a number of requests, of a killed run only a part of the messages arrives. */
interface Interruption {
  readonly requests: number;
  readonly arrives: number;
}

/** A life in progress: an account, the platform, and the destination. */
export class Course {
  readonly life: Life;
  readonly clock: FakeClock;
  /** That of the token's account. */
  simulation: Simulation;
  readonly destination = new Destination();
  readonly streams: Chosen[];
  config: JsonObject;
  /** The settings, with all values that lists ever had. */
  everSelected: JsonObject;
  states: readonly JsonObject[] = [];
  lasting: Lasting[] = [];
  interruption: Interruption | undefined;
  /** Of the connector's clock, in milliseconds. */
  clockOffset = 0;
  runs = 0;
  job = 0;
  /** Whether the list shows no activity of a Pin that has some. */
  isZeroed: (pinId: string) => boolean = () => false;
  /** Whether it ever showed none. */
  wasZeroed: (pinId: string) => boolean = () => false;
  wasReordered = false;
  /** The most that the connector's clock ever was off, in milliseconds. */
  clockError = 0;
  /** Whether the connector's clock was ahead in the run before. */
  wasAhead = false;
  /** The IDs in requests for what Pinterest ever said not to have. */
  readonly everNotFound = new Set<string>();
  /** The IDs in requests that Pinterest ever denied, or found nothing for. */
  readonly everSkipped = new Set<string>();
  /** By ID of a board or Pin: when Pinterest last returned or denied it, so that its absence from a list is no deletion. */
  readonly confirmedAt = new Map<string, number>();
  /** The IDs of boards, and of others with lists, of which responses had a page in place of another. */
  readonly everRepeated = new Set<string>();
  /** Columns that Pinterest ever rejected. */
  readonly everRejectedColumns = new Set<string>();
  /** The IDs of boards that a list lacked. */
  readonly everUnlisted = new Set<string>();
  /** Streams that start over, by name: the run. */
  readonly restarts = new Map<string, number>();
  #offsetBefore = 0;
  readonly #omitted = new Set<string>();
  access: Access;
  #token: string = knownCredentials.access_token;
  /** Whether the token ever lacked scopes. */
  everLackedScopes = false;
  /** The scopes of the token. */
  scopes = readScopes;

  constructor(life: Life) {
    this.life = life;
    this.clock = new FakeClock(life.begin);
    this.simulation = this.#simulationOf(life.seed);
    this.access = new Access(this.simulation.world);
    this.config = life.config;
    this.everSelected = life.config;
    this.streams = life.streams.map((each) => ({ ...each }));
  }

  /** Changes a setting. */
  set(setting: string, value: JsonObject[string]): void {
    const before = this.everSelected[setting];
    // A custom report has a start date of its own.
    const reports = Array.isArray(this.config.custom_reports) ? this.config.custom_reports.filter(isObject) : [];
    const custom =
      setting === "start_date" ? { custom_reports: reports.map((each) => ({ ...each, start_date: value })) } : {};
    this.config = { ...this.config, [setting]: value, ...custom };
    const isUnion =
      Array.isArray(before) && Array.isArray(value) && setting !== "track_changes" && setting !== "status";
    const earliest = setting === "start_date" && asText(before) < asText(value) ? (before ?? null) : value;
    this.everSelected = { ...this.everSelected, [setting]: isUnion ? [...new Set([...before, ...value])] : earliest };
  }

  /** Returns the settings of all rows that a stream can have: lists with all values that they ever had. */
  selected({ reading }: Stream): JsonObject {
    // Requests act for the first ad account of now. The key of a ranking has the start date of now.
    const { ad_account_ids = [], start_date = null } = this.config;
    return { ...this.everSelected, ad_account_ids, ...(isByDate(reading) ? {} : { start_date }) };
  }

  /** Pastes a token with some scopes. */
  useToken(scopes: readonly string[]): void {
    this.scopes = scopes;
    this.#token = this.simulation.tokens.issue(scopes, 1e9).token;
    this.everLackedScopes ||= scopes.length < readScopes.length;
    for (const { id, privacy } of this.simulation.world.accounts.flatMap(({ boards }) => boards))
      if (privacy === "SECRET") this.everUnlisted.add(id);
  }

  /** Pastes a token of another user account. Tables keep the rows of before. */
  useAccount(seed: number): void {
    this.simulation = this.#simulationOf(seed);
    this.access = new Access(this.simulation.world);
    this.#token = knownCredentials.access_token;
    this.scopes = readScopes;
    for (const setting of ["board_ids", "ad_account_ids"]) this.set(setting, []);
    for (const { name } of this.streams) {
      this.restart(name);
      this.onClear(name);
    }
  }

  #simulationOf(seed: number): Simulation {
    const { settings, extent, moreAdAccounts } = this.life;
    return createSimulation({ seed, scale: extent, moreAdAccounts, clock: this.clock, ...settings });
  }

  /** Empties a table and its state. */
  reset(name: string): void {
    this.forget(name);
    this.destination.clear(name);
    this.onClear(name);
  }

  /** Removes the state of a stream, so that the next run reads it again. */
  forget(name: string): void {
    this.states = this.states.filter((state) => nameIn(state) !== name);
    this.restart(name);
  }

  /** Notes that a stream starts over in the next run that has it. */
  restart(name: string): void {
    const { absentUntil = 0 } = this.streams.find((each) => each.name === name) ?? {};
    this.restarts.set(name, Math.max(this.runs, absentUntil));
  }

  /** Leaves a stream out of some runs. */
  deselect(stream: Chosen, runs: number): void {
    const isToRestart = (this.restarts.get(stream.name) ?? -1) >= this.runs;
    stream.absentUntil = this.runs + runs;
    if (isToRestart) this.restart(stream.name);
  }

  /** Returns the streams as the connection has them. */
  written(): readonly Written[] {
    const all = streamsOf(parseConfig(this.#fullConfig(), {}));
    return this.streams.flatMap(({ name, refreshes }): readonly Written[] => {
      const stream = all.find((each) => each.name === name);
      if (stream === undefined) return [];
      const key = [...(stream.isPerProfile === true ? [profileId] : []), ...stream.primaryKey];
      const incremental: Write = this.life.history ? "append" : "append_dedup";
      return [{ stream, key, write: refreshes || cursorOf(stream) === undefined ? "overwrite" : incremental }];
    });
  }

  /** Runs the connector once. */
  async run(): Promise<Run> {
    this.wasAhead = this.#offsetBefore > 0;
    this.#endLasting();
    this.#offsetBefore = this.clockOffset;
    const { simulation, clock } = this;
    const isWanted = ({ stream }: Written) =>
      (this.streams.find(({ name }) => name === stream.name)?.absentUntil ?? 0) <= this.runs;
    const written = this.written().filter(isWanted);
    simulation.faults.set(this.lasting.flatMap(({ rule }) => rule ?? []));
    simulation.journal.clear();
    this.#omitted.clear();
    const begin = clock.now();
    const { messages, isInterrupted } = await this.#read(written);
    this.interruption = undefined;
    this.states = lastStates(messages, this.states);
    const repeated = this.#load(messages, written);
    const failures = failuresIn(simulation, (of) => this.lasting.some(({ isSpoiled }) => isSpoiled?.(of)));
    for (const { status, ids } of failures)
      for (const id of ids) {
        if (status === 404) this.everNotFound.add(id);
        if (status === 403 || status === 404) this.everSkipped.add(id);
      }
    const asked = simulation.journal.entries.filter(asksForOne);
    for (const { path, status } of asked)
      if (status === 200 || status === 403) this.confirmedAt.set(path.split("/").at(-1) ?? "", clock.now());
    const index = this.runs;
    this.runs += 1;
    const { entries } = simulation.journal;
    return {
      index,
      begin,
      end: clock.now(),
      isInterrupted,
      ends: endsOf(messages),
      ended: new Map([...endTimesIn(messages)].map(([name, time]) => [name, time - this.clockOffset])),
      repeated,
      written,
      errors: errorsOf(messages),
      failures,
      isQuotaUsed: entries.length >= simulation.settings.trial_requests * 0.9,
      asked: asked.length,
      warnings: [...logsOf(messages, "WARN"), ...logsOf(messages, "ERROR")].join("\n"),
      omitted: new Set(this.#omitted),
    };
  }

  /** Runs the program. Of an interrupted run, only a part of the messages arrives. */
  async #read(written: readonly Written[]) {
    const { clock, interruption } = this;
    const stop = new AbortController();
    let requests = 0;
    const latency = new Random(this.runs);
    const network = networkOf(
      this.simulation,
      (operation, url, body) => this.#altered(operation, url, body),
      (signal) => {
        requests += 1;
        for (const { onRequest } of this.lasting) onRequest?.(requests);
        if (requests === interruption?.requests) stop.abort();
        const { maxLatency } = this.life;
        return maxLatency === 0 ? undefined : clock.sleep(latency.integer(1, maxLatency), signal);
      },
    );
    const { messages } = await runInProcess(
      "read",
      {
        config: this.#fullConfig(),
        catalog: await catalogOf(written),
        ...(this.states.length === 0 ? {} : { state: this.states }),
      },
      {
        network: () => network,
        clock: { now: () => clock.now() + this.clockOffset, sleep: (ms, signal) => clock.sleep(ms, signal) },
        environment: { PINTEREST_API_BASE_URL: `${origin}/v5`, WORKER_JOB_ID: String(this.job) },
        stop,
      },
    );
    const isInterrupted = stop.signal.aborted;
    const arrived = isInterrupted ? Math.ceil(messages.length * (interruption?.arrives ?? 1)) : messages.length;
    return { messages: messages.slice(0, arrived), isInterrupted };
  }

  /** Loads the records of a run into the destination. @returns by stream: keys of records that say nothing new */
  #load(messages: readonly JsonObject[], written: readonly Written[]): Run["repeated"] {
    const ends = endsOf(messages);
    const records = recordsOf(messages);
    const load = (each: Written, name: string) =>
      this.destination.add(each, String(this.job), records.get(name) ?? [], ends.get(name) === "COMPLETE");
    return new Map(written.map((each) => [each.stream.name, load(each, each.stream.name)]));
  }

  #fullConfig(): JsonObject {
    return {
      credentials: { auth_method: "access_token", access_token: this.#token },
      ...this.config,
    };
  }

  #endLasting(): void {
    for (const { until, end } of this.lasting) if (until <= this.runs) end?.();
    this.lasting = this.lasting.filter(({ until }) => until > this.runs);
  }

  #altered(operation: string, url: string, body: JsonObject): JsonObject | undefined {
    const isById = operation === pinAnalytics;
    const items = isById ? Object.keys(body).map((id): JsonObject => ({ pin_id: id })) : body.items;
    if (!Array.isArray(items) || this.lasting.every(({ rows }) => rows === undefined)) return undefined;
    const before = items.filter(isObject);
    // Some lists are of texts.
    if (before.length < items.length) return undefined;
    const after = this.lasting.reduce(
      (rows: readonly JsonObject[], each) => each.rows?.(operation, rows, url) ?? rows,
      before,
    );
    if (after.length < before.length) {
      const left = new Set(after);
      for (const row of before) if (!left.has(row)) for (const id of namesOf(row, operation)) this.#omitted.add(id);
    }
    if (!isById) return { ...body, items: after };
    return Object.fromEntries(after.flatMap(({ pin_id: id }) => [[asText(id), body[asText(id)] ?? null]]));
  }

  onClear: (name: string) => void = () => undefined;

  /** Called before the account changes during a run. */
  onChange: () => void = () => undefined;

  /** When the next scheduled run begins. */
  nextTime = 0;

  /** Runs the connector for the job, before its time. */
  attempt: () => Promise<void> = () => Promise.resolve();
}

const nameIn = (state: JsonObject): string => {
  const stream = isObject(state.stream) ? state.stream : {};
  return isObject(stream.stream_descriptor) ? asText(stream.stream_descriptor.name) : "";
};

/** Returns the IDs in a row, or the operation if it has none. */
function namesOf(row: JsonObject, operation: string): readonly string[] {
  const ids = idsIn(row);
  return ids.length === 0 ? [operation] : ids;
}

const catalogs = new Map<string, Promise<JsonObject>>();

/** Returns the catalog of a connection. */
async function catalogOf(written: readonly Written[]): Promise<JsonObject> {
  const entries = written.map(async ({ stream, key, write }) => ({
    stream: await entryOf(stream),
    sync_mode: write === "overwrite" ? "full_refresh" : "incremental",
    destination_sync_mode: write,
    cursor_field: null,
    primary_key: key.map((field) => [field]),
  }));
  return { streams: await Promise.all(entries) };
}

function entryOf(stream: Stream): Promise<JsonObject> {
  const name = `${stream.name} ${stream.isTracked} ${stream.isPerProfile}`;
  const entry = catalogs.get(name) ?? catalogEntry(stream).then((found) => ({ ...found }));
  catalogs.set(name, entry);
  return entry;
}
