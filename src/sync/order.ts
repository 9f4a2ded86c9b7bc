import { type Day, daysFrom, earliest } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import type { ConfiguredStream } from "../protocol/configured-catalog.ts";
import { withAncestors } from "../streams/partitions.ts";
import type { Stream } from "../streams/stream.ts";
import { servedOn } from "./state/stream-state.ts";

/**
 * Returns streams in the order in which to begin them, since a daily quota can end a sync before the last ones: incremental streams
 * first, the least recently served before the others, then full refreshes, each day another one first. Parent streams come before
 * their children, which need the parents' lists in any case. Equal streams keep their order.
 * @param states the input states, by name
 * @param all all streams, by name
 */
export function inReadingOrder(
  configured: readonly ConfiguredStream[],
  states: ReadonlyMap<string, JsonObject>,
  all: ReadonlyMap<string, Stream>,
  today: Day,
): Iterable<ConfiguredStream> {
  // A date in the future, from a clock that was ahead, must not delay a stream.
  const served = ({ descriptor }: ConfiguredStream) => earliest(today, servedOn(states.get(descriptor.name)));
  const incremental = configured.filter(({ syncMode }) => syncMode !== "full_refresh");
  const refreshes = configured.filter(({ syncMode }) => syncMode === "full_refresh");
  const turn = refreshes.length === 0 ? 0 : daysFrom("1970-01-01", today) % refreshes.length;
  const byName = new Map(configured.map((each) => [each.descriptor.name, each]));
  const ordered = new Set<ConfiguredStream>();
  for (const each of [
    ...incremental.toSorted((one, other) => served(one).localeCompare(served(other))),
    ...refreshes.slice(turn),
    ...refreshes.slice(0, turn),
  ]) {
    const stream = all.get(each.descriptor.name);
    for (const { name } of stream === undefined ? [] : withAncestors([stream], all)) {
      const parent = byName.get(name);
      if (parent !== undefined) ordered.add(parent);
    }
    ordered.add(each);
  }
  return ordered;
}
