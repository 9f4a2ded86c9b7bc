import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../src/base/json.ts";
import { streams } from "../../src/streams/all.ts";
import type { Connector } from "../bed/in-process.ts";
import { type Observed, Reading, type Rows } from "./reading.ts";
import type { World } from "./worlds.ts";

/** Reads a world with two versions and returns one line per difference. */
export async function differencesIn(
  world: World,
  [earlier, later]: readonly [earlier: Connector, later: Connector],
): Promise<readonly string[]> {
  const before = await Reading.open(world, earlier);
  const after = await Reading.open(world, later);
  try {
    const observed: Pair<Observed>[] = [];
    const rows: string[] = [];
    for (const [index, sync] of world.syncs.entries()) {
      observed.push([await before.sync(sync), await after.sync(sync)]);
      for (const stream of before.streams.filter((name) => after.streams.includes(name))) {
        const found = rowDifferences(before.rowsOf(stream), after.rowsOf(stream));
        rows.push(...found.map((text) => `rows of ${stream} after sync ${index + 1}: ${text}`));
      }
    }
    const numbers =
      world.noise === undefined
        ? [
            ...numberDifferences(observed, ({ records }) => records).map(
              ([name, text]) => `records of ${name}: ${text}`,
            ),
            ...numberDifferences(observed, ({ requests }) => requests).map(
              ([name, text]) => `requests of ${name}${readersOf(name)}: ${text}`,
            ),
          ]
        : [];
    const statuses = valueDifferences(observed, ({ statuses: each }) => each, "none");
    return [
      ...streamDifferences([before.streams, after.streams]),
      ...statuses.map(([name, text]) => `status of ${name}: ${text}`),
      ...rows,
      ...numbers,
    ].map((text) => `${world.name}: ${text}`);
  } finally {
    await Promise.all([before.close(), after.close()]);
  }
}

/** The same of the earlier and of the later version. */
type Pair<Item> = readonly [Item, Item];

function streamDifferences([before, after]: Pair<readonly string[]>): readonly string[] {
  return [
    ...before.filter((name) => !after.includes(name)).map((name) => `stream ${name}: only before`),
    ...after.filter((name) => !before.includes(name)).map((name) => `stream ${name}: only now`),
  ];
}

function rowDifferences(before: Rows, after: Rows): readonly string[] {
  const missing = [...before.keys()].filter((key) => !after.has(key));
  const added = [...after.keys()].filter((key) => !before.has(key));
  const changed = new Map<string, { readonly text: string; count: number }>();
  for (const [key, row] of before) {
    const other = after.get(key);
    if (other === undefined || JSON.stringify(row) === JSON.stringify(other)) continue;
    for (const field of new Set([...Object.keys(row), ...Object.keys(other)])) {
      if (isDeepStrictEqual(row[field], other[field])) continue;
      const entry = changed.get(field) ?? {
        text: `${key}: ${shown(row, field)}, now ${shown(other, field)}`,
        count: 0,
      };
      entry.count += 1;
      changed.set(field, entry);
    }
  }
  return [
    ...(missing.length > 0 ? [`${missing.length} of ${before.size} missing, such as ${missing[0]}`] : []),
    ...(added.length > 0 ? [`${added.length} added to ${before.size}, such as ${added[0]}`] : []),
    ...[...changed].map(([field, { text, count }]) => `${field} of ${count} differs, such as ${text}`),
  ];
}

function shown(row: JsonObject, field: string): string {
  return (JSON.stringify(row[field]) ?? "absent").slice(0, 80);
}

/** Returns the names whose values differ, with the values of all syncs. */
function valueDifferences<Value>(
  observed: readonly Pair<Observed>[],
  valuesOf: (one: Observed) => ReadonlyMap<string, Value>,
  absent: Value,
): readonly (readonly [name: string, text: string])[] {
  const names = new Set(observed.flatMap((pair) => pair.flatMap((one) => [...valuesOf(one).keys()])));
  return [...names].toSorted().flatMap((name) => {
    const [before, now] = ([0, 1] as const).map((side) =>
      observed.map((pair) => String(valuesOf(pair[side]).get(name) ?? absent)).join(", "),
    );
    return before === now ? [] : [[name, `${before}; now ${now}`] as const];
  });
}

const numberDifferences = (
  observed: readonly Pair<Observed>[],
  numbersOf: (one: Observed) => ReadonlyMap<string, number>,
) => valueDifferences(observed, numbersOf, 0);

/** Returns the streams whose rows an operation returns, in parentheses. */
function readersOf(operation: string): string {
  const names = streams.filter((stream) => stream.operation === operation).map(({ name }) => name);
  return names.length === 0 || names.length > 3 ? "" : ` (${names.join(", ")})`;
}
