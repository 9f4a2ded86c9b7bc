import type { JsonObject } from "../src/json.ts";
import type { Simulation } from "./simulation.ts";
import type { TruthOptions } from "./truth-options.ts";

/** The records that a perfect connector emits for one stream. */
export type Stream = (simulation: Simulation, options: TruthOptions) => readonly JsonObject[];

/** A record without fields that are secrets. */
export function without(record: JsonObject, ...secrets: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !secrets.includes(name)));
}
