import { isObject } from "../../../src/base/json.ts";
import type { LifeEvent } from "../life.ts";
import { accountHappenings } from "./account.ts";
import type { Happening } from "./event.ts";
import { pinterestHappenings } from "./pinterest.ts";
import { platformHappenings } from "./platform.ts";

/** Everything that can happen, by name. */
export const happenings: Readonly<Record<string, Happening>> = {
  ...accountHappenings,
  ...pinterestHappenings,
  ...platformHappenings,
};

/** Returns the events in a file. @throws TypeError for anything else */
export function parseEvents(value: unknown): readonly LifeEvent[] {
  if (!Array.isArray(value)) throw new TypeError("The file has no list of events");
  return value.map((each: unknown): LifeEvent => {
    const { run, at, what, pick, runs } = isObject(each) ? each : {};
    const isValid = [run, at, pick, runs].every((number) => typeof number === "number") && typeof what === "string";
    if (!isValid || !(what in happenings)) throw new TypeError(`Not an event: ${JSON.stringify(each)}`);
    return { run: Number(run), at: Number(at), what, pick: Number(pick), runs: Number(runs) };
  });
}
