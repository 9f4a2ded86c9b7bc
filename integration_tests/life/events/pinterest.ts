import { type Fault, seenFaults } from "../../../simulator/http/faults.ts";
import { hash } from "../../../simulator/random.ts";
import type { Settings } from "../../../simulator/settings.ts";
import { addDays, dayOf } from "../../../src/base/dates.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { streams } from "../../../src/streams/all.ts";
import { childPartitionsOf } from "../../../src/streams/partitions.ts";
import { pollOf } from "../../../src/streams/stream.ts";
import type { Course } from "../course.ts";
import { boardsAndPins } from "../difference.ts";
import type { LifeEvent } from "../life.ts";
import { pinAnalytics } from "../network.ts";
import { datesIn } from "../run.ts";
import { listIn } from "../truth.ts";
import { chosen, type Happening, ownBoards, stays, world } from "./event.ts";

/** Returns an operation of the streams, and maybe something that its requests must name. */
function requestOf(course: Course, event: LifeEvent) {
  const { stream } = chosen(course.written(), event, "stream") ?? {};
  const { adAccounts, me } = world(course);
  const ids = [chosen(adAccounts, event, "ad account"), chosen(me.boards, event, "board")];
  const scope = chosen(["", "bookmark=", ...ids.map((each) => each?.id ?? "")], event, "scope") ?? "";
  // A report has a job, which is polled.
  const operations: readonly string[] =
    stream === undefined ? [] : [stream.operation, pollOf(stream) ?? stream.operation];
  return { operation: chosen(operations, event, "operation") ?? "", when: ({ href }: URL) => href.includes(scope) };
}

/** Some requests of a stream fail in each run. */
const failing =
  (fault: Fault): Happening =>
  (course, event) => {
    stays(course, event, { rule: { ...requestOf(course, event), fault } });
  };

const kinds: Readonly<Record<string, Fault>> = {
  error500: { status: 500, code: 12 },
  error503: { status: 503, html: true },
  error400: { status: 400, code: 1, message: "Invalid request." },
  error403: { status: 403, code: 29, message: "You are not permitted to access that resource." },
  error404: { status: 404, code: 404, message: "Not found." },
  error429: { status: 429, code: 8, headers: { "Retry-After": "60" } },
  reset: { reset: "before" },
  ...seenFaults,
};

/** Lists of a stream, or of its parents, lack rows. */
const lacking =
  (keeps: (index: number, count: number) => boolean): Happening =>
  (course, event) => {
    const { operation } = requestOf(course, event);
    stays(course, event, {
      rows: (of, rows) => (of === operation ? rows.filter((_, index) => keeps(index, rows.length)) : rows),
    });
  };

/** Other forms of responses: see "Now and then" in the simulator's README. */
export const recordedSettings: readonly Partial<Settings>[] = [
  { nulls: "omitted" },
  { promotion_rows: "data" },
  { promotion_rows: "data_and_exceptions" },
  { report_files: "null_list" },
  { ads_credit_names: "snake" },
  { max_pins_per_list: 10 },
  { limits: "standard", limit_headers: "unnamed" },
  { limits: "standard", limit_headers: "number" },
];

