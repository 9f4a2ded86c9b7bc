import { addDays, type DateRange, type Day, earliest, latest } from "../../base/dates.ts";
import { entryOf } from "../../base/entry-of.ts";
import { isObject, type JsonObject } from "../../base/json.ts";
import { countOf } from "../../base/text/count-of.ts";
import { childPartitionsOf } from "../../streams/partitions.ts";
import type { DayReading, Stream } from "../../streams/stream.ts";
import { availableRange, completePeriods, dateWindows, firstDay, lookbackOf, lostDates } from "../date-windows.ts";
import type { Page, Partition, Slice } from "../partition.ts";
import { digestOfPartition, partitionDigest, type StateReader } from "../state/state-reader.ts";
import type { Book, BookFacts, ReadEnd } from "./book.ts";
import { hasTurn } from "./complete-reads.ts";
import { type DateMark, joinedGaps, markOf, textOfMark } from "./date-marks.ts";

/** What is left to read of a partition in this read. */
interface Progress {
  readonly isSilent: boolean;
  readonly before: DateMark | undefined;
  readonly windows: readonly DateRange[];
  /** The starts of the windows that were read. */
  readonly read: Set<Day>;
  provisional: Day | undefined;
}

/** The age in days from which metrics are not read again, although they were not final. */
const maxProvisionalDays = 30;

/**
 * The book of metrics by date. Each partition has its own day, the end of the newest date range that was read, and the
 * gaps before it. A read begins the lookback window before that day; a new partition begins at the first day.
 */
export class DateBook implements Book {
  readonly #reading: DayReading;
  readonly #facts: BookFacts;
  readonly #first: Day;
  /** The marks of the partitions, by digest of their keys. */
  readonly #marks: Map<string, DateMark>;
  readonly #progress = new Map<string, Progress>();
  /** The partitions that the last response of their slice omitted. */
  readonly #omitted = new Set<string>();
  /** The day up to which partitions without activity had their turns; undefined: there was no complete read. */
  #turned: Day | undefined;
  /** Whether an interrupted read of this date, or of this job, is continued. */
  readonly #isContinued: boolean;
  #isEnded = false;

