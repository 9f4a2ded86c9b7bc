import { type Day, daysFrom } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import { servedOn } from "./state/stream-state.ts";

/*
 * A daily quota can end a sync before the last streams. So incremental streams come first, the least recently served before
 * the others, and full refreshes follow, each day another one first.
 */

/** A stream to be ordered. */
export interface Candidate {
  /** The input state; undefined: none. */
  readonly state: JsonObject | undefined;
  readonly isFullRefresh: boolean;
}

/** Returns the streams in reading order. Equal streams keep their order. */
export function inReadingOrder<Stream extends Candidate>(candidates: readonly Stream[], today: Day): readonly Stream[] {
  // A date in the future, from a clock that was ahead, must not delay a stream.
  const served = ({ state }: Candidate) => (servedOn(state) < today ? servedOn(state) : today);
  const incremental = candidates
    .filter(({ isFullRefresh }) => !isFullRefresh)
    .toSorted((first, second) => (served(first) < served(second) ? -1 : served(first) > served(second) ? 1 : 0));
  const refreshes = candidates.filter(({ isFullRefresh }) => isFullRefresh);
  const turn = refreshes.length === 0 ? 0 : daysFrom("1970-01-01", today) % refreshes.length;
  return [...incremental, ...refreshes.slice(turn), ...refreshes.slice(0, turn)];
}

/** Moves parent streams before their children, which need the parents' lists in any case. */
export function parentsFirst<Stream extends { readonly name: string; readonly withParents: readonly string[] }>(
  streams: readonly Stream[],
): readonly Stream[] {
  const byName = new Map(streams.map((stream) => [stream.name, stream]));
  const ordered = new Set<Stream>();
  for (const stream of streams) {
    for (const name of stream.withParents) {
      const parent = byName.get(name);
      if (parent !== undefined) ordered.add(parent);
    }
    ordered.add(stream);
  }
  return [...ordered];
}
