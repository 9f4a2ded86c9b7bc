import type { Day } from "../../base/dates.ts";
import type { Config } from "../../config/config.ts";
import type { Stream } from "../../streams/stream.ts";
import type { StoredState } from "../state/stream-state.ts";
import type { StreamLog } from "../stream-log.ts";
import type { Book } from "./book.ts";
import { DateBook } from "./dates.ts";
import { feedBook } from "./feed.ts";
import { lookupBook } from "./lookups.ts";
import { tableBook } from "./table.ts";

/** The facts from which the book of a stream follows. */
export interface BookFacts {
  readonly stream: Stream;
  readonly streams: ReadonlyMap<string, Stream>;
  readonly config: Config;
  /** The usable part of the input state. */
  readonly stored: Pick<StoredState, "book" | "upstream" | "isSameJob">;
  /** Whether all rows are emitted, without memory of earlier syncs. */
  readonly isRefresh: boolean;
  readonly isTracked: boolean;
  /** Whether rows that the next complete read lacks are forgotten, since the token sees other rows than before. */
  readonly areRowsForgotten: boolean;
  readonly today: Day;
  /** Returns epoch milliseconds. */
  readonly now: () => number;
  /** The maximum size of the state in characters. */
  readonly room: number;
  readonly log: StreamLog;
}

/** Returns the book of a stream: dates, feed, lookups, or table. */
export function bookOf(facts: BookFacts): Book {
  const { stream, config, stored, isRefresh, isTracked, today, now, room, log } = facts;
  const { isSameJob } = stored;
  const { reading } = stream;
  if ("daysBack" in reading) {
    return new DateBook(
      { stream, reading, config, today, isSameJob, room, log },
      stored.book?.object("dates"),
      stored.upstream,
    );
  }
  if (!isRefresh && !isTracked && reading.by === "feed") {
    if (reading.lookup !== undefined)
      return lookupBook({ stream, lookup: reading.lookup, state: stored.book?.object("lookups"), room, today, log });
    if (reading.order === "newest_first")
      return feedBook({ stream, reading, state: stored.book?.object("feed"), isSameJob, room, today, now, log });
  }
  const memory = isTracked ? "tracked" : isRefresh ? "none" : "contents";
  const state = stored.book?.object("table");
  return tableBook({ ...facts, memory, state, isSameJob });
}
