import { addDays, type Day } from "../../dates.ts";
import type { JsonObject } from "../../json.ts";
import type { Stream } from "../../streams/stream.ts";
import { Refresh, readRefreshProgress } from "../progress/refresh.ts";
import { StateReader, stateVersion } from "../progress/state-format.ts";
import type { ReadContext } from "../read-context.ts";
import { ChangeScan } from "./change-scan.ts";
import type { ChangeStamps } from "./change-stamps.ts";
import { areKeyed } from "./places.ts";
import { TrackedRows } from "./tracked-rows.ts";

/** What a journal is about. */
export interface JournalPlan {
  readonly stream: Stream;
  readonly context: Pick<ReadContext, "config" | "today">;
  readonly stamps: ChangeStamps;
  /** See `placeParameters` and `questionOf`. */
  readonly places: ReadonlySet<string>;
  readonly question: string;
}

/**
 * What the state of a tracked stream says of changes: its rows, the scan under way, and when the last one was whole. Members
 * of `changes`, beside what the stream has otherwise.
 */
export class ChangeJournal {
  readonly rows: TrackedRows;
  readonly #plan: JournalPlan;
  /** What the last scan has asked for; undefined: there was none. */
  #question: string | undefined;
  /** The day on which all rows were last gone through. */
  #swept: Day | undefined;
  /** Whether every row that the destination has is among those here: none was read before. */
  #isFresh: boolean;
  #scan: StateReader | undefined;

  /** @param state the stream's state; undefined: nothing was read before */
  constructor(plan: JournalPlan, state: JsonObject | undefined) {
    const reader = new StateReader(state ?? {}, plan.stream.name).object("changes");
    this.#plan = plan;
    this.#question = reader?.text("question");
    this.#swept = reader?.day("swept");
    this.#isFresh = state === undefined || (reader?.flag("fresh") ?? false);
    this.#scan = reader?.object("scan");
    this.rows = new TrackedRows(plan.stream.primaryKey).read(reader, this.#scan?.flag("full") ?? false);
    // What was begun with another choice is begun anew.
    if (this.#scan !== undefined && this.#scan.text("question") !== plan.question) this.#dropScan();
  }

  /** How many requests earlier runs have made for the scan under way. */
  get requestsBefore(): number {
    return this.#scan?.count("requests") ?? 0;
  }

  /** Whether an earlier run has begun a scan, and this one goes on with it. */
  get isScanBegun(): boolean {
    return this.#scan !== undefined;
  }

  /** Whether the scan asks for what the last one has asked for. */
  get isSameQuestion(): boolean {
    return this.#question === undefined || this.#question === this.#plan.question;
  }

  /** Whether a list that is otherwise read as far as it is new is to be read to its end. */
  isSweepDue(today: Day, days: number): boolean {
    if (this.isScanBegun || this.rows.missed.length > 0) return true;
    return this.#swept === undefined || addDays(this.#swept, days) <= today;
  }

  /**
   * Begins a scan, or goes on with the one under way.
   * @param frame what the state has beside `changes`
   * @param requests how many requests were made for it so far
   */
  scan(frame: () => JsonObject, requests: () => number): ChangeScan {
    const { stream, context, places, question } = this.#plan;
    const before = this.#scan;
    const state: JsonObject = { version: stateVersion, refresh: before?.json ?? {} };
    const progress = readRefreshProgress(state, new StateReader(state, stream.name), undefined);
    const jobRun = { job: undefined, today: context.today };
    return new ChangeScan({
      refresh: new Refresh({ stream, config: context.config, jobRun, dated: undefined }, progress),
      places,
      areKeyed: areKeyed(stream, places),
      partial: before?.texts("partial") ?? [],
      toState: (scan) =>
        this.toState(frame(), {
          ...scan,
          question,
          requests: requests(),
          ...(this.rows.overflow > 0 ? { full: true } : {}),
        }),
    });
  }

  /** Notes that a scan has come to its end, or that all rows were read otherwise. */
  endScan(): void {
    this.#scan = undefined;
    this.#question = this.#plan.question;
    this.#swept = this.#plan.context.today;
    this.#isFresh = false;
  }

  /** Whether nothing was read before, so that a read to the end has found all rows. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /** The state with what is here. @param scan what is done of a scan; undefined: none is under way */
  toState(frame: JsonObject, scan = this.#scan?.json): JsonObject {
    return {
      ...frame,
      changes: {
        at: this.#plan.stamps.last,
        question: this.#question,
        swept: this.#swept,
        ...(this.#isFresh ? { fresh: true } : {}),
        ...(scan === undefined ? {} : { scan }),
        rows: this.rows.toJson(),
      },
    };
  }

  #dropScan(): void {
    this.#scan = undefined;
    this.rows.abandonScan();
  }
}
