import type { SimulatedClock } from "./clock.ts";
import type { Faults } from "./http/faults.ts";
import type { Journal } from "./http/journal.ts";
import type { RateLimits } from "./http/limits/limits.ts";
import type { Tokens } from "./http/tokens/tokens.ts";
import type { Jobs } from "./reports/jobs.ts";
import type { Settings } from "./settings.ts";
import type { World } from "./world/world.ts";

/** The state of one running simulator. */
export interface Simulation {
  readonly seed: number;
  readonly clock: SimulatedClock;
  readonly world: World;
  readonly settings: Settings;
  readonly tokens: Tokens;
  readonly limits: RateLimits;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly jobs: Jobs;
}
