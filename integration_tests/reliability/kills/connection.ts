import type { ReadOptions } from "../../../simulator/expected/read-options.ts";
import { knownCredentials, type Simulator, startSimulator } from "../../../simulator/simulator.ts";
import { type Extent, extents } from "../../../simulator/world/scale.ts";
import { parseConfig } from "../../../src/config/parse-config.ts";
import { addDays, type Day, dayOf } from "../../../src/dates.ts";
import { asText, isStringArray, type JsonObject } from "../../../src/json.ts";
import { streams as allStreams } from "../../../src/streams/all.ts";
import type { Stream } from "../../../src/streams/stream.ts";
import { type Outcome, type RunOptions, run } from "../../connector.ts";
import { emittedRecords } from "../../emitted-records.ts";
import { configure, streamsOf } from "../../messages.ts";
import { shiftedClock } from "../../program-clock.ts";

const columns = ["IMPRESSION_1", "CLICKTHROUGH_1", "SPEND_IN_DOLLAR", "TOTAL_CONVERSIONS"];
const queries = ["garden", "tea"];
const terms = ["workout", "garden"];
const countries = ["US", "GB"];
const trendRegions = ["US", "GB+IE"];
const scale = {
  ...extents.small,
  boards: 8,
  sections: 8,
  pins: 420,
  followers: 620,
  campaigns: 2,
  adGroups: 4,
  ads: 8,
  keywords: 8,
  productGroupPromotions: 4,
  productItems: 5,
};

let discovered: Promise<readonly JsonObject[]> | undefined;

/** A connection of the platform: the built program, its configuration, and a small world that it reads. */
export class Connection {
  readonly simulator: Simulator;
  /** The days of analytics that are read. */
  readonly startDate: Day;
  readonly #settings: JsonObject;
  readonly #discovered: readonly JsonObject[];
  /** The connector's clock goes with the simulator's. */
  #shift = 0;

  private constructor(simulator: Simulator, settings: JsonObject, startDate: Day, streams: readonly JsonObject[]) {
    this.simulator = simulator;
    this.#settings = settings;
    this.startDate = startDate;
    this.#discovered = streams;
  }

  /** @param extent where the world is larger or smaller than usual */
  static async open(seed: number, extent: Partial<Extent> = {}): Promise<Connection> {
    const simulator = await startSimulator({ seed, scale: { ...scale, ...extent } });
    // Two windows of most reports, and seven of those of product items.
    const startDate = addDays(dayOf(simulator.clock.now()), -200);
    const settings = {
      credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
      search_queries: queries,
      terms,
      countries,
      trend_regions: trendRegions,
      start_date: startDate,
      columns,
      analytics_batch_size: 5,
    };
    const environment = { PINTEREST_API_BASE_URL: simulator.url };
    discovered ??= run("discover", { config: settings }, { environment }).then(({ messages }) => streamsOf(messages));
    return new Connection(simulator, settings, startDate, await discovered);
  }

  get config() {
    return parseConfig(this.#settings, {});
  }

  get today(): Day {
    return dayOf(this.simulator.clock.now());
  }

  /** A configured catalog of these streams, each in the richest mode it has, or all in one mode. */
  catalog(members: readonly Stream[], mode?: "full_refresh"): JsonObject {
    const names = members.map(({ name }) => name);
    return configure(
      this.#discovered.filter(({ name }) => names.includes(asText(name))),
      mode,
    );
  }

  /** An attempt of a job. Without a job: a read by hand. */
  read(catalog: JsonObject, state: unknown, job: string | undefined, options: RunOptions = {}): Promise<Outcome> {
    const environment = {
      PINTEREST_API_BASE_URL: this.simulator.url,
      WORKER_JOB_ID: job ?? "",
      ...shiftedClock(this.#shift),
      ...options.environment,
    };
    return run("read", { config: this.#settings, catalog, state }, { ...options, environment });
  }

  /** Lets time go by, in the world and on the connector's clock. */
  advance(seconds: number): void {
    this.simulator.change({ advance_seconds: seconds });
    this.#shift += seconds * 1000;
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  /** What a perfect connector emits now. */
  truth(name: string): readonly JsonObject[] {
    const { startDate } = this;
    const options = { queries, terms, countries, trendRegions, startDate, ...columnsAskedOf(name, this) };
    return emittedRecords(this.simulator, name, options);
  }
}

/** The columns that the stream asks for; none where it does not ask for columns. */
function columnsAskedOf(name: string, { config, today }: Connection): Pick<ReadOptions, "columns"> {
  const stream = allStreams.find((one) => one.name === name);
  if (stream === undefined) throw new Error(`There is no stream ${name}`);
  const body = stream.reading.by === "report" ? stream.reading.body(config) : {};
  const { columns: asked } = { ...stream.parameters?.({ config, today }), ...body };
  return isStringArray(asked) ? { columns: asked } : {};
}
