import { operationNamed } from "../../../src/pinterest/operations/operations.ts";
import { families } from "../../../src/streams/all.ts";
import type { Partitions, Stream } from "../../../src/streams/stream.ts";
import { codes, row } from "./markdown.ts";

/** Renders the table of the scopes that streams need, by sets of scopes, in the order of the streams. */
export function scopesPart(): string {
  const sets = new Map<string, Map<string, string[]>>();
  for (const { title, streams } of families)
    for (const stream of streams) {
      const set = codes([...scopesOf(stream)].toSorted());
      const ofSet = sets.get(set) ?? new Map<string, string[]>();
      sets.set(set, ofSet.set(title, [...(ofSet.get(title) ?? []), stream.name]));
    }
  return [
    row(["Needs each of these scopes", "Streams"]),
    row([":---", ":---"]),
    ...[...sets].map(([set, ofSet]) => row([set, [...ofSet].map(named).join("; ")])),
  ].join("\n");
}

/** Returns the scopes of a stream's own requests, and of those for the parents that it is read for. */
function scopesOf({ operation, partitions }: Stream): ReadonlySet<string> {
  const all = families.flatMap(({ streams }) => streams);
  const parents = all.filter(({ name }) => parentsOf(partitions).includes(name));
  return new Set([...operationNamed(operation).scopes, ...parents.flatMap((parent) => [...scopesOf(parent)])]);
}

function parentsOf(partitions: Partitions): readonly string[] {
  switch (partitions.of) {
    case "children":
    case "batches":
      return [partitions.parent.stream];
    case "multiple_parents":
      return partitions.sources.flatMap(parentsOf);
    default:
      return [];
  }
}

/** Names all streams of a family by its title, and others one by one. */
function named([title, names]: readonly [title: string, names: readonly string[]]): string {
  const all = families.find((family) => family.title === title)?.streams ?? [];
  return names.length > 1 && names.length === all.length ? `all of *${title}*` : codes(names);
}
