import type { Book, BookFacts } from "./book.ts";
import { DateBook } from "./dates.ts";
import { FeedBook } from "./feed.ts";
import { LookupBook } from "./lookups.ts";
import { TableBook } from "./table.ts";

/**
 * Returns the book of a stream: dates, feed, lookups, or table.
 * @throws ConnectorError (config_error) if the state is invalid
 */
export function bookOf(facts: BookFacts): Book {
  const { stream, isRefresh, isTracked } = facts;
  const { reading } = stream;
  if ("daysBack" in reading) return new DateBook(reading, facts);
  if (!isRefresh && !isTracked && reading.by === "feed") {
    if (reading.lookup !== undefined) return new LookupBook(reading.lookup, facts);
    if (reading.order === "newest_first") return new FeedBook(reading, facts);
  }
  return new TableBook(facts);
}
