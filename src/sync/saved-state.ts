import type { Day } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import type { Book } from "./books/book.ts";
import type { StreamContext } from "./context.ts";
import type { KnownContainers } from "./state/known-containers.ts";
import { type Basis, completeMarker, stateVersion } from "./state/stream-state.ts";
import type { Turns } from "./turns.ts";

/** The state of a stream in a read. Its book, turns, and containers change as the stream is read. */
export interface SavedState {
  readonly book: Book;
  readonly turns: Turns;
  /** The ad accounts or businesses that the stream has read. */
  readonly containers: KnownContainers;
  readonly basis: Basis;
  /** The date on which the stream was last served; empty: never. */
  readonly served: Day;
  /** Whether a daily quota ended the run before the stream had its turn. */
  readonly isWaiting: boolean;
  readonly isComplete: boolean;
}

/** Returns a state for a STATE message. It is valid at any moment. */
export function stateOf(saved: SavedState, { stream, unlisted, isRefresh, job, today }: StreamContext): JsonObject {
  const book = { ...saved.containers.toState(), ...saved.book.toState(), ...saved.turns.toState() };
  const common = { version: stateVersion, ...saved.basis };
  const others = unlisted.toState(stream, saved.basis.account);
  if (saved.isComplete) {
    const end = { ...common, job, completed: today };
    return isRefresh ? { [completeMarker]: true, ...end, ...others } : { ...end, ...book, ...others };
  }
  const attempt = { attempt: job, attempted: job === undefined ? undefined : today };
  const waiting = (!isRefresh && saved.isWaiting) || undefined;
  const before = { completed: saved.served || undefined, waiting, refresh: isRefresh || undefined };
  return { ...common, ...attempt, ...before, ...book, ...others };
}
