import type { Config } from "../../config/config.ts";
import { addDays, type DateRange, type Day, earliest, latest } from "../../dates.ts";
import type { JsonObject } from "../../json.ts";
import type { DayReading } from "../../streams/stream.ts";
import { firstDay } from "./date-slices.ts";
import type { KeyRange } from "./done-ranges.ts";
import { type StateReader, stateVersion } from "./state-format.ts";

/** How far earlier reads of analytics have come. */
export interface AnalyticsProgress {
  /** The last day that was read. */
  readonly cursor?: Day | undefined;
  /** The first day that was ever read; undefined when the state does not say (most of the official connector's do not). */
  readonly start?: Day | undefined;
  /** The earliest day whose numbers were not final when they were read. */
  readonly unsettled?: Day | undefined;
  /**
   * Digests of the partitions whose days up to the cursor were read; undefined: all. A Pin that was silent until now is
   * not among them.
   */
  readonly known?: string | undefined;
  /** A read that has not come to its end. */
  readonly round?: AnalyticsPass | undefined;
  /**
   * The last days that were read of entities or ad accounts, by their IDs, where these differ: the official connector
   * keeps one of each. The cursor is then the earliest of them, and what is not among them was not read.
   */
  readonly own?: ReadonlyMap<string, Day> | undefined;
}

/** The days that one read goes through. */
export interface AnalyticsPass extends DateRange {
  /** The first day of partitions that were not known before. */
  readonly first: Day;
  /** What is read: ranges of the first day of a request and the partition. */
  readonly done: readonly KeyRange[];
  readonly unsettled?: Day | undefined;
  /**
   * Digests of the partitions that the round is about, less those that were known before it. One that appears later may
   * stand in a range of what is done, and is not.
   */
  readonly members?: string | undefined;
  /**
   * First days of partitions that do not begin with the round, each with the digests of their keys. Such a round stands
   * apart in the state, since earlier versions would take what is done for more than it is.
   */
  readonly starts?: Readonly<Record<Day, string>> | undefined;
}

/** The days to read now; undefined: none, since the last read came further than today. */
export function nextRange(
  progress: AnalyticsProgress,
  reading: DayReading,
  settings: Pick<Config, "startDate" | "lookbackDays">,
  today: Day,
): DateRange | undefined {
  const wanted = firstDay(reading, settings, today);
  if (progress.cursor === undefined) return wanted > today ? undefined : { from: wanted, through: today };
  if (progress.cursor > today) return undefined;
  const restated = addDays(progress.cursor, -(settings.lookbackDays ?? reading.lookbackDays));
  const known = latest(wanted, earliest(restated, progress.unsettled));
  // An earlier start than before: the days between are missing, and read with the rest.
  const missing = progress.start !== undefined && wanted < progress.start;
  const from = missing ? wanted : known;
  return from > today ? undefined : { from, through: today };
}

/**
 * What holds when a round has been read to its end. A state that did not say where it began is taken for one that began
 * with the first day wanted now: the official connector reads from there on.
 * @param known digests of the partitions that were read
 */
export function afterPass(
  progress: AnalyticsProgress,
  { first, from, through }: Pick<AnalyticsPass, "first" | "from" | "through">,
  unsettled: Day | undefined,
  known: string | undefined,
): AnalyticsProgress {
  const startIsKnown = progress.cursor === undefined || progress.start !== undefined;
  return {
    cursor: latest(through, progress.cursor),
    start: startIsKnown ? earliest(from, progress.start) : earliest(from, first),
    unsettled,
    known,
  };
}

/** The earliest day of the rows whose numbers may still change, or the one known before. */
export function earliestProvisionalDay(
  rows: readonly JsonObject[],
  { cursor, status }: DayReading,
  known: Day | undefined,
): Day | undefined {
  const days = rows.flatMap((row) => {
    const day = row[cursor];
    const open = status !== undefined && (row[status] === "ESTIMATE" || row[status] === "PROCESSING");
    return open && typeof day === "string" ? [day] : [];
  });
  return days.reduce<Day | undefined>((least, day) => (least === undefined || day < least ? day : least), known);
}

/** Reads the progress of a stream of days from a state. */
export function readAnalyticsProgress(state: StateReader): AnalyticsProgress {
  const own = state.object("pass");
  return {
    cursor: state.day("cursor"),
    start: state.day("start"),
    unsettled: state.day("unsettled"),
    known: state.text("known"),
    round: readRound(own ?? state.object("round")),
  };
}

function readRound(round: StateReader | undefined): AnalyticsPass | undefined {
  const [from, through, first] = [round?.day("from"), round?.day("through"), round?.day("first")];
  if (round === undefined || first === undefined || from === undefined || through === undefined) return undefined;
  const members = round.text("members");
  const starts = round.entries("starts", (keys) => ({ keys }));
  return {
    first,
    from,
    through,
    done: round.ranges("done"),
    unsettled: round.day("unsettled"),
    ...(members === undefined ? {} : { members }),
    ...(starts.length === 0
      ? {}
      : { starts: Object.fromEntries(starts.map(([day, each]) => [day, each.text("keys") ?? ""])) }),
  };
}

/** The state of a stream of days. Undefined members vanish in JSON. */
export function analyticsState({ cursor, start, unsettled, known, round }: AnalyticsProgress): JsonObject {
  return {
    version: stateVersion,
    cursor,
    start,
    unsettled,
    known,
    [round?.starts === undefined ? "round" : "pass"]: round === undefined ? undefined : { ...round },
  };
}
