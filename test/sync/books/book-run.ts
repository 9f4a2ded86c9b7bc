import { isObject, type JsonObject } from "../../../src/base/json.ts";
import { streams } from "../../../src/streams/all.ts";
import type { Book, BookFacts } from "../../../src/sync/books/book.ts";
import type { Page, Partition } from "../../../src/sync/partition.ts";
import { StateReader } from "../../../src/sync/state/state-reader.ts";
import { configWith } from "../../scripted-api.ts";
import { streamNamed } from "../../streams/stream-named.ts";

/** The API's answer to a request for a page. `stop`: the daily quota is used up. A single object can be missing. */
export type PageAnswer = Page | "failed" | "stop" | "gone" | "denied";

export type Message =
  | { readonly kind: "record"; readonly record: JsonObject }
  | { readonly kind: "state"; readonly state: JsonObject };

/**
 * Reads partitions as the engine does, one page of each in turn, and returns what was written, with a state after each page of up to
 * 100 partitions, and at the end.
 * @param isEverythingFound see `ReadEnd`
 */
export function runBook(
  book: Book,
  partitions: readonly Partition[],
  request: (partition: Partition, bookmark: string | undefined) => PageAnswer,
  isEverythingFound = true,
): readonly Message[] {
  const messages: Message[] = [];
  const save = () => messages.push({ kind: "state", state: saved(book) });
  const savesPages = partitions.length <= 100;
  const queue = book.todo(partitions).map((slice) => ({ slice, bookmark: book.bookmarkOf?.(slice) }));
  let isStopped = false;
  // Further pages are added at its end.
  for (const { slice, bookmark } of queue) {
    if (isStopped) break;
    const page = request(slice.members[0], bookmark);
    isStopped = page === "stop";
    if (page === "gone" || page === "denied") book.miss?.(slice.members[0], page === "denied");
    if (typeof page === "string") continue;
    const { records, isKnown, resumeAt } = book.take(slice, page);
    messages.push(...records.map((record) => ({ kind: "record", record }) as const));
    if (resumeAt !== undefined) queue.push({ slice, bookmark: resumeAt });
    else if (typeof page.next === "object" && isKnown !== true) queue.push({ slice, bookmark: page.next.bookmark });
    else book.done(slice);
    if (savesPages) save();
  }
  const end = { isEverythingFound: isEverythingFound && !isStopped, isStopped };
  for (const record of book.finish(end, () => undefined)) messages.push({ kind: "record", record });
  save();
  return messages;
}

/** Returns the state of a book as it is after a STATE message. */
export function saved(book: Book): JsonObject {
  const state: unknown = JSON.parse(JSON.stringify(book.toState()));
  return isObject(state) ? state : {};
}

/** Returns the facts that a book needs, with defaults. */
export function factsOf(name: string, more: Partial<BookFacts>): BookFacts {
  return {
    stream: streamNamed(name),
    streams: new Map(streams.map((each) => [each.name, each])),
    config: configWith({}),
    isRefresh: false,
    isTracked: false,
    today: "2026-06-30",
    clock: { now: () => Date.parse("2026-06-30T12:00:00Z") },
    log: () => true,
    state: undefined,
    isSameJob: false,
    hasQuota: () => false,
    areRowsForgotten: false,
    room: 900_000,
    ...more,
  };
}

/** Returns the reader of a saved state. */
export function readerOf(state: JsonObject | undefined): StateReader | undefined {
  return state && new StateReader(state, "the stream");
}

/** Returns the records of messages, and the last state. */
export function written(messages: readonly Message[]) {
  const states = messages.flatMap((message) => (message.kind === "state" ? [message.state] : []));
  const records = messages.flatMap((message) => (message.kind === "record" ? [message.record] : []));
  return { records, state: states.at(-1) };
}
