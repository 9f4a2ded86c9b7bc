import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { knownCredentials, type Simulator, startSimulator } from "../../simulator/simulator.ts";
import type { Extent, Scale } from "../../simulator/world/scale.ts";
import { systemClock } from "../../src/base/clock.ts";
import type { JsonObject } from "../../src/base/json.ts";
import type { Account } from "../account.ts";
import { type Database, openDatabase } from "../database.ts";
import { type ReadOptions, readAccount } from "../read.ts";

/** Returns the account of a simulator, with settings. @param hours how far its clock is ahead */
export function accountOf({ url }: Pick<Simulator, "url">, settings: JsonObject = {}, hours = 0): Account {
  const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };
  return {
    description: "a test's account",
    isSimulated: true,
    path: "",
    config: () => Promise.resolve({ credentials, ...settings }),
    environment: { PINTEREST_API_BASE_URL: url },
    clock: { ...systemClock, now: () => Date.now() + hours * 3_600_000 },
    close: () => Promise.resolve(),
  };
}

/** A simulator, and a database of its account. */
export interface StartBed {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly database: Database;
  /** @param hours how far the clock of the read is ahead */
  readonly read: (options: ReadOptions, settings?: JsonObject, hours?: number) => ReturnType<typeof readAccount>;
  readonly close: () => Promise<void>;
}

/** The names of the counts of Pins are those of the document, which has likes: no live row is known to have them. */
export async function openStartBed(scale: Scale | Extent = "small"): Promise<StartBed> {
  const folder = await mkdtemp(join(tmpdir(), "start-"));
  const simulator = await startSimulator({ scale, pin_metric_names: "document" });
  const database = await openDatabase(join(folder, "pinterest.duckdb"));
  return {
    folder,
    simulator,
    database,
    read: (options, settings, hours) => readAccount(database, accountOf(simulator, settings, hours), options),
    close: async () => {
      await database.close();
      await simulator.close();
      await rm(folder, { recursive: true });
    },
  };
}