  constructor(reading: DayReading, facts: BookFacts) {
    const { config, today, isSameJob, upstream } = facts;
    const state = facts.state.object("dates");
    this.#reading = reading;
    this.#facts = facts;
    this.#first = firstDay(reading, config, today);
    const firstBefore = state.day("first") ?? upstream?.start;
    this.#marks = marksIn(state);
    for (const [digest, mark] of this.#marks) this.#marks.set(digest, this.#extended(mark, firstBefore));
    this.#turned = state.day("turned");
    this.#isContinued = state.day("open") === today && (isSameJob || !state.flag("ended"));
  }

  todo(partitions: readonly Partition[]): readonly Slice[] {
    return partitions.flatMap((partition) => {
      const { key } = partition;
      const isSilent = partition.isSilent === true;
      const digest = digestOfPartition(key);
      const mark = this.#checked(this.#marks.get(digest) ?? this.#upstreamMarkOf(partition));
      if (isSilent && !this.#hasTurn(key, mark)) return [];
      const before = isSilent ? undefined : mark;
      // If the partition isn't read, the next sync begins there: without activity, at the first day.
      const left = isSilent ? { day: addDays(this.#first, -1), provisional: undefined, gaps: [] } : before;
      if (left !== undefined) this.#marks.set(digest, left);
      const windows = this.#rangesOf(partition, before).flatMap((range) => dateWindows(range, this.#reading));
      this.#progress.set(digest, { isSilent, before, windows, read: new Set(), provisional: undefined });
      return windows.map((range) => ({ members: [partition], range }));
    });
  }

  take({ members: [first] }: Slice, { records, provisional, missing = [] }: Page) {
    if (first.isSilent === true) return { records: records.filter(hasActivity) };
    for (const { key } of missing) this.#omitted.add(digestOfPartition(key));
    for (const [key, day] of provisional ?? []) {
      const progress = this.#progress.get(digestOfPartition(key));
      if (progress !== undefined) progress.provisional = earliest(day, progress.provisional);
    }
    return { records };
  }

  done({ members, range }: Slice): void {
    if (range === undefined) return;
    for (const { key } of members) {
      const digest = digestOfPartition(key);
      const progress = this.#progress.get(digest);
      if (progress === undefined || this.#omitted.delete(digest)) continue;
      progress.read.add(range.from);
      this.#marks.set(digest, markAfter(progress));
    }
  }

  finish({ isEverythingFound, isStopped, hasFailedList }: ReadEnd): readonly JsonObject[] {
    this.#isEnded = !isStopped;
    this.#warnOfGaps();
    const { today } = this.#facts;
    // A list that Pinterest caps is never complete.
    const isTurn = this.#isEnded && !hasFailedList;
    if (isTurn) this.#turned = today;
    for (const [digest, { day }] of this.#marks) {
      const progress = this.#progress.get(digest);
      if (progress === undefined ? isEverythingFound : isTurn && progress.isSilent && day === today)
        this.#marks.delete(digest);
    }
    return [];
  }

  toState(): JsonObject {
    return {
      dates: {
        first: this.#first,
        open: this.#facts.today,
        ...(this.#isEnded ? { ended: true } : {}),
        ...(this.#turned === undefined ? {} : { turned: this.#turned }),
        read: this.#readJson(),
      },
    };
  }

  /** Returns the date ranges to read, ascending and not touching. */
  #rangesOf({ part, attributionDays }: Partition, before: DateMark | undefined): readonly DateRange[] {
    const { config, today, stream } = this.#facts;
    if (before === undefined) return this.#first > today ? [] : [{ from: this.#first, through: today }];
    const { day, provisional, gaps } = before;
    // All partitions that share requests have one turn, and an ad account another one for each stream.
    const isTurn = hasTurn(`${stream.name} ${part}`, day, today);
    const restated = addDays(day, -lookbackOf(this.#reading, config, attributionDays, isTurn));
    const oldest = addDays(today, -maxProvisionalDays);
    const from = latest(this.#first, earliest(restated, provisional && latest(provisional, oldest)));
    const isRead = this.#isContinued && day >= today;
    const ranges = [...gaps, ...(isRead || from > today ? [] : [{ from, through: today }])];
    const periods = ranges.map((range) => completePeriods(range, this.#reading, today));
    return joinedGaps(periods).flatMap((range) => availableRange(range, this.#reading, today) ?? []);
  }

  /** Returns a mark of a clock that was ahead at midnight as one of today, and warns of one further in the future. */
  #checked(mark: DateMark | undefined): DateMark | undefined {
    const { today, stream, log } = this.#facts;
    if (mark === undefined || mark.day <= today) return mark;
    if (mark.day === addDays(today, 1)) return { ...mark, day: today };
    const text = `the saved ${this.#reading.cursor} (${mark.day}) is in the future, so the sync continues from now and skips existing records. If that is wrong, clear the stream`;
    log("WARN", text, `${stream.name} future`);
    return mark;
  }

  /** Returns whether a partition without activity is read: once a week, and until it was after a failure or its last activity. */
  #hasTurn(key: string, mark: DateMark | undefined): boolean {
    const { today } = this.#facts;
    if (mark !== undefined) return mark.day < today;
    return this.#turned !== undefined && hasTurn(key, this.#turned, today);
  }

  #upstreamMarkOf(partition: Partition): DateMark | undefined {
    const { stream, upstream } = this.#facts;
    const day = upstream?.partitions.get(idOf(stream, partition)) ?? upstream?.common;
    return day === undefined ? undefined : this.#extended({ day, provisional: undefined, gaps: [] }, upstream?.start);
  }

  /** Adds the dates between an earlier first day and the one of the last read to the gaps. */
  #extended(mark: DateMark, firstBefore: Day | undefined): DateMark {
    if (firstBefore === undefined || this.#first >= firstBefore) return mark;
    const gap = { from: this.#first, through: addDays(firstBefore, -1) };
    return { ...mark, gaps: joinedGaps([...mark.gaps, gap]) };
  }

  #warnOfGaps(): void {
    const { config, today, log } = this.#facts;
    const { by, daysBack, attribution } = this.#reading;
    const left = new Map<string, number>();
    for (const { windows, read, before } of this.#progress.values()) {
      const isRead = read.size > 0;
      const isOld = (through: Day) => isRead || (before !== undefined && through <= before.day);
      const unread = windows.filter(({ from, through }) => !read.has(from) && through < today && isOld(through));
      // The day of the last read wasn't over then.
      const since = isRead && before !== undefined ? [...before.gaps, { from: before.day, through: today }] : [];
      const lost = lostDates(since, this.#reading, config, today);
      for (const { from, through } of [...unread, ...lost])
        left.set(`${from} to ${through}`, (left.get(`${from} to ${through}`) ?? 0) + 1);
    }
    const again = "Each sync requests these dates again while Pinterest has them";
    const reports = by === "analytics" && attribution !== undefined ? ". Reports on ads have 914 days" : "";
    const gone = `Pinterest no longer has these dates: sync at least every ${daysBack} days${reports}`;
    for (const [dates, count] of left) {
      const of = count === 1 ? "" : ` of ${countOf(count, "partition")}`;
      log("WARN", `not read: ${dates}${of}. ${dates.slice(-10) < addDays(today, -daysBack) ? gone : again}`);
    }
  }

  /** Returns digests of partitions by the text of their marks. What has no room is read from the first day again. */
  #readJson(): JsonObject {
    const { room, log, stream, today } = this.#facts;
    const byMark = new Map<string, string[]>();
    let length = 0;
    let left = 0;
    for (const [digest, mark] of this.#marks) {
      // A mark of today means that only gaps are left, so an unfinished partition has one of the day before.
      const progress = this.#progress.get(digest);
      const isUnread = mark.day === today && progress?.windows.every(({ from }) => progress.read.has(from)) !== true;
      const text = textOfMark({ ...mark, day: isUnread ? addDays(today, -1) : earliest(mark.day, today) });
      length += partitionDigest + (byMark.has(text) ? 0 : text.length + 6);
      if (length > room) left += 1;
      else entryOf(byMark, text, () => []).push(digest);
    }
    if (left > 0)
      log(
        "WARN",
        `the state has no room for ${countOf(left, "partition")}; each sync reads all of their dates`,
        stream.name,
      );
    return Object.fromEntries([...byMark].map(([text, digests]) => [text, digests.join("")]));
  }
}

/** Returns the mark of a partition after some of its windows were read. */
function markAfter({ before, windows, read, provisional }: Progress): DateMark {
  const unread = windows.filter(({ from }) => !read.has(from));
  const ends = windows.flatMap(({ from, through }) => (read.has(from) ? [through] : []));
  const day = latest(before?.day ?? "", ...ends);
  const gaps = unread.flatMap(({ from, through }) => (from > day ? [] : [{ from, through: earliest(through, day) }]));
  return { day, provisional, gaps: joinedGaps(gaps) };
}

function marksIn(state: StateReader): Map<string, DateMark> {
  const marks = new Map<string, DateMark>();
  for (const [text, digests] of state.digestEntries("read")) {
    const mark = markOf(text) ?? state.fail(`read.${text}`);
    for (const digest of digests) marks.set(digest, mark);
  }
  return marks;
}

/** Returns the ID of a partition's parent, which the official connector's states have. */
function idOf(stream: Stream, { parameters }: Partition): string {
  const names = childPartitionsOf(stream).flatMap(({ parent }) =>
    Object.entries(parent.bind).flatMap(([parameter, field]) => (field === "id" ? [parameter] : [])),
  );
  return names.map((name) => parameters[name]).find((value) => typeof value === "string") ?? "";
}

/** Returns whether a row has a metric above zero. */
function hasActivity(record: JsonObject): boolean {
  for (const name in record) {
    const value = record[name];
    if (typeof value === "number" ? value > 0 : isObject(value) && hasActivity(value)) return true;
  }
  return false;
}
