import { knownCredentials, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { addDays, dayOf } from "../../src/dates.ts";
import type { JsonObject } from "../../src/json.ts";

/** An account that a small brand may have: enough to see something happen, little enough not to wait for it. */
const someBrand = {
  ...extents.small,
  boards: 30,
  sections: 40,
  pins: 3_000,
  followers: 9_700,
  campaigns: 4,
  adGroups: 8,
  ads: 20,
};

/** What the demonstration reads from. */
export interface Target {
  /** In a few words, for the title. */
  readonly about: string;
  readonly config: JsonObject;
  /** Environment variables for the connector. */
  readonly environment: Readonly<Record<string, string>>;
  /** Lets something happen between the two reads. Resolves to what, for the heading. */
  change(): Promise<string>;
  close(): Promise<void>;
}

/** The real API with the user's token; without one, a simulated account. */
export async function openTarget(accessToken: string | undefined): Promise<Target> {
  return accessToken === undefined || accessToken === ""
    ? simulated(await startSimulator({ scale: someBrand }))
    : real(accessToken);
}

function real(accessToken: string): Target {
  return {
    about: "with your token against Pinterest's API",
    config: { credentials: { auth_method: "access_token", access_token: accessToken } },
    environment: {},
    change: () => Promise.resolve(""),
    close: () => Promise.resolve(),
  };
}

function simulated(simulator: Simulator): Target {
  return {
    about: "against a simulated account (set PINTEREST_ACCESS_TOKEN for your own)",
    config: {
      credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
      search_queries: ["garden", "tea"],
      start_date: addDays(dayOf(Date.now()), -45),
    },
    environment: { PINTEREST_API_BASE_URL: simulator.url },
    change: () => {
      simulator.change({ add_pins: 5 });
      return Promise.resolve(", after five new Pins");
    },
    close: () => simulator.close(),
  };
}
