import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, isStringArray } from "../../src/base/json.ts";
import { packageRoot } from "../../src/base/package.ts";
import type { Snapshot } from "./snapshot.ts";

/** A difference between two snapshots that several streams share. `spec.json` stands for the form. */
interface Difference {
  /** Such as `added`, `/currency added: string?`, `key changed: id -> id name`. */
  readonly change: string;
  readonly streams: readonly string[];
}

/** An intended difference and the user's action: refresh the schema, clear the streams, or none. */
export interface IntendedDifference extends Difference {
  readonly action: "none" | "refresh_schema" | "clear";
  /** One or two sentences for upgrade notes. */
  readonly why: string;
}

/** Returns the differences between two snapshots, with equal ones merged. */
export function differencesBetween(before: Snapshot, after: Snapshot): readonly Difference[] {
  const streams = new Map<string, string[]>();
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    for (const change of changesOf(before.get(name), after.get(name))) {
      streams.set(change, [...(streams.get(change) ?? []), name]);
    }
  }
  return [...streams].map(([change, names]) => ({ change, streams: names }));
}

function changesOf(before: ReadonlyMap<string, string> | undefined, after: ReadonlyMap<string, string> | undefined) {
  if (before === undefined) return ["added"];
  if (after === undefined) return ["removed"];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((fact) => {
    const [old, now] = [before.get(fact), after.get(fact)];
    if (old === now) return [];
    if (old === undefined) return [`${fact} added: ${now}`];
    return [now === undefined ? `${fact} removed` : `${fact} changed: ${old} -> ${now}`];
  });
}

/** Returns the differences of each stream that only the first list has, with equal ones merged. */
export function missingFrom(others: readonly Difference[], all: readonly Difference[]): readonly Difference[] {
  const known = new Set(others.flatMap(({ change, streams }) => streams.map((stream) => `${stream} ${change}`)));
  return all
    .map(({ change, streams }) => ({ change, streams: streams.filter((stream) => !known.has(`${stream} ${change}`)) }))
    .filter(({ streams }) => streams.length > 0);
}

/** Whether existing rows are incompatible: another key, cursor, or field type. */
export function breaksRows({ change, streams }: Difference): boolean {
  return !streams.includes("spec.json") && / changed: /u.test(change) && !change.startsWith("modes ");
}

/** Whether the difference is in a field's content, which no schema shows; only the list can contain it. */
export function isOfValues({ change }: Difference): boolean {
  return change.startsWith("values of ");
}

/** The intended differences from the release in `compatibility/changes.json`. */
export function intendedDifferences(): readonly IntendedDifference[] {
  return parseIntended(JSON.parse(readFileSync(join(packageRoot, "compatibility/changes.json"), "utf8")));
}

/** Reads a list of intended differences. @throws TypeError if it is invalid */
function parseIntended(list: unknown): readonly IntendedDifference[] {
  if (!Array.isArray(list)) throw new TypeError("the differences are a list");
  return list.map((entry: unknown) => {
    if (!isObject(entry)) throw new TypeError("a difference is an object");
    const { change, streams, action, why } = entry;
    const isAction = action === "none" || action === "refresh_schema" || action === "clear";
    if (typeof change !== "string" || !isStringArray(streams) || !isAction || typeof why !== "string" || why === "") {
      throw new TypeError(`not a difference with change, streams, action, and why: ${JSON.stringify(entry)}`);
    }
    return { change, streams, action, why };
  });
}
