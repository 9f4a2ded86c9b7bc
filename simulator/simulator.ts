import { once } from "node:events";
import { changeWorld } from "./changes.ts";
import { type Clock, SimulatedClock, systemClock } from "./clock.ts";
import { expectedRecords } from "./expected/expected-records.ts";
import type { ReadOptions } from "./expected/read-options.ts";
import { Faults } from "./http/faults.ts";
import { Journal } from "./http/journal.ts";
import { RateLimits } from "./http/limits/limits.ts";
import { createApi } from "./http/server.ts";
import { Tokens } from "./http/tokens/tokens.ts";
import type { JsonObject } from "./json.ts";
import { Jobs } from "./reports/jobs.ts";
import { initialSettings, type Settings } from "./settings.ts";
import type { Simulation } from "./simulation.ts";
import type { Extent, Scale } from "./world/scale.ts";
import { World } from "./world/world.ts";

export type { ReadOptions } from "./expected/read-options.ts";
export { knownCredentials } from "./http/tokens/tokens.ts";
export { readScopes } from "./settings.ts";

/** Options of a simulator, all optional. */
export interface SimulatorOptions extends Partial<Settings> {
  readonly seed?: number;
  readonly scale?: Scale | Extent;
  /** Contents of additional ad accounts of the user, beyond the default three. */
  readonly moreAdAccounts?: readonly Extent[];
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** The clock to follow; the system clock by default. */
  readonly clock?: Clock;
}

/** A listening simulator whose state is open to tests. */
export interface Simulator extends Simulation {
  /** URL of the API, ending in `/v5`. */
  readonly url: string;
  /** URL of the server, without `/v5`. */
  readonly origin: string;
  /** Equivalent of `POST /_simulator/change`. */
  readonly change: (change: JsonObject) => JsonObject;
  /** Equivalent of `POST /_simulator/expected/<stream>`. @throws RangeError for an unknown stream */
  readonly expectedRecords: (stream: string, options?: ReadOptions) => readonly JsonObject[];
  /** Stops listening and drops every connection, including hanging ones. */
  readonly close: () => Promise<void>;
}

/** Returns a simulation without a server, whose world is a function of the seed, the scale, and the UTC day of its clock. */
export function createSimulation(options: Omit<SimulatorOptions, "port">): Simulation {
  const { seed = 1, scale = "small", moreAdAccounts, clock: base = systemClock, ...changes } = options;
  const settings: Settings = { ...initialSettings, ...changes };
  const clock = new SimulatedClock(base);
  return {
    seed,
    clock,
    settings,
    world: new World(seed, scale, clock.now() * 1000, moreAdAccounts),
    tokens: new Tokens(seed, settings, clock),
    limits: new RateLimits(settings, clock),
    faults: new Faults(),
    journal: new Journal(),
    jobs: new Jobs(seed, settings, clock),
  };
}

/** Starts a simulator (see `createSimulation`). */
export async function startSimulator({ port = 0, ...options }: SimulatorOptions = {}): Promise<Simulator> {
  const simulation = createSimulation(options);
  const server = createApi(simulation);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The simulator listens on no port");
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    ...simulation,
    origin,
    url: `${origin}/v5`,
    change: (change) => changeWorld(simulation, change),
    expectedRecords: (stream, readOptions) => expectedRecords(simulation, stream, readOptions),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
