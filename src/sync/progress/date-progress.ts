import { addDays, earliest, latest } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { DayReading, Stream } from "../../streams/stream.ts";
import type { Partition } from "../partition.ts";
import type { Progress, RemainingWork, Taken } from "../progress.ts";
import type { Page, Slice } from "../slice.ts";
import { type DatePass, type DateState, passAsJson } from "../state/date-state.ts";
import { KeyDigests } from "../state/key-digests.ts";
import { completeRefresh, type JobRun, jobMember, markCompletedBy, stateVersion } from "../state/state-format.ts";
import { childPartitionsOf } from "../stream-partitions.ts";
import { afterPass, availableRange, firstDay, nextRange } from "./date-range.ts";
import { type DatedPartition, datedKey, datedPartitions, remainingSlices } from "./date-windows.ts";
import { DoneRanges } from "./done-ranges.ts";

/** What the passes through a stream's dates have in common. */
export interface DatePlan {
  readonly stream: Stream;
  readonly reading: DayReading;
  readonly config: Config;
  readonly jobRun: JobRun;
  /** Whether all dates are read in one pass, which only its job resumes. */
  readonly isRefresh: boolean;
}

/** The partitions of a pass, and those of its requests that are done. */
interface OpenPass {
  readonly members: readonly Partition[];
  readonly dated: readonly DatedPartition[];
  readonly done: DoneRanges;
  /** Digests of the partitions that were read before the pass and still exist; undefined: all were. */
  readonly known: string | undefined;
  /** Digests of the partitions that are new in the pass. */
  readonly added: string;
}

/**
 * The progress of metrics by date. An incremental sync reads the dates since the last one and the lookback window, after it
 * finishes an interrupted pass. The dates of a pass are fixed, so that it can be finished on a later day. The cursor
 * advances at its end.
 */
export class DateProgress implements Progress {
  readonly #plan: DatePlan;
  #state: Omit<DateState, "pass">;
  #interrupted: DatePass | undefined;
  #pass: DatePass | undefined;
  #open: OpenPass | undefined;
  #unsettled: string | undefined;
  #isLast = false;

  constructor(plan: DatePlan, { pass, ...state }: DateState) {
    const { today } = plan.jobRun;
    this.#plan = plan;
    const isAhead = state.cursor !== undefined && state.cursor > today;
    this.#state = isAhead ? { ...state, cursor: today } : state;
    // A pass that ends in the future was begun by a clock that was ahead. One that begins after a gap was edited.
    const next = latest(pass?.first ?? "", addDays(state.cursor ?? today, 1));
    const isUsable = !isAhead && pass !== undefined && pass.through <= today && pass.from <= next;
    this.#interrupted = isUsable ? withKnownWindows(pass, plan.reading) : undefined;
    this.#isLast = isAhead;
  }

