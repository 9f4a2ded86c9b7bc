import { addDays, type Day, dayOf, daysFrom } from "../../src/base/dates.ts";
import { asText, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { isByDate } from "../../src/streams/stream.ts";
import { deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { asLoaded } from "../bed/emitted-records.ts";
import type { Course } from "./course.ts";
import type { Rows, Written } from "./destination.ts";
import { type Difference, type Facts, isStartedOver, isUnread, type Kind, linesOf } from "./difference.ts";
import { allowing, type Defect, defectIn, nearest } from "./promises.ts";
import type { Run } from "./run.ts";
import { idsIn, isSelected, listIn, truthOf } from "./truth.ts";

/** Rows of a stream that differ after a run, and that no promise allows. */
export interface Finding {
  readonly run: number;
  readonly time: string;
  readonly stream: string;
  readonly kind: Kind;
  readonly count: number;
  /** Some of the rows: their keys, and the fields that differ. */
  readonly rows: readonly string[];
  /** The ID of the promise that was nearest; empty: none is about it. */
  readonly nearest: string;
}

/** When a difference showed, in epoch milliseconds. */
interface Showing {
  readonly begin: number | undefined;
  /** The dates of the runs that showed it, but for those of which a request failed after retries, or that were killed early. */
  readonly dates: ReadonlySet<Day>;
  readonly reads: number;
  /** When the first of the complete reads ended. */
  readonly first: number | undefined;
  /** When the last one ended. */
  readonly end: number;
}

/** What is remembered of a stream. */
class Memory {
  before: { readonly begin: number; readonly end: number } | undefined;
  wasComplete = true;
  /** Whether it was complete since it last started over. */
  wasEverComplete = false;
  /** The last job that completed it. */
  completedIn = 0;
  lastBegin: number | undefined;
  /** The rows of dates that the account has had since the stream was first complete. */
  readonly history: Rows = new Map();
  readonly arrived = new Set<string>();
  readonly unreadDates: string[] = [];
  readonly everAbsent = new Set<string>();
  readonly everDeselected = new Set<string>();
  /** By ID of an ad account that complete reads had, since the stream last started over: when the last one began. */
  readonly readAdAccounts = new Map<string, number>();
  /** By ID: when the first of successive reads ended that omitted it. */
  readonly omittedSince = new Map<string, number>();
  truthBefore: ReadonlySet<string> = new Set();
  tableBefore: ReadonlySet<string> = new Set();
  /** By kind and key of a difference: when it began, and the complete reads since. */
  since = new Map<string, Showing>();

  /** Notes which rows left the account, or the user's access, since the run before. */
  noteAbsences({ stream: { reading } }: Written, { course, run, truth }: Facts): void {
    const oldest = isByDate(reading) ? addDays(dayOf(run.end), -reading.daysBack) : "";
    const isKept = (key: string) => !isByDate(reading) || asText(this.history.get(key)?.[reading.cursor]) >= oldest;
    for (const key of this.truthBefore) if (!truth.has(key) && isKept(key)) this.everAbsent.add(key);
    this.noteLost(course, truth);
  }

  /** Notes the rows that the user can't access now. */
  noteLost(course: Course, truth: Rows): void {
    const lost = new Set(course.access.lost().flat());
    for (const [key, row] of lost.size === 0 ? [] : truth)
      if (idsIn(row).some((id) => lost.has(id))) this.everAbsent.add(key);
  }

  /** Notes what a run read, after its differences were judged. */
  noteRun({ stream, write }: Written, { course, run, isComplete, truth }: Facts): void {
    for (const [key, row] of truth) if (!isSelected(stream, row, course.config)) this.everDeselected.add(key);
    const table = course.destination.table(stream.name);
    this.truthBefore = new Set(truth.keys());
    this.tableBefore = new Set(table.keys());
    this.wasComplete = isComplete;
    this.lastBegin = run.begin;
    const named = listIn(course.config, "ad_account_ids");
    for (const { id } of isComplete ? course.simulation.world.adAccounts : [])
      if (named.length === 0 || named.includes(id)) this.readAdAccounts.set(id, run.begin);
    // A list below an ad account that isn't listed omits nothing.
    this.omit(run.omitted, run.ended.get(stream.name) ?? run.end, isComplete && course.access.lost().length === 0);
    if (isComplete) this.completedIn = course.job;
    if (isComplete) this.before = { begin: run.begin, end: run.end };
    this.wasEverComplete ||= isComplete;
    if (write === "overwrite") this.arrived.clear();
    for (const key of table.keys()) this.arrived.add(key);
  }

  omit(ids: ReadonlySet<string>, time: number, isComplete: boolean): void {
    // Parts can be complete in a stream that isn't.
    for (const id of isComplete ? this.omittedSince.keys() : []) if (!ids.has(id)) this.omittedSince.delete(id);
    for (const id of ids) if (!this.omittedSince.has(id)) this.omittedSince.set(id, time);
  }
}

const hour = 3_600_000;
/** A report has an hour, and a wait for a rate limit fifteen minutes, in milliseconds. */
const longestRun = 3 * hour;
/** What the simulator expects of reports by template lacks the default statuses of ads. */
const unjudged: readonly string[] = ["template_reports"];
const ignored: ReadonlySet<string> = new Set(["url", updatedAt, deletedAt]);

/** Judges tables after each run of a life. */
export class Judge {
  /** By promise: the number of differences that it allowed. */
  readonly used = new Map<string, number>();
  /** The IDs of known defects that showed. */
  readonly defects = new Set<string>();
  readonly #memories = new Map<string, Memory>();
  /** By job and stream: what the account had in moments of it. */
  readonly #looks = new Map<string, Rows[]>();
  readonly #everOmitted = new Set<string>();

  readonly #known: readonly Defect[];

  /** @param known the defects that are no findings */
  constructor(known: readonly Defect[]) {
    this.#known = known;
  }

  /** Returns what no promise allows. */
  judge(course: Course, run: Run): readonly Finding[] {
    const judged = run.written.filter(({ stream }) => !unjudged.includes(stream.name));
    const found = judged.flatMap((written) => this.#judgeStream(course, run, written));
    for (const id of run.omitted) this.#everOmitted.add(id);
    return found;
  }

  /** Remembers what the account has during a job, since it changes then. */
  look(course: Course): void {
    for (const written of course.written()) {
      const id = `${course.job} ${written.stream.name}`;
      this.#looks.set(id, [...(this.#looks.get(id) ?? []), this.#truth(course, written)]);
    }
  }

  /** Remembers the rows of dates that Pinterest has now, since it keeps them only for some time. */
  remember(course: Course): void {
    for (const written of course.written()) {
      const truth = this.#truth(course, written);
      this.#memoryOf(written.stream.name).noteLost(course, truth);
      this.#remember(written, truth);
    }
  }

  /** Forgets what was in a table that was emptied. */
  clear(name: string): void {
    this.#memories.delete(name);
  }

  #truth(course: Course, { stream, key }: Written): Rows {
    const read = () => truthOf(course.simulation, stream, key, course.selected(stream), course.access.profiles());
    // A list of what the user can access has no more.
    return stream.hidesByRole === true ? read() : course.access.whileComplete(read);
  }

  #memoryOf(name: string): Memory {
    const memory = this.#memories.get(name) ?? new Memory();
    this.#memories.set(name, memory);
    return memory;
  }

  #remember({ stream: { name, reading } }: Written, truth: Rows): void {
    const { history, wasEverComplete } = this.#memoryOf(name);
    // No sync can know of days before the first one.
    if (!isByDate(reading) || !wasEverComplete) return;
    for (const [key, row] of truth) history.set(key, row);
  }

  #judgeStream(course: Course, run: Run, written: Written): readonly Finding[] {
    const { name } = written.stream;
    const memory = this.#memoryOf(name);
    // A later attempt doesn't read it again. What is to start over does in the next job.
    if (memory.completedIn === course.job) {
      if (isStartedOver(name, course, run)) course.restarts.set(name, run.index + 1);
      return [];
    }
    const truth = this.#truth(course, written);
    memory.unreadDates.push(...linesOf(name, run).filter((line) => line.includes("not read")));
    if (isStartedOver(name, course, run)) {
      memory.readAdAccounts.clear();
      memory.history.clear();
      memory.since.clear();
      memory.wasEverComplete = false;
      course.restarts.set(name, run.index);
    }
    const looks = this.#looks.get(`${course.job} ${name}`) ?? [];
    const facts: Facts = Object.assign(
      {
        course,
        run,
        isComplete: run.ends.get(name) === "COMPLETE",
        everOmitted: this.#everOmitted,
        truth,
        isAsBegun: comparisonWithBegin(run, truth, looks, () => this.#truthAtBegin(course, run, written)),
      },
      memory,
    );
    memory.noteAbsences(written, facts);
    // What is denied, and what is retried, takes requests of a quota.
    const hasFailed = run.failures.some(({ status }) => status !== 404 && status !== 429);
    const hasWorked = !hasFailed && (!run.isInterrupted || run.isQuotaUsed);
    const since: Memory["since"] = new Map();
    const differences = [...this.#differences(written, truth, facts)].map((each): Difference => {
      const was = memory.since.get(idOf(each));
      // A read that resumes another one is not complete.
      const isRead =
        facts.isComplete &&
        memory.wasComplete &&
        !(looks.length > 0 && facts.isAsBegun(each)) &&
        !isUnread(each.row, written.stream, facts) &&
        (was === undefined || run.begin >= was.end + hour);
      const now = {
        begin: was?.begin ?? run.end,
        dates: new Set([...(was?.dates ?? []), ...(hasWorked ? [dayOf(run.end)] : [])]),
        reads: (was?.reads ?? 0) + (isRead ? 1 : 0),
        first: was?.first ?? (isRead ? run.end : undefined),
        end: isRead ? run.end : (was?.end ?? 0),
      };
      since.set(idOf(each), now);
      const days = daysFrom(dayOf(now.begin), dayOf(run.end));
      return { ...each, days, dates: now.dates.size, reads: now.reads, firstRead: now.first };
    });
    const findings = this.#findings(run, name, differences, since);
    memory.since = since;
    memory.noteRun(written, facts);
    this.#remember(written, truth);
    return findings;
  }

  /** Returns the rows that the account had when a run began. */
  #truthAtBegin(course: Course, { begin, end }: Run, written: Written): Rows {
    course.simulation.clock.advance(begin - end);
    const truth = this.#truth(course, written);
    course.simulation.clock.advance(end - begin);
    return truth;
  }

  *#differences(
    written: Written,
    truth: Rows,
    facts: Facts,
  ): Generator<Omit<Difference, "days" | "dates" | "reads" | "firstRead">> {
    const { stream, write } = written;
    const { course, run } = facts;
    const { tableBefore } = this.#memoryOf(stream.name);
    const { config } = course;
    const table = course.destination.table(stream.name);
    const make = (kind: Kind, key: string, row: JsonObject, have?: JsonObject, fields: readonly string[] = []) => {
      return { kind, written, key, row, have, fields, facts };
    };
    const hasQuota = course.simulation.settings.limits !== "unlimited";
    const isUndisturbed = run.failures.length === 0 && course.lasting.length === 0 && !hasQuota;
    for (const { message, failure_type: type, stream_descriptor: about } of run.errors)
      if ((type === "system_error" || (type === "transient_error" && isUndisturbed)) && nameOf(about) === stream.name)
        yield make("crash", asText(message), {});
    if (run.end - run.begin > longestRun) yield make("crash", "the sync waited for hours", {});
    for (const [key, row] of truth) {
      const have = table.get(key);
      // The list says something else of the metrics.
      const isHidden = (field: string) => field === "pin_metrics" && course.isZeroed(asText(row.id));
      const fields = have === undefined ? [] : fieldsOf(row, have).filter((field) => !isHidden(field));
      if (have !== undefined && fields.length > 0) yield make("stale", key, row, have, fields);
      if (have !== undefined) continue;
      if (write !== "overwrite" && tableBefore.has(key)) yield make("removed", key, row);
      else if (isSelected(stream, row, config)) yield make("missing", key, row);
    }
    for (const [key, have] of table) if (!truth.has(key)) yield make("extra", key, have, have);
    const { reading } = stream;
    if (isByDate(reading) && write !== "overwrite") {
      const oldest = addDays(dayOf(run.end), -reading.daysBack);
      for (const [key, row] of this.#memoryOf(stream.name).history) {
        const isLost = asText(row[reading.cursor]) < oldest && !table.has(key) && !truth.has(key);
        if (isLost && isSelected(stream, row, config)) yield make("lost", key, row);
      }
    }
    const isCompared = write !== "overwrite" && (stream.isTracked === true || reading.by === "compared");
    if (!isCompared) return;
    for (const key of run.repeated.get(stream.name) ?? []) yield make("repeated", key, table.get(key) ?? {});
  }

  #findings(run: Run, stream: string, differences: readonly Difference[], since: Memory["since"]): readonly Finding[] {
    const left = new Map<string, Difference[]>();
    for (const difference of differences) {
      const promise = allowing(difference);
      const begun = since.get(idOf(difference));
      // What wasn't read has the time of the promises that heal from here on, or from the next sync on that shows it.
      const begin = difference.facts.isComplete ? run.end : undefined;
      if (promise?.days === undefined && begun !== undefined) since.set(idOf(difference), { ...begun, begin });
      const known = defectIn(difference, promise?.id, this.#known);
      if (known !== undefined) this.defects.add(known.id);
      if (promise !== undefined) this.used.set(promise.id, (this.used.get(promise.id) ?? 0) + 1);
      else if (known === undefined) left.set(difference.kind, [...(left.get(difference.kind) ?? []), difference]);
    }
    return [...left.values()].map((rows) => {
      const [first] = rows;
      const texts = rows.slice(0, 3).map(({ key, fields, row, have }) => {
        const values = fields.slice(0, 3).map((name) => `${name} ${brief(have?.[name])}, not ${brief(row[name])}`);
        return [key, ...values].join(" ");
      });
      const kind = first?.kind ?? "missing";
      const id = first === undefined ? "" : (nearest(first)?.id ?? "");
      return { ...placeOf(run), stream, kind, count: rows.length, rows: texts, nearest: id };
    });
  }
}

