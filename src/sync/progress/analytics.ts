import type { Config } from "../../config/config.ts";
import { addDays, type DateRange, type Day, earliest, latest } from "../../dates.ts";
import type { JsonObject } from "../../json.ts";
import type { DayReading } from "../../streams/stream.ts";
import { firstDay } from "./date-slices.ts";
import type { KeyRange } from "./done-ranges.ts";
import { type StateReader, stateVersion } from "./state-format.ts";

/** The progress of analytics. */
export interface AnalyticsProgress {
  /** The last date that was read. */
  readonly cursor?: Day | undefined;
  /** The date from which every partition was read; undefined: unknown, as in most states of the official connector. */
  readonly start?: Day | undefined;
  /** The earliest date whose metrics weren't final when they were read. */
  readonly unsettled?: Day | undefined;
  /** Digests of the partitions read up to the cursor; undefined: all. Excludes Pins that were inactive so far. */
  readonly known?: string | undefined;
  /** An unfinished pass. */
  readonly round?: AnalyticsPass | undefined;
  /**
   * Cursors by ID of the entity or ad account, from states of the official connector. `cursor` is then the earliest of
   * them, and other entities were not read.
   */
  readonly entityCursors?: ReadonlyMap<string, Day> | undefined;
}

/** The dates of one pass. */
export interface AnalyticsPass extends DateRange {
  /** The first date of partitions that are new in this pass. */
  readonly first: Day;
  /** The length of date windows, where it depends on the number of partitions. The keys in `done` depend on it. */
  readonly days?: number | undefined;
  /** Ranges of the keys that were read: the first date of a request, and the partition. */
  readonly done: readonly KeyRange[];
  readonly unsettled?: Day | undefined;
  /** Digests of the pass's new partitions. A partition that appears later can be within a range in `done`, but isn't read. */
  readonly members?: string | undefined;
  /**
   * Digests of partitions with a first date of their own, by date. A pass with them, or with `days`, has another key in
   * the state, since earlier releases would misread `done`.
   */
  readonly starts?: Readonly<Record<Day, string>> | undefined;
}

/** Returns a reading whose lookback window covers the attribution windows of conversions counted on the date of the ad action. */
export function withLookback<Reading extends DayReading>(reading: Reading, config: Config): Reading {
  const attribution = reading.attribution?.(config);
  if (attribution?.conversionReportTime !== "TIME_OF_AD_ACTION") return reading;
  const { clickWindowDays, engagementWindowDays, viewWindowDays } = attribution;
  const lookbackDays = Math.max(reading.lookbackDays, clickWindowDays, engagementWindowDays, viewWindowDays);
  return { ...reading, lookbackDays };
}

/** The age in days from which metrics are not read again, although they were not final. */
const maxProvisionalDays = 30;

/** Returns the dates to read; undefined: none, since the cursor or the start date is in the future. */
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
  const unsettled = progress.unsettled && latest(progress.unsettled, addDays(today, -maxProvisionalDays));
  const known = latest(wanted, earliest(restated, unsettled));
  // If the start date is now earlier, the dates in between are missing and are read as well.
  const missing = progress.start !== undefined && wanted < progress.start;
  const from = missing ? wanted : known;
  return from > today ? undefined : { from, through: today };
}

/**
 * Returns the progress after a pass. Its first date becomes the start, even if earlier dates were read with an earlier start
 * date: partitions that are new since then, and dates between the cursor and the pass, were not.
 * @param known digests of the partitions that were read
 */
export function afterPass(
  { cursor }: AnalyticsProgress,
  { first, through }: Pick<AnalyticsPass, "first" | "through">,
  unsettled: Day | undefined,
  known: string | undefined,
): AnalyticsProgress {
  return { cursor: latest(through, cursor), start: first, unsettled, known };
}

/** Reads the progress of analytics from a state. */
export function readAnalyticsProgress(state: StateReader): AnalyticsProgress {
  const withStarts = state.object("pass");
  return {
    cursor: state.day("cursor"),
    start: state.day("start"),
    unsettled: state.day("unsettled"),
    known: state.text("known"),
    round: readPass(withStarts ?? state.object("round")),
  };
}

function readPass(round: StateReader | undefined): AnalyticsPass | undefined {
  const [from, through, first] = [round?.day("from"), round?.day("through"), round?.day("first")];
  if (round === undefined || first === undefined || from === undefined || through === undefined) return undefined;
  const days = round.count("days") ?? 0;
  const members = round.text("members");
  const starts = round.entries("starts", (keys) => ({ keys }));
  return {
    first,
    from,
    through,
    done: round.ranges("done"),
    unsettled: round.day("unsettled"),
    ...(days === 0 ? {} : { days }),
    ...(members === undefined ? {} : { members }),
    ...(starts.length === 0
      ? {}
      : { starts: Object.fromEntries(starts.map(([day, each]) => [day, each.text("keys") ?? ""])) }),
  };
}

/** Returns the state of analytics. JSON omits undefined members. */
export function analyticsState({ cursor, start, unsettled, known, round }: AnalyticsProgress): JsonObject {
  return {
    version: stateVersion,
    cursor,
    start,
    unsettled,
    known,
    [(round?.starts ?? round?.days) === undefined ? "round" : "pass"]: round === undefined ? undefined : { ...round },
  };
}
