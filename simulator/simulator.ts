import type { JsonObject } from "../src/json.ts";
import { changeWorld } from "./changes.ts";
import { type Clock, SimulatedClock, systemClock } from "./clock.ts";
import { expectedRecords } from "./expected/expected-records.ts";
import type { ReadOptions } from "./expected/read-options.ts";
import { Faults } from "./http/faults.ts";
import { Journal } from "./http/journal.ts";
import { RateLimits } from "./http/limits.ts";
import { Overload } from "./http/overload.ts";
import { serverOf } from "./http/server.ts";
import { Tokens } from "./http/tokens.ts";
import { Jobs } from "./reports/jobs.ts";
import { initialSettings, type Settings } from "./settings.ts";
import type { Simulation } from "./simulation.ts";
import type { Extent, Scale } from "./world/scale.ts";
import { World } from "./world/world.ts";

export type { ReadOptions } from "./expected/read-options.ts";
export { knownCredentials } from "./http/tokens.ts";
export { readScopes, type Settings } from "./settings.ts";

/** How to start a simulator. Everything has a default. */
export interface SimulatorOptions extends Partial<Settings> {
  readonly seed?: number;
  readonly scale?: Scale | Extent;
  /** What the user's further ad accounts have; three there are without them. */
  readonly moreAdAccounts?: readonly Extent[];
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The time to start from and to follow; the machine's own, when left out. */
  readonly clock?: Clock;
}

/** A simulator that listens, with everything behind it open to a test. */
export interface Simulator extends Simulation {
  /** Address of the API, ending in `/v5`. */
  readonly url: string;
  /** Address of the server, without `/v5`. */
  readonly origin: string;
  /** As `POST /_simulator/change`. */
  readonly change: (change: JsonObject) => JsonObject;
  /** As `POST /_simulator/expected/<stream>`; throws for a stream that there is not. */
  readonly expectedRecords: (stream: string, options?: ReadOptions) => readonly JsonObject[];
  /** Stops listening and drops every connection, the hanging ones too. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a stand-in for Pinterest's API v5 on this machine. Its world is a function of the seed, the scale and the UTC
 * day on which its clock stands at the start.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 1, scale = "small", moreAdAccounts, port = 0, clock: base = systemClock, ...changes } = options;
  const settings: Settings = { ...initialSettings(), ...changes };
  const clock = new SimulatedClock(base);
  const simulation: Simulation = {
    seed,
    clock,
    settings,
    world: new World(seed, scale, clock.now() * 1000, moreAdAccounts),
    tokens: new Tokens(seed, settings, clock),
    limits: new RateLimits(settings, clock),
    faults: new Faults(),
    journal: new Journal(),
    overload: new Overload(settings),
    jobs: new Jobs(seed, settings, clock),
  };
  const listener = serverOf(simulation);
  const origin = `http://127.0.0.1:${await listener.open(port)}`;
  return {
    ...simulation,
    origin,
    url: `${origin}/v5`,
    change: (change) => changeWorld(simulation, change),
    expectedRecords: (stream, readOptions) => expectedRecords(simulation, stream, readOptions),
    close: () => listener.close(),
  };
}