  nextPass(): boolean {
    if (this.#isLast) return false;
    const { reading, config, jobRun, isRefresh } = this.#plan;
    const { today } = jobRun;
    const interrupted = this.#interrupted;
    this.#interrupted = undefined;
    const isResumable = interrupted !== undefined && availableRange(interrupted, reading, today) !== undefined;
    const range = nextRange(this.#state, reading, config, today);
    this.#isLast = isRefresh || !isResumable || interrupted.through >= today;
    const first = firstDay(reading, config, today);
    this.#pass = isResumable ? interrupted : range && { first, ...range, days: ownDays(reading), done: [] };
    return this.#pass !== undefined;
  }

  begin<Parent extends Partition>(parents: readonly Parent[]): readonly Parent[] {
    return parents;
  }

  open(_: Partition, partitions: readonly Partition[]): RemainingWork {
    const { stream, reading, config, jobRun } = this.#plan;
    const pass = this.#current;
    const { knownIds, ...state } = this.#state;
    if (knownIds !== undefined) {
      const read = partitions.filter((partition) => knownIds.has(idOf(stream, partition)));
      this.#state = { ...state, known: KeyDigests.of(read.map(({ key }) => key)).toText() };
    }
    this.#unsettled = pass.unsettled;
    const { known } = this.#state;
    const seen = known === undefined ? undefined : KeyDigests.fromText(known);
    const isSeen = ({ key }: Partition) => seen?.has(key) !== false;
    // New partitions are read from the first date on.
    const rangeOf = (partition: Partition) => ({
      from: isSeen(partition) ? pass.from : pass.first,
      through: pass.through,
    });
    const split = (partitions: readonly Partition[]) => {
      const dated = datedPartitions(
        partitions,
        { ...reading, maxDaysPerRequest: pass.days ?? reading.maxDaysPerRequest },
        rangeOf,
      );
      return {
        dated,
        done: new DoneRanges(
          dated.map(({ key }) => key),
          pass.done,
        ),
      };
    };
    const members = membersOf(pass, partitions, seen, split);
    // A partition that is absent now counts as new if it returns, since the pass did not read it.
    const present = seen && KeyDigests.of(partitions.filter(isSeen).map(({ key }) => key)).toText();
    const added = KeyDigests.of(members.filter((each) => seen === undefined || !isSeen(each)).map(({ key }) => key));
    this.#open = { members, ...split(members), known: present, added: added.toText() };
    const { dated, done } = this.#open;
    return remainingSlices(dated, done, { stream, reading, config }, jobRun.today);
  }

  bookmarkOf(): undefined {
    return undefined;
  }

  take({ range, members }: Slice, { records, next, missing = [], provisionalFrom }: Page): Taken {
    if (provisionalFrom !== undefined) this.#unsettled = earliest(provisionalFrom, this.#unsettled);
    if (next !== undefined || range === undefined) return { records };
    for (const member of members) if (!missing.includes(member)) this.#open?.done.add(datedKey(member, range));
    return { records };
  }

  close(): void {}

  endPass(): Promise<readonly JsonObject[]> {
    const { members = [], dated = [], done } = this.#open ?? {};
    // A skipped partition counts as new, so that a later sync reads it from the first date on.
    const skipped = new Set(dated.filter(({ key }) => done?.has(key) !== true).map(({ partition }) => partition.key));
    const known = KeyDigests.of(members.map(({ key }) => key).filter((key) => !skipped.has(key))).toText();
    this.#state = afterPass(this.#state, this.#current, this.#unsettled, known);
    if (!this.#plan.isRefresh) this.#open = undefined;
    return Promise.resolve([]);
  }

  toState(): JsonObject {
    const { jobRun, isRefresh } = this.#plan;
    const pass = this.#pass;
    const done = this.#open?.done.toRanges();
    if (isRefresh) {
      const { from, through, days } = pass ?? {};
      return {
        version: stateVersion,
        refresh: { ...jobMember(jobRun.job), from, through, days, done: done ?? [], open: {} },
      };
    }
    const { cursor, start, unsettled, known } = this.#state;
    if (this.#open === undefined || pass === undefined)
      return { version: stateVersion, cursor, start, unsettled, known };
    const begun = { ...pass, done: done ?? [], unsettled: this.#unsettled, members: this.#open.added || undefined };
    return { version: stateVersion, cursor, start, unsettled, known: this.#open.known, ...passAsJson(begun) };
  }

  endState(isComplete: boolean): JsonObject {
    const { jobRun, isRefresh } = this.#plan;
    if (!isComplete) return this.toState();
    return isRefresh ? completeRefresh(jobRun) : markCompletedBy(jobRun, this.toState());
  }

  get #current(): DatePass {
    if (this.#pass === undefined) throw new Error("No pass was begun.");
    return this.#pass;
  }
}

/**
 * Returns the partitions of a pass. A partition that appeared within a range in `done` is left to the next pass, which
 * reads it as new from the first date on.
 */
function membersOf(
  { members }: DatePass,
  partitions: readonly Partition[],
  seen: KeyDigests | undefined,
  split: (partitions: readonly Partition[]) => Pick<OpenPass, "dated" | "done">,
): readonly Partition[] {
  if (members === undefined && seen === undefined) return partitions;
  const known = KeyDigests.fromText(members ?? "");
  const { dated, done } = split(partitions);
  const begun = new Set(dated.filter(({ key }) => done.has(key)).map(({ partition }) => partition.key));
  return partitions.filter(({ key }) => seen?.has(key) === true || known.has(key) || !begun.has(key));
}

/** Returns the ID of a partition's parent. */
function idOf(stream: Stream, { parameters }: Partition): string {
  const names = childPartitionsOf(stream).flatMap(({ parent }) =>
    Object.entries(parent.bind).flatMap(([parameter, field]) => (field === "id" ? [parameter] : [])),
  );
  return names.map((name) => parameters[name]).find((value) => typeof value === "string") ?? "";
}

/** Returns the length of date windows that a state must name, since releases have chosen others; undefined: it never changed. */
function ownDays({ maxIdDays, maxDaysPerRequest }: DayReading): number | undefined {
  return maxIdDays === undefined ? undefined : maxDaysPerRequest;
}

/** Returns a pass without what was read if its windows have an unknown length, as in states of release 0.1.0. */
function withKnownWindows(pass: DatePass, reading: DayReading): DatePass {
  const days = ownDays(reading);
  return days === undefined || pass.days !== undefined ? pass : { ...pass, days, done: [] };
}
