import type { ReadOptions } from "../../simulator/expected/read-options.ts";
import { knownCredentials, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import { type Files, type Outcome, run } from "../connector.ts";
import { shiftedClock } from "../program-clock.ts";

/** The moment at which the account of the acceptance tests stands still: `expected_records.jsonl` is of this day. */
export const accountTime = Date.parse("2026-11-24T12:00:00Z");

const searchQueries = ["kitchen"];
const terms = ["kitchen"];
const countries = ["US"];
const trendRegions = ["US"];
const startDate = "2026-08-28";

/**
 * The configuration that `secrets/config.json` stands for. The query finds boards and Pins, so that no stream is empty.
 * The first day is early enough for reads to go on from somewhere, and late enough for them to be short.
 */
export const accountConfig = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  search_queries: searchQueries,
  terms,
  countries,
  trend_regions: trendRegions,
  start_date: startDate,
};

/** The same configuration, as the simulator's expected records are asked for. */
export const accountReadOptions: ReadOptions = { queries: searchQueries, terms, countries, trendRegions, startDate };

/** The account: always the same, whenever it is opened. Its clock stands still. */
export function openAccount(time: number = accountTime): Promise<Simulator> {
  return startSimulator({ seed: 1, scale: "small", clock: { now: () => time } });
}

/** Runs commands of the built program for the account, on the account's day. */
export class AccountConnector {
  readonly #simulator: Simulator;
  readonly #shift = accountTime - Date.now();

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  run(command: string, files: Files, custom: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const environment = {
      ...custom,
      PINTEREST_API_BASE_URL: this.#simulator.url,
      ...shiftedClock(this.#shift),
    };
    return run(command, files, { environment });
  }
}
