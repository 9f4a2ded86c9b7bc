import { type Fault, seenFaults } from "../../simulator/http/faults.ts";
import { editPin, renameBoard, setStatus } from "../../simulator/ordinary-changes.ts";
import { hash, Random } from "../../simulator/random.ts";
import { readScopes, type Settings } from "../../simulator/settings.ts";
import type { AccountWorld } from "../../simulator/world/organic/account.ts";
import type { Role } from "../../simulator/world/world.ts";
import { addDays, dayOf } from "../../src/base/dates.ts";
import { asText, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { pollOf } from "../../src/streams/stream.ts";
import { cursorOf } from "../../src/streams/tracking.ts";
import { words } from "../../test/words.ts";
import type { Course, Lasting } from "./course.ts";
import { pinAnalytics } from "./network.ts";
import { datesIn } from "./run.ts";
import { listIn } from "./truth.ts";

/** What happens before a run, as data. Equal events do equal things, whatever other events there are. */
export interface LifeEvent {
  /** The run before which it happens. */
  readonly run: number;
  /** When, as a share of the time since the run before. */
  readonly at: number;
  readonly what: string;
  /** Chooses among what there is: a Pin, a board, a request. */
  readonly pick: number;
  /** The number of runs that it lasts. */
  readonly runs: number;
}

type Happening = (course: Course, event: LifeEvent) => void | Promise<void>;

const world = ({ simulation }: Course) => simulation.world;
const seconds = ({ clock }: Course) => Math.floor(clock.now() / 1000);

/** Returns one of some things, or nothing if there is none. */
function chosen<Item>(items: readonly Item[], { pick }: LifeEvent, salt = ""): Item | undefined {
  return items[hash(`${pick} ${salt}`) % Math.max(1, items.length)];
}

/** An event of something of the token's own account. */
const ofAccount =
  <Item>(
    items: (account: AccountWorld) => readonly Item[],
    happen: (account: AccountWorld, item: Item, now: number, event: LifeEvent) => void,
  ): Happening =>
  (course, event) => {
    const { me } = world(course);
    const item = chosen(items(me), event);
    if (item !== undefined) happen(me, item, course.clock.now() * 1000, event);
  };

const ownBoards = ({ boards, profile }: AccountWorld) => boards.filter(({ owner }) => owner === profile.username);
const ownPins = (account: AccountWorld) => account.ownPins();
const itself = (account: AccountWorld) => [account];

function adObject(course: Course, event: LifeEvent) {
  const adAccount = chosen(world(course).adAccounts, event, "ad account");
  const { campaigns = [], adGroups = [], ads = [] } = adAccount?.advertising ?? {};
  const item = chosen([...campaigns, ...adGroups, ...ads], event);
  return adAccount === undefined || item === undefined ? undefined : { adAccount, item };
}

const stays = (course: Course, { runs }: LifeEvent, what: Omit<Lasting, "until">) => {
  course.lasting.push({ until: course.runs + runs, ...what });
};

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
  invalidBody: { invalid_json: true },
  cutBody: { cut: -1 },
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

const losableScopes = [
  ["boards:read_secret", "pins:read_secret"],
  ["boards:read_secret", "pins:read_secret"],
  ["pins:read"],
  ["ads:read"],
  ["user_accounts:read"],
];

const trackable = (course: Course) => course.streams.map(({ name }) => name);

/** Changes a setting to one of two values. */
function setting(name: string, values: (course: Course, event: LifeEvent) => readonly Json[]): Happening {
  return (course, event) => {
    const value = chosen(values(course, event), event, name);
    if (value !== undefined) course.set(name, value);
  };
}

const adAccountIds = (course: Course) => course.access.adAccounts.map(({ id }) => id);

/** Changes of the account that can happen between two requests of a sync. */
const changes = words(`
  addPins deletePin movePin editPin addBoard deleteBoard renameBoard deleteSection addFollowers deleteFollower
  addAds deleteAd renameAdObject setStatus
`);

/** Everything that can happen, by name. */
export const happenings: Readonly<Record<string, Happening>> = {
  // The account.
  addPins: ofAccount(itself, (account, _, now, { pick }) => account.addPins(1 + (pick % 3), now)),
  /** Pins of the hours before the sync: lists show one of them at once, the others some syncs later. */
  latePins: (course, event) => {
    const time = Math.max(course.clock.now(), course.nextTime - (event.pick % 150) * 60_000);
    const added = world(course).me.addPins(2 + (event.pick % 3), time * 1000);
    const ids = new Set(added.slice(1).map(({ id }) => id));
    stays(course, event, { rows: (_, rows) => rows.filter(({ id }) => !ids.has(asText(id))) });
  },
  deletePin: ofAccount(ownPins, (account, { id }, now) => account.deletePin(id, now)),
  cleanUp: ofAccount(itself, (account, _, now, { pick }) => {
    for (const { id } of account.ownPins()) if (hash(id, pick) % 4 > 0) account.deletePin(id, now);
  }),
  movePin: ofAccount(ownPins, (account, { id }, now, event) => {
    const board = chosen(ownBoards(account), event, "to");
    if (board !== undefined) account.movePin(id, board.id, now);
  }),
  editPin: ofAccount(ownPins, (account, { id }, _, { pick }) => editPin(account, id, `Edited ${pick}`)),
  addBoard: ofAccount(itself, (account, _, now) => account.addBoards(1, now)),
  deleteBoard: ofAccount(
    (account) => ownBoards(account).slice(1),
    (account, { id }) => account.deleteBoard(id),
  ),
  renameBoard: ofAccount(
    (account) => ownBoards(account).slice(1),
    (account, { id }, _, { pick }) => renameBoard(account, id, `Renamed ${pick}`),
  ),
  deleteSection: ofAccount(
    ({ sections }) => sections,
    (account, { id }, now) => account.deleteSection(id, now),
  ),
  addFollowers: ofAccount(itself, (account, _, __, { pick }) => account.addFollowers(1 + (pick % 3))),
  deleteFollower: ofAccount(
    ({ followers }) => followers,
    (account, { username }) => account.deleteFollower(username),
  ),
  addAds: (course, event) => {
    chosen(world(course).adAccounts, event)?.advertising.addAds(1 + (event.pick % 2), seconds(course));
  },
  deleteAd: (course, event) => {
    const adAccount = chosen(world(course).adAccounts, event, "ad account");
    const ad = chosen(adAccount?.advertising.ads ?? [], event);
    if (ad !== undefined) adAccount?.advertising.deleteAd(ad.id, seconds(course));
  },
  renameAdObject: (course, event) => {
    const { adAccount, item } = adObject(course, event) ?? {};
    if (item !== undefined) adAccount?.advertising.rename(item.id, `Renamed ${event.pick}`, seconds(course));
  },
  setStatus: (course, event) => {
    const { adAccount, item } = adObject(course, event) ?? {};
    const status = chosen(["ARCHIVED", "ARCHIVED", "PAUSED", "ACTIVE"] as const, event, "status") ?? "ARCHIVED";
    if (item !== undefined && item.status !== "DRAFT" && item.status !== "DELETED_DRAFT" && adAccount !== undefined)
      setStatus(adAccount.advertising, item.id, status, seconds(course));
  },
  loseRole: lose(["FINANCE_MANAGER"]),
  leaveList: lose([]),
  during: (course, event) => {
    const number = 2 + (event.pick % 20);
    const happen = happenings[chosen(changes, event, "during") ?? ""];
    stays(course, event, {
      onRequest: (request) => {
        if (request !== number) return;
        course.onChange();
        void happen?.(course, event);
      },
    });
  },
  // Pinterest.
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
    const fault = chosen(Object.values(kinds), event, "fault") ?? {};
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
  fewerScopes: (course, event) => {
    const lost = chosen(losableScopes, event, "scopes") ?? [];
    course.useToken(readScopes.filter((scope) => !lost.includes(scope)));
    stays(course, event, { end: () => course.useToken(readScopes) });
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
  // The platform.
  kill: (course, { pick }) => {
    const random = new Random(pick);
    course.interruption = { requests: random.integer(1, 30), arrives: random.next() };
  },
  /** The platform retries a job that is killed: attempts with the same ID. */
  attempts: async (course, { pick }) => {
    const count = 1 + (pick % 3);
    const minutes = pick % 2 === 0 ? 5 : 70;
    for (let left = count; left > 0; left--) {
      course.clock.advance(Math.max(0, course.nextTime - left * minutes * 60_000 - course.clock.now()));
      const random = new Random(pick + left);
      course.interruption = { requests: random.integer(1, 40), arrives: random.next() };
      await course.attempt();
    }
  },
  cancel: (course, { pick }) => {
    course.interruption = { requests: new Random(pick).integer(1, 30), arrives: 1 };
  },
  /** Some minutes before a scheduled one. */
  manualRun: async (course, { pick }) => {
    const minutes = 1 + (pick % (pick % 2 === 0 ? 10 : 90));
    course.clock.advance(Math.max(0, course.nextTime - minutes * 60_000 - course.clock.now()));
    await course.attempt();
    course.job += 1;
  },
  clear: (course, event) => course.reset(chosen(course.streams, event)?.name ?? ""),
  refresh: (course, event) => course.forget(chosen(course.streams, event)?.name ?? ""),
  otherMode: (course, event) => {
    const stream = chosen(course.streams, event);
    if (stream === undefined) return;
    stream.refreshes = !stream.refreshes;
    course.restarts.set(stream.name, course.runs);
  },
  deselect: (course, event) => {
    const stream = chosen(course.streams, event);
    if (stream !== undefined) stream.absentUntil = course.runs + event.runs;
  },
  clock: (course, event) => {
    course.wasClockOff = true;
    course.clockOffset = ((event.pick % 21) - 10) * 60_000;
    stays(course, event, {
      end: () => {
        course.clockOffset = 0;
      },
    });
  },
  damage: (course) => {
    course.wasDamaged = true;
    course.states = course.states.map(damaged);
  },
  status: setting("status", () => [[], ["ACTIVE"], ["ACTIVE", "PAUSED"]]),
  startDate: (course, { pick }) => {
    const monday = addDays(asText(course.config.start_date), 7 * ((pick % 13) - 8));
    course.set("start_date", monday);
  },
  lookback: setting("lookback_days", () => [7, 30, 40]),
  boards: setting("board_ids", (course, event) => [[], [chosen(world(course).me.boards, event)?.id ?? ""]]),
  adAccounts: setting("ad_account_ids", (course) =>
    // A profile has the rows of several ad accounts.
    course.config.all_profiles === true ? [] : [[], adAccountIds(course).slice(0, 1), adAccountIds(course)],
  ),
  regions: setting("trend_regions", () => [["US"], ["CA"], ["US", "CA"]]),
  silentPins: setting("silent_pin_analytics", () => [true, false]),
  track: (course, event) => {
    const [name] = [chosen(trackable(course), event)];
    const before = listIn(course.config, "track_changes");
    if (name === undefined) return;
    course.set("track_changes", before.includes(name) ? before.filter((each) => each !== name) : [...before, name]);
    const stream = course.written().find((each) => each.stream.name === name)?.stream;
    // As the page says: clear the stream.
    if (stream !== undefined && cursorOf(stream) !== undefined) course.reset(name);
  },
};

const withoutActivity = (row: JsonObject): JsonObject => {
  const { pin_metrics: metrics } = row;
  const recent = isObject(metrics) && isObject(metrics["90d"]) ? metrics["90d"] : {};
  const zeros = Object.fromEntries(Object.keys(recent).map((name) => [name, 0]));
  return { ...row, pin_metrics: { ...(isObject(metrics) ? metrics : {}), "90d": zeros } };
};

/** Takes roles in an ad account for some runs; of another owner, if one is left. */
function lose(left: readonly Role[]): Happening {
  return (course, event) => {
    const { access } = course;
    const lost = new Set(access.lost().flat());
    const adAccount = chosen(
      world(course).adAccounts.filter(
        ({ id, roles }) => !lost.has(id) && (left.length === 0 || !roles.includes("OWNER")),
      ),
      event,
    );
    if (adAccount === undefined) return;
    access.take(adAccount.id, left);
    stays(course, event, { end: () => access.restore(adAccount.id) });
  };
}

/** Damages the text of known rows in a state: the times of absent rows, and the heads of parts. */
function damaged(state: JsonObject): JsonObject {
  const text = JSON.stringify(state);
  const others = text.replaceAll(/![0-9a-z]{5}/gu, "!-----").replaceAll(/;([\w-]{4})[0-9a-z]{3,4}(?=[; "])/gu, ";$1");
  const parsed: unknown = JSON.parse(others);
  return isObject(parsed) ? parsed : state;
}

/** Returns the events in a file. @throws TypeError for anything else */
export function parseEvents(value: unknown): readonly LifeEvent[] {
  if (!Array.isArray(value)) throw new TypeError("The file has no list of events");
  return value.map((each: unknown): LifeEvent => {
    const { run, at, what, pick, runs } = isObject(each) ? each : {};
    const isValid = [run, at, pick, runs].every((number) => typeof number === "number") && typeof what === "string";
    if (!isValid || !(what in happenings)) throw new TypeError(`Not an event: ${JSON.stringify(each)}`);
    return { run: Number(run), at: Number(at), what, pick: Number(pick), runs: Number(runs) };
  });
}
