import type { JsonObject } from "../../src/base/json.ts";
import { contractOf } from "../contract.ts";
import type { Simulation } from "../simulation.ts";
import { parseDay } from "../world/times.ts";
import type { ReadOptions } from "./read-options.ts";

/** Returns the records that a correct connector emits for one stream. */
export type ExpectedStream = (simulation: Simulation, options: ReadOptions) => readonly JsonObject[];

/** Removes secret fields. */
export function without(record: JsonObject, ...secrets: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !secrets.includes(name)));
}

/** Returns the records of each distinct value. */
export function forEachValue(
  values: readonly string[] | undefined,
  records: (value: string) => readonly JsonObject[],
): readonly JsonObject[] {
  return [...new Set(values)].flatMap(records);
}

/** Returns the selected values, or all if there are none. */
export function orAll(selected: readonly string[] | undefined, all: readonly string[]): readonly string[] {
  return selected === undefined || selected.length === 0 ? all : [...new Set(selected)];
}

/** Returns the values that the contract lists for a parameter or body field. */
export function valuesOf(operationId: string, name: string): readonly string[] {
  const { parameters, body } = contractOf(operationId);
  const schema = parameters.find((one) => one.name === name)?.schema ?? body?.properties[name];
  const item = schema?.type === "array" ? schema.items : schema;
  return item?.type === "string" ? (item.enum ?? []) : [];
}

/** Returns the date range to read, limited to the days that the API keeps. */
export function daysToRead({ startDate, endDate }: ReadOptions, today: number, daysBack: number): DayRange {
  const start = startDate === undefined ? today - daysBack : parseDay(startDate);
  const end = endDate === undefined ? today : parseDay(endDate);
  if (start === undefined || end === undefined) throw new RangeError("A date is not in the format YYYY-MM-DD");
  return { start: Math.max(start, today - daysBack), end };
}

export interface DayRange {
  readonly start: number;
  readonly end: number;
}
