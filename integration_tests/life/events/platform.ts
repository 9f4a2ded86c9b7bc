import { Random } from "../../../simulator/random.ts";
import { readScopes } from "../../../simulator/settings.ts";
import { addDays, dayOf, earliest } from "../../../src/base/dates.ts";
import { asText, isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { cursorOf } from "../../../src/streams/tracking.ts";
import type { Course } from "../course.ts";
import type { LifeEvent } from "../life.ts";
import { listIn } from "../truth.ts";
import { chosen, type Happening, stays, world } from "./event.ts";

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

/** What the platform does, and the user of the connection. */
export const platformHappenings: Readonly<Record<string, Happening>> = {
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
    course.restart(stream.name);
  },
  deselect: (course, event) => {
    const stream = chosen(course.streams, event);
    if (stream !== undefined) course.deselect(stream, event.runs);
  },
  clock: (course, event) => {
    course.clockOffset = ((event.pick % 21) - 10) * 60_000;
    course.clockError = Math.max(course.clockError, Math.abs(course.clockOffset));
    stays(course, event, {
      end: () => {
        course.clockOffset = 0;
      },
    });
  },
  damage: (course) => {
    course.states = course.states.map(damaged);
  },
  status: setting("status", () => [[], ["ACTIVE"], ["ACTIVE", "PAUSED"]]),
  startDate: (course, { pick }) => {
    const monday = addDays(asText(course.config.start_date), 7 * ((pick % 13) - 8));
    // A start date in the future selects nothing.
    course.set("start_date", earliest(monday, dayOf(course.clock.now())));
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
  otherAccount: (course, { pick }) => course.useAccount(pick),
  fewerScopes: (course, event) => {
    const lost = chosen(losableScopes, event, "scopes") ?? [];
    course.useToken(readScopes.filter((scope) => !lost.includes(scope)));
    stays(course, event, { end: () => course.useToken(readScopes) });
  },
};

/** Damages the text of known rows in a state: the times of absent rows, and the heads of parts. */
function damaged(state: JsonObject): JsonObject {
  const text = JSON.stringify(state);
  const others = text.replaceAll(/![0-9a-z]{5}/gu, "!-----").replaceAll(/;([\w-]{4})[0-9a-z]{3,4}(?=[; "])/gu, ";$1");
  const parsed: unknown = JSON.parse(others);
  return isObject(parsed) ? parsed : state;
}