const wholeRow = "whole row";
const idOf = ({ kind, key }: Pick<Difference, "kind" | "key">) => `${kind} ${key}`;
/** Returns the name in a descriptor of a stream. */
export const nameOf = (descriptor: Json | undefined) => (isObject(descriptor) ? asText(descriptor.name) : "");
const placeOf = ({ index, end }: Run) => ({ run: index, time: new Date(end).toISOString().slice(0, 16) });
const brief = (value: Json | undefined) => JSON.stringify(value ?? null).slice(0, 40);

/**
 * Returns the comparison of differences with the account as it was when the run began, or in a moment of it.
 * @param truth the rows at the end
 * @param looks the rows in moments of the job
 */
function comparisonWithBegin(
  { begin, end }: Run,
  truth: Rows,
  looks: readonly Rows[],
  truthAtBegin: () => Rows,
): Facts["isAsBegun"] {
  let atBegin = begin === end ? truth : undefined;
  const begun = () => (atBegin ??= truthAtBegin());
  // What moves during a read can be absent from it.
  const isAt = (rows: Rows, { key, have, fields }: Pick<Difference, "key" | "have" | "fields">) =>
    !fieldsOf(rows.get(key), have).some((field) => [...fields, wholeRow].includes(field) || fields.length === 0) ||
    (have === undefined && looks.length > 0 && fieldsOf(rows.get(key), truth.get(key)).length > 0);
  // A report that is created after midnight ends on the day before.
  const isChanging = ({ key, fields }: Pick<Difference, "key" | "fields">) => {
    const changed = fields.length === 0 ? [] : fieldsOf(begun().get(key), truth.get(key));
    return fields.length > 0 && fields.every((field) => changed.includes(field));
  };
  return (difference) => [begun(), ...looks].some((rows) => isAt(rows, difference)) || isChanging(difference);
}

/** Returns the fields in which rows differ. */
function fieldsOf(row: JsonObject | undefined, have: JsonObject | undefined): readonly string[] {
  if (row === undefined || have === undefined) return row === have ? [] : [wholeRow];
  const differs = (name: string) => !ignored.has(name) && !isSame(have[name], row[name]);
  return [...Object.keys(row).filter(differs), ...Object.keys(have).filter((name) => !(name in row) && differs(name))];
}

/** Compares most values faster than by what a destination loads. */
function isSame(have: Json | undefined, value: Json | undefined): boolean {
  if ((have ?? null) === (value ?? null) || JSON.stringify(have) === JSON.stringify(value)) return true;
  return JSON.stringify(sorted(have)) === JSON.stringify(sorted(asLoaded(value)));
}

/** Sorts the members of objects. */
function sorted(value: Json | undefined): Json | undefined {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each: Json) => sorted(each) ?? null);
  // Some responses omit null.
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  const members = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, inner]) => [name, sorted(inner) ?? null]));
}