/** What Pinterest does. */
export const pinterestHappenings: Readonly<Record<string, Happening>> = {
  ...Object.fromEntries(Object.entries(kinds).map(([name, fault]) => [name, failing(fault)])),
  rejectedAccount: (course, event) => {
    const { id } = chosen(world(course).adAccounts, event, "ad account") ?? { id: "" };
    const { operation } = requestOf(course, event);
    stays(course, event, { rule: { operation, when: ({ href }) => href.includes(id), fault: kinds.error400 ?? {} } });
  },
  /** Requests for ranges with some dates fail. */
  failingDates: (course, event) => {
    const { operation } = requestOf(course, event);
    const first = addDays(dayOf(course.clock.now()), -(event.pick % 100));
    const last = addDays(first, event.pick % 4);
    const when = ({ search }: URL, body: string) => {
      const { from, through } = datesIn(search + body) ?? { from: "", through: "" };
      return from <= last && through >= first;
    };
    const fault = chosen([kinds.error500, kinds.error400, kinds.error400], event, "fault") ?? {};
    stays(course, event, { rule: { operation, when, fault } });
  },
  /** One request of a stream fails. */
  once: (course, event) => {
    const fault = chosen([...Object.values(kinds), { invalid_json: true }, { cut: -1 }] as const, event, "fault") ?? {};
    stays(course, event, { rule: { ...requestOf(course, event), nth: 1 + (event.pick % 3), fault } });
  },
  /** A list rejects one of its bookmarks. */
  expiredBookmark: (course, event) => {
    const { operation } = requestOf(course, event);
    const when = ({ searchParams }: URL) => searchParams.has("bookmark");
    stays(course, event, { rule: { operation, when, nth: 1 + (event.pick % 2), fault: kinds.error400 ?? {} } });
  },
  outage: (course, event) => stays(course, event, { rule: { fault: { status: 503 } } }),
  flaky: (course, event) =>
    stays(course, event, { rule: { rate: 0.1, seed: event.pick, fault: { status: 500, code: 12 } } }),
  /** Analytics of several Pins lack some. */
  lackingIds: (course, event) => {
    stays(course, event, {
      rows: (of, rows) =>
        of === pinAnalytics ? rows.filter(({ pin_id: id }) => hash(asText(id), event.pick) % 3 > 0) : rows,
    });
  },
  rejectedColumn: (course, event) => {
    const columns = listIn(course.config, "columns");
    const column = chosen(columns.slice(2), event) ?? "";
    course.everRejectedColumns.add(column);
    const message = `'${column}' is not one of ['${columns.filter((each) => each !== column).join("', '")}']`;
    const when = ({ search }: URL, body: string) => `${search}${body}`.includes(column);
    stays(course, event, { rule: { when, fault: { status: 400, code: 1, message } } });
  },
  shortList: lacking((index, count) => index % 2 === 0 && count > 1),
  emptyList: lacking(() => false),
  /** The list of some parents fails, also of those that the connection doesn't have. */
  parents: (course, event) => {
    const children = course.written().flatMap(({ stream }) => childPartitionsOf(stream));
    const lists = streams.filter(({ name }) => children.some(({ parent }) => parent.stream === name));
    const fault = chosen([kinds.error500, kinds.error403], event, "fault") ?? {};
    const rule = { operation: chosen(lists, event)?.operation ?? "", fault };
    stays(course, { ...event, runs: event.runs + 1 }, { rule });
  },
  /** Pages after the first repeat it. */
  loop: (course, event) => {
    const { operation } = requestOf(course, event);
    const firsts = new Map<string, readonly JsonObject[]>();
    const bookmarks = new Set<string>();
    const rows = (of: string, all: readonly JsonObject[], url: string) => {
      const bookmark = new URL(url).searchParams.get("bookmark");
      const list = url.replace(/[?&]bookmark=[^&]*/u, "");
      if (of === operation && bookmark === null) firsts.set(list, all);
      const first = of === operation && bookmark !== null ? firsts.get(list) : undefined;
      if (first === undefined) return all;
      bookmarks.add(bookmark ?? "");
      for (const id of new URL(url).pathname.match(/\d{6,}/gu) ?? []) course.everRepeated.add(id);
      return first;
    };
    stays(course, event, { rows, isSpoiled: ({ query }) => bookmarks.has(query.bookmark?.[0] ?? "") });
  },
  /** What isn't an answer of the API: web pages of something before it, and pages that are cut. */
  unanswered: (course, event) => {
    const pages = [200, 403, 404].map((status): Fault => ({ status, html: true }));
    const faults = [...pages, { cut: 10 }, { short: 10 }];
    const { operation } = requestOf(course, event);
    const isLost = (path: string) => hash(path, event.pick) % 2 === 0;
    const when = ({ pathname }: URL) => isLost(pathname);
    stays(course, event, {
      rule: { operation, when, fault: chosen(faults, event, "fault") ?? {} },
      isSpoiled: ({ operation: of, path }) => of === operation && isLost(path),
    });
  },
  /** Lists lack some boards and Pins, which exist; half of the times, requests for them by ID are denied. */
  hidden: (course, event) => {
    const { pick } = event;
    const isHidden = (id = "") => hash(id, pick) % 3 === 0;
    const when = ({ pathname }: URL) => {
      const [, id] = /\/(?:pins|boards)\/(\d+)$/u.exec(pathname) ?? [];
      return pick % 2 === 0 && id !== undefined && isHidden(id);
    };
    const rows = (of: string, all: readonly JsonObject[]) =>
      boardsAndPins.includes(of) ? all.filter(({ id }) => !isHidden(asText(id))) : all;
    // A deletion takes two reads.
    stays(course, { ...event, runs: event.runs + 2 }, { rows, rule: { when, fault: kinds.error403 ?? {} } });
  },
  /** The list of boards lacks one. */
  unlistBoard: (course, event) => {
    const { settings } = course.simulation;
    const board = chosen(ownBoards(world(course).me), event);
    if (board === undefined) return;
    course.everUnlisted.add(board.id);
    settings.unlisted_boards = [...settings.unlisted_boards, board.id];
    stays(course, event, {
      end: () => {
        settings.unlisted_boards = settings.unlisted_boards.filter((id) => id !== board.id);
      },
    });
  },
  /** Responses become as others have recorded them. */
  recorded: (course, event) => {
    Object.assign(course.simulation.settings, chosen(recordedSettings, event, "recorded"));
  },
  otherOrder: (course, event) => {
    const reversed = (row: JsonObject) => Object.fromEntries(Object.entries(row).toReversed());
    course.wasReordered = true;
    stays(course, event, { rows: (_, rows) => rows.map(reversed) });
  },
  zeroSums: (course, event) => {
    const { pick } = event;
    const { wasZeroed } = course;
    course.isZeroed = (id) => hash(id, pick) % 2 === 0;
    course.wasZeroed = (id) => wasZeroed(id) || hash(id, pick) % 2 === 0;
    stays(
      course,
      { ...event, runs: 1_000 },
      {
        rows: (_, rows) =>
          rows.map((row) =>
            course.isZeroed(asText(row.id)) && isObject(row.pin_metrics) ? withoutActivity(row) : row,
          ),
      },
    );
  },
  endlessJobs: (course, event) => {
    course.simulation.settings.report_polls = 1_000_000;
    stays(course, event, {
      end: () => {
        course.simulation.settings.report_polls = 2;
      },
    });
  },
  gate: (course, event) => {
    const batches = ["multi_pins/analytics", "keywords/get"];
    course.simulation.settings.gated = [chosen(batches, event) ?? ""];
  },
};

const withoutActivity = (row: JsonObject): JsonObject => {
  const { pin_metrics: metrics } = row;
  const recent = isObject(metrics) && isObject(metrics["90d"]) ? metrics["90d"] : {};
  const zeros = Object.fromEntries(Object.keys(recent).map((name) => [name, 0]));
  return { ...row, pin_metrics: { ...(isObject(metrics) ? metrics : {}), "90d": zeros } };
};
