import { type Day, isDay } from "../../base/dates.ts";
import { entryOf } from "../../base/entry-of.ts";
import type { JsonObject } from "../../base/json.ts";
import { digestsIn, partitionDigest } from "./digests.ts";
import type { StateReader } from "./state-reader.ts";

/** What the last complete read of a newest-first list has left. */
export interface KnownList {
  /** The time of the newest row when the read began, in epoch seconds; undefined: none has a time. */
  readonly cursor: number | undefined;
  /** A digest of the revision that it was read at; undefined: the revision can still change unnoticed. */
  readonly revision: string | undefined;
  /** The day on which the last read of all its rows began. */
  readonly whole: Day;
}

/** A read of a list that has not ended. It keeps what it began with. */
export interface FeedRead {
  /** That of the next page. Undefined: the read is lost with the run. */
  readonly bookmark?: string | undefined;
  /** Whether all rows are emitted. */
  readonly isWhole: boolean;
  /** In epoch seconds. */
  readonly begun: number;
  /** See `KnownList`. */
  readonly revision: string | undefined;
  /** The cursor after the read. */
  readonly newest?: number | undefined;
  /** The earliest time so far, in epoch seconds. */
  readonly oldest?: number | undefined;
  /** Whether a row was out of order, so that the list is read to its end. */
  readonly isDisordered: boolean;
}

/**
 * The state of newest-first lists, by digest of their partitions. As JSON: by day of the last whole read, a word per list, of the
 * digest, the cursor in base 36 (0: none), and the digest of the revision, if it is settled; open reads by digest; `parents`; and
 * `finished`.
 *
 * `{ "lists": { "2026-06-30": "a4ayc_80thdq00leIq1oL …" }, "open": { "1Hqv3Zk": { "bookmark": "…", "begun": 1782820800, … } } }`
 */
export interface FeedState {
  readonly lists: Map<string, KnownList>;
  readonly reads: Map<string, FeedRead>;
  /** Digests of parents and their revision. */
  readonly parents: Set<string>;
  /** Digests of partitions that the job has finished. */
  readonly finished: Set<string>;
}

/** The length of a cursor in base 36. */
const cursorLength = 7;
const wordPattern = /^([\w-]{7})([0-9a-z]{7})([\w-]{7})?$/u;
/** The length of `"2026-06-30":"",`. */
const dayLength = 16;

/** Reads the state of newest-first lists. @throws ConnectorError (config_error) if it is invalid */
export function readFeed(state: StateReader | undefined): FeedState {
  const lists = new Map<string, KnownList>();
  for (const [whole, text] of state?.textEntries("lists") ?? []) {
    for (const word of text.split(" ")) {
      const [, digest, cursor, revision] = wordPattern.exec(word) ?? [];
      if (isDay(whole) && digest !== undefined && cursor !== undefined)
        lists.set(digest, { cursor: Number.parseInt(cursor, 36) || undefined, revision, whole });
      else state?.fail(`lists.${whole}`);
    }
  }
  const reads = (state?.entries("open") ?? []).flatMap(([digest, each]): readonly (readonly [string, FeedRead])[] => {
    const bookmark = each.text("bookmark");
    const read = {
      isWhole: each.flag("whole"),
      begun: each.count("begun") ?? each.fail("begun"),
      revision: each.text("revision"),
      newest: each.count("newest"),
      oldest: each.count("oldest"),
      isDisordered: each.flag("disordered"),
    };
    // A bookmark with a secret isn't in the state, so the read starts over.
    return bookmark === undefined ? [] : [[digest, { bookmark, ...read }]];
  });
  const digests = (field: string) => new Set(digestsIn(state?.text(field) ?? ""));
  return { lists, reads: new Map(reads), parents: digests("parents"), finished: digests("finished") };
}

/**
 * Returns the state as JSON. Lists that have no room are not in it, and are read completely again. Open reads, parents, and finished
 * partitions have a quarter of the room each.
 * @param room the maximum length in characters
 * @returns also the number of lists without room
 */
export function feedAsJson(
  { lists, reads, parents, finished }: FeedState,
  room: number,
): { readonly json: JsonObject; readonly losses: number } {
  const quarter = Math.floor(room / 4);
  const textOf = (digests: ReadonlySet<string>) => [...digests].slice(0, quarter / partitionDigest).join("");
  const others = {
    open: openReads(reads, quarter),
    parents: textOf(parents) || undefined,
    finished: textOf(finished) || undefined,
  };
  const byDay = new Map<Day, string[]>();
  let left = room - JSON.stringify({ lists: {}, ...others }).length;
  let losses = 0;
  for (const [digest, { cursor = 0, revision = "", whole }] of lists) {
    const time = cursor.toString(36).padStart(cursorLength, "0");
    const word = `${digest}${time}${revision}`;
    left -= word.length + 1 + (byDay.has(whole) ? 0 : dayLength);
    if (left < 0) losses += 1;
    else entryOf(byDay, whole, () => []).push(word);
  }
  const texts = [...byDay].map(([day, words]) => [day, words.join(" ")] as const);
  return { json: { lists: Object.fromEntries(texts), ...others }, losses };
}

function openReads(reads: FeedState["reads"], room: number): JsonObject | undefined {
  const open: Record<string, JsonObject> = {};
  let left = room;
  for (const [digest, { isWhole, isDisordered, ...read }] of reads) {
    if (read.bookmark === undefined) continue;
    const json = { ...read, whole: isWhole || undefined, disordered: isDisordered || undefined };
    left -= JSON.stringify({ [digest]: json }).length;
    if (left >= 0) open[digest] = json;
  }
  return left === room ? undefined : open;
}
