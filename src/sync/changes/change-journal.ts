import { addDays, type Day } from "../../dates.ts";
import type { JsonObject } from "../../json.ts";
import type { Stream } from "../../streams/stream.ts";
import { readScan } from "../progress/refresh.ts";
import { StateReader } from "../progress/state-format.ts";
import type { ReadContext } from "../read-context.ts";
import { ChangeScan } from "./change-scan.ts";
import type { ChangeStamps } from "./change-stamps.ts";
import { areKeyed } from "./containers.ts";
import { TrackedRows } from "./tracked-rows.ts";

/** The parameters of a journal. */
export interface JournalPlan {
  readonly stream: Stream;
  readonly context: Pick<ReadContext, "config" | "today">;
  readonly stamps: ChangeStamps;
  /** See `containerParameters`. */
  readonly containers: ReadonlySet<string>;
  /** See `selectionDigest`. */
  readonly selection: string;
  /** See `requestsDigest`. */
  readonly requests: string;
}

/** Reads and writes the member `changes` of a tracked stream's state: rows, an unfinished scan, and the last complete one. */
export class ChangeJournal {
  readonly rows: TrackedRows;
  readonly #plan: JournalPlan;
  /** The selection of the last scan; undefined: none. */
  #selection: string | undefined;
  /** The date on which the last complete scan began. */
  #lastScanDate: Day | undefined;
  /** Whether nothing was read before tracking, so that all rows of the destination are known. */
  #isFresh: boolean;
  #scan: StateReader | undefined;
  /** The date on which the current scan began. It can miss later changes. */
  #scanDate: Day | undefined;

  /** @param state the stream's state; undefined: nothing was read before */
  constructor(plan: JournalPlan, state: JsonObject | undefined) {
    const reader = new StateReader(state ?? {}, plan.stream.name).object("changes");
    this.#plan = plan;
    this.#selection = reader?.text("question");
    this.#lastScanDate = reader?.day("swept");
    this.#isFresh = state === undefined || (reader?.flag("fresh") ?? false);
    this.#scan = reader?.object("scan");
    this.rows = new TrackedRows(plan.stream.primaryKey).read(reader, this.#scan?.flag("full") ?? false);
    // A scan with other requests restarts.
    if (this.#scan === undefined || this.#scan.text("question") === plan.requests) return;
    this.#scan = undefined;
    this.rows.abandonScan();
  }

  /** The number of requests of earlier runs for the unfinished scan. */
  get requestsBefore(): number {
    return this.#scan?.count("requests") ?? 0;
  }

  /** Whether an earlier run left an unfinished scan. */
  get hasUnfinishedScan(): boolean {
    return this.#scan !== undefined;
  }

  /** Whether the selection is that of the last scan. */
  get isSameSelection(): boolean {
    return this.#selection === undefined || this.#selection === this.#plan.selection;
  }

  /** Returns whether an incremental list is due for a complete scan. */
  isSweepDue(today: Day, days: number): boolean {
    if (this.hasUnfinishedScan || this.rows.missed.length > 0) return true;
    const last = this.#lastScanDate;
    return last === undefined || last > today || addDays(last, days) <= today;
  }

  /**
   * Begins a scan or resumes the unfinished one.
   * @param otherMembers returns the members of the state beside `changes`
   * @param requests returns the number of requests of the scan so far
   */
  scan(otherMembers: () => JsonObject, requests: () => number): ChangeScan {
    const { stream, context, containers, requests: question } = this.#plan;
    const before = this.#scan;
    const begun = before?.day("begun") ?? context.today;
    this.#scanDate = begun;
    const progress = readScan(before ?? new StateReader({}, stream.name));
    const plan = {
      containers,
      areKeyed: areKeyed(stream, containers),
      partial: before?.texts("partial") ?? [],
      toState: (scan: JsonObject) =>
        this.toState(otherMembers(), {
          ...scan,
          question,
          begun,
          requests: requests(),
          ...(this.rows.overflow > 0 ? { full: true } : {}),
        }),
    };
    const jobRun = { job: undefined, today: context.today };
    return new ChangeScan(plan, { stream, config: context.config, jobRun, dated: undefined }, progress);
  }

  /** Records that all rows were read, by a scan or otherwise. */
  endScan(): void {
    this.#scan = undefined;
    this.#selection = this.#plan.selection;
    this.#lastScanDate = this.#scanDate ?? this.#plan.context.today;
    this.#isFresh = false;
  }

  /** Whether nothing was read before, so that an incremental read finds all rows. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /** Returns the state with `changes`. @param scan the progress of a scan; undefined: none */
  toState(otherMembers: JsonObject, scan = this.#scan?.json): JsonObject {
    return {
      ...otherMembers,
      changes: {
        at: this.#plan.stamps.last,
        question: this.#selection,
        swept: this.#lastScanDate,
        ...(this.#isFresh ? { fresh: true } : {}),
        ...(scan === undefined ? {} : { scan }),
        rows: this.rows.toJson(),
      },
    };
  }
}
