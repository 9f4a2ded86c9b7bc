import { addDays, type DateRange, type Day, earliest, latest } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import type { KeyRange } from "./refresh-state.ts";
import type { StateReader } from "./state-format.ts";
import { upstreamDays } from "./upstream-state.ts";

/** The state of metrics by date. */
export interface DateState {
  /** The last date that was read. */
  readonly cursor?: Day | undefined;
  /** The date from which every partition was read; undefined: unknown, as in most states of the official connector. */
  readonly start?: Day | undefined;
  /** The earliest date whose metrics weren't final when they were read. */
  readonly unsettled?: Day | undefined;
  /** Digests of the partitions read up to the cursor; undefined: all. Excludes Pins that were inactive so far. */
  readonly known?: string | undefined;
  /** An unfinished pass. */
  readonly pass?: DatePass | undefined;
  /** In place of `known`, from states of the official connector: the IDs of the entities or ad accounts that were read. */
  readonly knownIds?: ReadonlySet<string> | undefined;
}

/** The dates of one pass. */
export interface DatePass extends DateRange {
  /** The first date of partitions that are new in this pass. */
  readonly first: Day;
  /** The length of date windows, in streams where it differs by release. The keys in `done` depend on it. */
  readonly days?: number | undefined;
  /** Ranges of the keys that were read: the first date of a request, and the partition. */
  readonly done: readonly KeyRange[];
  readonly unsettled?: Day | undefined;
  /** Digests of the pass's new partitions. A partition that appears later can be within a range in `done`, but isn't read. */
  readonly members?: string | undefined;
}

/**
 * Reads the state of an incremental sync, also that of the official connector. That has a cursor for each entity: those within
 * the lookback window of the latest were read, and all others count as new.
 * @param lookbackDays those of the next sync
 */
export function readDateState(state: StateReader, cursorField: string, lookbackDays: number): DateState {
  const official = state.json.version === undefined ? upstreamDays(state.json, cursorField) : undefined;
  if (official !== undefined) {
    const { common, partitions, start } = official;
    if (common !== undefined) return { cursor: common, start };
    const newest = latest("", ...partitions.values());
    const read = [...partitions].filter(([, day]) => day >= addDays(newest, -lookbackDays));
    return { cursor: earliest(newest, ...read.map(([, day]) => day)), knownIds: new Set(read.map(([id]) => id)) };
  }
  state.expectVersion();
  return {
    cursor: state.day("cursor"),
    start: state.day("start"),
    unsettled: state.day("unsettled"),
    known: state.text("known"),
    pass: readPass(state.object("pass") ?? state.object("round")),
  };
}

/** Reads the state of a full refresh. An edited one, without dates to read, has none. */
export function readDateRefresh(refresh: StateReader | undefined): DateState {
  const [from, through] = [refresh?.day("from"), refresh?.day("through")];
  if (refresh === undefined || from === undefined || through === undefined || from > through) return {};
  return {
    pass: { first: from, from, through, days: refresh.count("days") || undefined, done: refresh.ranges("done") },
  };
}

function readPass(pass: StateReader | undefined): DatePass | undefined {
  const [from, through, first] = [pass?.day("from"), pass?.day("through"), pass?.day("first")];
  if (pass === undefined || first === undefined || from === undefined || through === undefined) return undefined;
  return {
    first,
    from,
    through,
    days: pass.count("days") || undefined,
    // In the first pass after the official connector, release 0.2.0 read each partition from a date of its own.
    done: pass.object("starts") === undefined ? pass.ranges("done") : [],
    unsettled: pass.day("unsettled"),
    members: pass.text("members"),
  };
}

/** Returns a pass as a member of a state. Those whose date windows have a length of their own have another name. */
export function passAsJson(pass: DatePass): JsonObject {
  return { [pass.days === undefined ? "round" : "pass"]: { ...pass } };
}
