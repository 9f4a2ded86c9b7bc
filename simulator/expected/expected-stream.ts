import type { JsonObject } from "../../src/json.ts";
import { contractOf } from "../contracts.ts";
import type { Simulation } from "../simulation.ts";
import { parseDay } from "../world/times.ts";
import type { ReadOptions } from "./read-options.ts";

/** The records that a perfect connector emits for one stream. */
export type ExpectedStream = (simulation: Simulation, options: ReadOptions) => readonly JsonObject[];

/** A record without fields that are secrets. */
export function without(record: JsonObject, ...secrets: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !secrets.includes(name)));
}

/** Records of each of the values, every value taken once. */
export function forEachValue(
  values: readonly string[] | undefined,
  records: (value: string) => readonly JsonObject[],
): readonly JsonObject[] {
  return [...new Set(values)].flatMap(records);
}

/** What is asked for; everything, where nothing is. */
export function orAll(asked: readonly string[] | undefined, all: readonly string[]): readonly string[] {
  return asked === undefined || asked.length === 0 ? all : [...new Set(asked)];
}

/** The values that the contract lists for a parameter, or for a field of the body. */
export function valuesOf({ settings }: Simulation, operationId: string, name: string): readonly string[] {
  const { parameters, body } = contractOf(operationId, settings.contract);
  const schema = parameters.find((one) => one.name === name)?.schema ?? body?.properties[name];
  const item = schema?.type === "array" ? schema.items : schema;
  return item?.type === "string" ? (item.enum ?? []) : [];
}

/** The days to read, as days since 1970, both included: not before those that the API still has. */
export function daysToRead({ startDate, endDate }: ReadOptions, today: number, daysBack: number): DayRange {
  const start = startDate === undefined ? today - daysBack : parseDay(startDate);
  const end = endDate === undefined ? today : parseDay(endDate);
  if (start === undefined || end === undefined) throw new RangeError("A date is not of the form YYYY-MM-DD");
  return { start: Math.max(start, today - daysBack), end };
}

export interface DayRange {
  readonly start: number;
  readonly end: number;
}
