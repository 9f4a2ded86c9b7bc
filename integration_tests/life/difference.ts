import type { Board, Pin } from "../../simulator/world/records.ts";
import { addDays, type Day, dayOf, daysFrom } from "../../src/base/dates.ts";
import { asText, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { timestampFrom } from "../../src/base/timestamps.ts";
import { isOfProfile, profileId } from "../../src/streams/profiles.ts";
import { isByDate, type Stream } from "../../src/streams/stream.ts";
import type { Course } from "./course.ts";
import type { Rows, Written } from "./destination.ts";
import type { Failure, Run } from "./run.ts";
import { idsIn, isSelected, listIn } from "./truth.ts";

/**
 * How a table differs from the account:
 * - `missing`, `stale`, `extra`: a row is not in the table, has other values, or is not in the account
 * - `lost`: a row that the table never had, older than the days that Pinterest keeps
 * - `removed`: a row that the account has left the table
 * - `repeated`: a compared list emitted a row that it had emitted
 * - `crash`: the stream ended with a system error, or although nothing failed, or after hours
 */
export type Kind = "missing" | "stale" | "extra" | "lost" | "removed" | "repeated" | "crash";

/** A row that differs after a run. */
export interface Difference {
  readonly kind: Kind;
  readonly written: Written;
  readonly key: string;
  /** The row in the account, or else in the table. */
  readonly row: JsonObject;
  /** The row in the table. */
  readonly have: JsonObject | undefined;
  /** The fields that differ. */
  readonly fields: readonly string[];
  /** The number of days since the first run that showed it. */
  readonly days: number;
  /** The number of days on which runs showed it of which no request failed after retries. */
  readonly dates: number;
  /** The complete reads of its part that showed it, each begun an hour after the last one ended. */
  readonly reads: number;
  /** When the first of these ended, epoch milliseconds; undefined: none did. */
  readonly firstRead: number | undefined;
  readonly facts: Facts;
}

/** What is known when a stream is judged. */
export interface Facts {
  readonly course: Course;
  readonly run: Run;
  readonly isComplete: boolean;
  /** When the stream was complete before; undefined: it never was. */
  readonly before: { readonly begin: number; readonly end: number } | undefined;
  readonly wasComplete: boolean;
  /** When the run before began that had the stream. */
  readonly lastBegin: number | undefined;
  /** By ID: when a run ended that omitted it, and no later one had it. */
  readonly omittedSince: ReadonlyMap<string, number>;
  readonly everOmitted: ReadonlySet<string>;
  readonly everAbsent: ReadonlySet<string>;
  /** By ID of an ad account that a complete read of the stream had, since it last started over: when the last one began. */
  readonly readAdAccounts: ReadonlyMap<string, number>;
  /** The keys that the settings once didn't select. */
  readonly everDeselected: ReadonlySet<string>;
  /** The warnings of all runs about dates that weren't read. */
  readonly unreadDates: readonly string[];
  /** The keys that the table ever had. */
  readonly arrived: ReadonlySet<string>;
  /** The keys that the table had before the run. */
  readonly tableBefore: ReadonlySet<string>;
  /** The rows of the stream in the account. */
  readonly truth: Rows;
  /** Whether the row, or those of its fields that differ, are as they were when the run began, or in a moment of it. */
  readonly isAsBegun: (difference: Pick<Difference, "key" | "have" | "fields">) => boolean;
}

const hour = 3_600_000;
/** The number of days for which the connector misses an ad account. */
const maxMissedDays = 30;
const idsOf = ({ row, have = {}, facts: { course } }: Difference) => [
  ...new Set([...idsIn(row), ...idsIn(have), ...course.access.namesOfProfile(asText(row[profileId]))]),
];
/** The names by which responses omit a row. */
const omissionsOf = (difference: Difference) => [difference.written.stream.operation, ...idsOf(difference)];

const hasActivity = (value: Json | undefined): boolean =>
  isObject(value) ? Object.values(value).some(hasActivity) : typeof value === "number" && value > 0;

const isIncremental = ({ written: { write } }: Difference) => write !== "overwrite";
const isTracked = (difference: Difference) => isIncremental(difference) && difference.written.stream.isTracked === true;
const dayIn = ({ row, written: { stream } }: Difference): Day =>
  isByDate(stream.reading) ? asText(row[stream.reading.cursor]) : "";

/** Returns the warnings and errors about a stream. A line can be about several. */
export function linesOf(stream: string, { warnings }: Run): readonly string[] {
  const isListed = new RegExp(`\\bin [^:]*\\b${stream}\\b`, "u");
  return warnings.split("\n").filter((line) => {
    const [head = ""] = line.split(": ", 1);
    return head.split(", ").some((name) => name === stream || name.startsWith(`${stream} of `)) || isListed.test(line);
  });
}

/** Returns whether a stream read from the beginning. */
export function isStartedOver(stream: string, course: Course, run: Run): boolean {
  const isSaid = linesOf(stream, run).some((line) => line.includes("starting from the beginning"));
  return isSaid || course.restarts.get(stream) === run.index;
}

/**
 * Returns whether requests for the part of a row failed in the run, or the log names it.
 * @param isOfAnyDate also requests for other dates: lost ones are warned of once a request succeeds
 */
export function isUnread(row: JsonObject, stream: Stream, facts: Facts, isOfAnyDate = false): boolean {
  const { name, operation, reading } = stream;
  const { course, run } = facts;
  // Requests for a profile name the ad account for which they act.
  const acting = isOfProfile(stream) ? listIn(course.config, "ad_account_ids").slice(0, 1) : [];
  const ids = [...idsIn(row), ...acting, ...course.access.namesOfProfile(asText(row[profileId]))];
  // Responses of these statuses are about the app.
  const failures = run.failures
    .filter(({ status }) => status !== 401 && status !== 429)
    .filter((failure) => failure.ids.size === 0 || ids.some((id) => failure.ids.has(id)));
  const day = isByDate(reading) ? asText(row[reading.cursor]) : "";
  const isAbout = ({ dates }: Failure) =>
    isOfAnyDate || day === "" || dates === undefined || (dates.from <= day && day <= dates.through);
  if (failures.some(isAbout)) return true;
  // After two denials of IDs, no more are requested.
  const denials = run.failures.filter((failure) => failure.status === 403 && failure.operation === operation);
  if (!facts.isComplete && denials.length > 1) return true;
  const lines = linesOf(name, run).filter((line) => !line.includes("retrying"));
  return failures.length === 0 && ids.some((id) => lines.some((line) => line.includes(id)));
}

/** Returns the boards that a row is, or is on. */
function boardsOf({ row, facts: { course } }: Difference): readonly Board[] {
  const { accounts } = course.simulation.world;
  const pinId = asText(row.pin_id ?? row.id);
  return accounts.flatMap((account) => {
    const ids = [asText(row.id), asText(row.board_id), account.pin(pinId)?.boardId ?? ""];
    return ids.flatMap((id) => account.board(id) ?? []);
  });
}

/** Returns the number of days that a sync rereads, as the page says. */
function lookbackIn({ facts: { course }, written: { stream } }: Difference): number {
  const { lookback_days: chosen } = course.config;
  if (typeof chosen === "number") return chosen;
  return isByDate(stream.reading) && stream.reading.cursor === "date" ? 7 : 32;
}

/** Returns the names of what a row is in, and the user can't access: an ad account, its profile, a board. */
function lostOf(difference: Difference): readonly string[] {
  const { course, run } = difference.facts;
  const ids = idsOf(difference);
  const denied = run.failures.flatMap((failure) =>
    failure.status === 403 || failure.status === 404 ? [...failure.ids] : [],
  );
  const named = course.access.lost().flatMap((names) => (names.some((name) => ids.includes(name)) ? names : []));
  const isDenied = denied.some((id) => ids.includes(id));
  return [...named, ...(isDenied ? ids : [])];
}

/** Returns whether a warning names what the user can't access. Of many, it counts some. */
function isWarnedOf(difference: Difference): boolean {
  const { run, course } = difference.facts;
  const names = lostOf(difference);
  if (names.some((name) => run.warnings.includes(name))) return true;
  const unlisted = course.access.unlisted();
  const { stream } = difference.written;
  const counted = new RegExp(`${stream.name}: skipped \\d+ more|\\d+ more in [^;:]*\\b${stream.name}\\b`, "u");
  return !names.some((name) => unlisted.has(name)) && counted.test(run.warnings);
}

/** Returns whether a daily quota is used up, or an error says so. */
function isQuotaUsed({ written: { stream }, facts: { course, run } }: Difference): boolean {
  // Requests by ID can be those that are left out, and the error that of another stream.
  const isSaid = ({ message }: JsonObject) => /quota|rate limit/iu.test(asText(message));
  const isWarned = linesOf(stream.name, run).some((line) => line.endsWith("the rate limit is exhausted"));
  return course.simulation.settings.limits === "trial" && (run.isQuotaUsed || isWarned || run.errors.some(isSaid));
}

/** Returns the number of daily quotas that it takes to try everything of all streams. */
function daysOfQuota({ life: { extent, moreAdAccounts, streams }, simulation }: Course): number {
  const kinds = ["pins", "boards", "sections", "campaigns", "adGroups", "ads"] as const;
  const counts = [extent, ...moreAdAccounts].flatMap((each) => kinds.map((kind) => each[kind]));
  // A report takes polls, too, and some have sixteen for each ad account.
  const polls = streams.some(({ name }) => name.includes("report")) ? 4 : 1;
  // A request is for a hundred Pins, but for those that became overdue on different days.
  const isBatched = streams.every(({ name }) => name === "pin_analytics") && simulation.settings.gated.length === 0;
  const each = isBatched ? 0.1 : polls;
  const requests = counts.reduce((sum, count) => sum + each * count, 0);
  return 1 + streams.length * Math.ceil(requests / simulation.settings.trial_requests);
}

/** Lists of what a request by ID confirms. */
export const boardsAndPins: readonly string[] = [
  "boards/list",
  "boards/list_pins",
  "board_sections/list_pins",
  "pins/list",
];

/** Returns whether no row of a list has the same part as a row: what it has from its request. @param further fields that can divide it */
function isPartEmpty({ row, written: { stream } }: Difference, rows: Rows, further: readonly string[] = []): boolean {
  const fields = [profileId, ...Object.keys(stream.fromRequest ?? {}), ...further];
  const partOf = (of: JsonObject) => JSON.stringify(fields.map((name) => of[name] ?? null));
  const part = partOf(row);
  return ![...rows.values()].some((each) => partOf(each) === part);
}

/** The conditions of promises. */
const conditions = {
  incomplete: ({ facts }) => !facts.isComplete,
  interrupted: ({ facts: { run } }) => run.isInterrupted,
  "part failed": ({ kind, row, written: { stream }, facts }) => isUnread(row, stream, facts, kind === "lost"),
  "20 failures": ({ facts: { run } }) => run.failures.length >= 20,
  stopped: (difference) =>
    !isQuotaUsed(difference) && difference.facts.run.failures.some(({ status }) => status === 401 || status === 429),
  "quota used": isQuotaUsed,
  "Trial access": ({ facts: { course } }) => course.simulation.settings.limits === "trial",
  "jobs without end": ({ facts: { course } }) => course.simulation.settings.report_polls > 1_000,
  "turn to come": ({ dates, facts: { course } }) => dates <= daysOfQuota(course),
  "more pages than a quota": ({ written: { stream }, facts: { course, truth } }) => {
    const { max_page_size: size, trial_requests: requests } = course.simulation.settings;
    return stream.partitions.of === "single" && truth.size > (size * requests) / 2;
  },
  tracked: isTracked,
  "full refresh": (difference) => !isIncremental(difference),
  untracked: (difference) => isIncremental(difference) && !isTracked(difference),
  dates: ({ written: { stream } }) => isByDate(stream.reading),
  "newest first": ({ written: { stream } }) => stream.reading.by === "newest_first",
  snapshot: ({ written: { stream } }) => stream.reading.by === "snapshot",
  lookup: ({ written: { stream } }) => stream.reading.by === "lookup",
  "board or Pin": ({ written: { stream } }) => boardsAndPins.includes(stream.operation),
  "not by ID": ({ written: { stream } }) => !boardsAndPins.includes(stream.operation),
  "not new": ({ kind, row, facts: { before } }) => {
    if (kind !== "missing") return true;
    const created = Date.parse(`${timestampFrom(row.created_at)}Z`);
    return before !== undefined && created <= before.begin - hour;
  },
  "not deleted now": ({ kind, key, facts }) => kind !== "missing" || !facts.tableBefore.has(key),
  "inactive Pin": ({ row, facts: { course } }) => course.isZeroed(asText(row.pin_id)),
  "inactive before": ({ row, facts: { course } }) => course.wasZeroed(asText(row.pin_id)),
  "no activity": ({ row }) => !hasActivity(row),
  "of a Pin": ({ row }) => typeof row.pin_id === "string",
  "only the status": ({ fields }) => fields.every((field) => field.startsWith("data_status")),
  "one Pin at a time": ({ facts: { course } }) => course.simulation.settings.gated.includes("multi_pins/analytics"),
  "read again": ({ facts }) => !facts.wasComplete,
  "started over": ({ written: { stream }, facts: { course, run } }) => isStartedOver(stream.name, course, run),
  "started over before": ({ written: { stream }, facts: { course } }) => course.restarts.has(stream.name),
  restored: (difference) =>
    difference.facts.everAbsent.has(difference.key) ||
    omissionsOf(difference).some((id) => difference.facts.everOmitted.has(id)) ||
    idsOf(difference).some((id) => difference.facts.course.everUnlisted.has(id)),
  "without access": (difference) => lostOf(difference).length > 0,
  "warned of": isWarnedOf,
  "left its list": (difference) =>
    lostOf(difference).some((name) => difference.facts.course.access.unlisted().has(name)),
  "not read before": (difference) => !lostOf(difference).some((name) => difference.facts.readAdAccounts.has(name)),
  "gone for thirty days": (difference) => {
    const { course, run, lastBegin, readAdAccounts } = difference.facts;
    const clockError = course.clockError;
    const days = (begin: number) => daysFrom(dayOf(begin - clockError), dayOf(run.begin + clockError));
    const begins = lostOf(difference).flatMap((name) => readAdAccounts.get(name) ?? []);
    return begins.every((begin) => lastBegin !== undefined && begin < lastBegin && days(begin) >= maxMissedDays);
  },
  "not selected": ({ row, written: { stream }, facts: { course } }) => !isSelected(stream, row, course.config),
  "selected again": ({ key, facts }) => facts.everDeselected.has(key),
  "skipped before": (difference) => idsOf(difference).some((id) => difference.facts.course.everSkipped.has(id)),
  "not found before": ({ row, facts: { course } }) => course.everNotFound.has(asText(row.id)),
  "clock was ahead": ({ facts: { course } }) => course.wasAhead,
  "conversions late": ({ written: { stream }, facts: { course } }) =>
    course.simulation.settings.conversion_delay_days > 0 && "attribution" in stream.reading,
  ranking: ({ written: { stream } }) => stream.name.startsWith("user_account_top_"),
  "reference of days": ({ written: { stream } }) => stream.name === "metrics_ready_state",
  "rejected columns": ({ fields, facts: { course } }) =>
    fields.length > 0 && fields.every((name) => course.everRejectedColumns.has(name)),
  "clock was off": ({ facts: { course } }) => course.clockError > 0,
  "clock off": ({ facts: { course } }) => course.clockOffset !== 0,
  omitted: (difference) => {
    const { run, arrived, wasComplete, omittedSince } = difference.facts;
    const isKept = isIncremental(difference) && arrived.has(difference.key) && difference.kind !== "stale";
    // A read can have begun in the run before.
    const isOmitted = (id: string) => run.omitted.has(id) || (!wasComplete && omittedSince.has(id));
    return !isKept && omissionsOf(difference).some(isOmitted);
  },
  "omitted in two reads": (difference) => {
    const { course, run, omittedSince } = difference.facts;
    const clockError = course.clockError;
    const isEmpty = isPartEmpty(difference, course.destination.table(difference.written.stream.name));
    const absence = isEmpty ? 12 * hour : hour;
    return omissionsOf(difference).some(
      (id) => run.omitted.has(id) && (omittedSince.get(id) ?? Infinity) <= run.begin - absence + clockError,
    );
  },
  "changed during the sync": (difference) => difference.facts.isAsBegun(difference),
  "fewer than two complete reads": ({ reads }) => reads < 2,
  "last of its part": (difference) => isPartEmpty(difference, difference.facts.truth, ["parent_id"]),
  "less than twelve hours": ({ firstRead = Infinity, facts: { course, run } }) =>
    run.begin < firstRead + 12 * hour + course.clockError,
  "all requests of a sync": ({ facts: { run, course } }) =>
    run.asked >= (course.simulation.settings.limits === "trial" ? 100 : 1_000),
  "confirmed within seven days": ({ row, facts: { course, run } }) => {
    const isLacking = (id: string) => run.omitted.has(id) || course.simulation.settings.unlisted_boards.includes(id);
    const isListed = (id: string) => run.ends.has("pins") || !isLacking(id);
    return idsIn(row).some(
      (id) =>
        !(course.everUnlisted.has(id) && isListed(id)) &&
        run.begin <= (course.confirmedAt.get(id) ?? 0) + 7 * 24 * hour,
    );
  },
  "kept before": (difference) => omissionsOf(difference).some((id) => difference.facts.everOmitted.has(id)),
  "part not read": ({ row, written: { stream }, facts }) => isUnread(row, stream, facts),
  deselected: ({ written: { stream }, have, facts: { course } }) =>
    have !== undefined && !isSelected(stream, have, course.config),
  "other rights": ({ facts: { course } }) => course.access.everChanged || course.everLackedScopes,
  "secret board": (difference) => boardsOf(difference).some(({ privacy }) => privacy === "SECRET"),
  "without scopes": ({ facts: { course } }) => !course.scopes.includes("boards:read_secret"),
  "had no scopes": ({ facts: { course } }) => course.everLackedScopes,
  "unlisted board": (difference) => {
    const { course } = difference.facts;
    return boardsOf(difference).some(
      ({ id }) =>
        course.simulation.settings.unlisted_boards.includes(id) && !listIn(course.config, "board_ids").includes(id),
    );
  },
  "repeated page": (difference) => idsOf(difference).some((id) => difference.facts.course.everRepeated.has(id)),
  "not found by Pins": (difference) => {
    const { course, run } = difference.facts;
    if (run.ends.get("pins") !== "COMPLETE") return true;
    const pins = course.simulation.world.me.savedPins();
    return !boardsOf(difference).some(({ id }) => pins.some(({ boardId }) => boardId === id));
  },
  "beyond the maximum": ({ row, written: { stream }, facts: { course } }) => {
    const { world, settings } = course.simulation;
    const pin = world.anyPin(asText(row.pin_id ?? row.id));
    const account = world.accounts.find((each) => each.pin(pin?.id ?? "") !== undefined);
    if (pin === undefined || account === undefined) return settings.max_pins_per_list < 1_000;
    const lists: Readonly<Record<string, readonly Pin[]>> = {
      "boards/list_pins": account.boardPins(pin.boardId),
      "board_sections/list_pins": account.sectionPins(pin.sectionId ?? ""),
    };
    return (
      (lists[stream.operation] ?? account.savedPins()).findIndex(({ id }) => id === pin.id) >=
      settings.max_pins_per_list
    );
  },
  "of a deleted Pin": ({ row, facts: { course } }) =>
    typeof row.pin_id === "string" && course.simulation.world.anyPin(row.pin_id) === undefined,
  "beyond the history": (difference) => {
    const { stream } = difference.written;
    const { run } = difference.facts;
    return isByDate(stream.reading) && dayIn(difference) < addDays(dayOf(run.end), -stream.reading.daysBack);
  },
  "warned of the day": (difference) =>
    difference.facts.unreadDates.some((line) => {
      const [, from = "", through = ""] = /(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})/u.exec(line) ?? [];
      return from <= dayIn(difference) && dayIn(difference) <= through;
    }),
  "before the lookback window": (difference) => {
    const { lastBegin, course } = difference.facts;
    const clockError = course.clockError;
    return (
      lastBegin !== undefined && dayIn(difference) < addDays(dayOf(lastBegin + clockError), -lookbackIn(difference))
    );
  },
  "chosen lookback": ({ facts: { course } }) => typeof course.config.lookback_days === "number",
  "only names": ({ fields }) => fields.every((field) => /_(?:NAME|STATUS)$/u.test(field)),
} as const satisfies Readonly<Record<string, (difference: Difference) => boolean>>;

export type Condition = keyof typeof conditions;

export function holds(condition: Condition, difference: Difference): boolean {
  return conditions[condition](difference);
}
