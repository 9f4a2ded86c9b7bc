import { hash, Random } from "../../simulator/random.ts";
import type { Settings } from "../../simulator/settings.ts";
import { type Extent, extents } from "../../simulator/world/scale.ts";
import { addDays } from "../../src/base/dates.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { enabledStreams } from "../../src/streams/all.ts";
import { words } from "../../test/words.ts";
import { happenings } from "./events/all.ts";
import { recordedSettings } from "./events/pinterest.ts";
import type { Life, LifeEvent } from "./life.ts";

const day = 86_400_000;
const hour = 3_600_000;

/** Events that meet in the lives of many, and the streams that they are about. */
interface Story {
  readonly events: readonly string[];
  readonly streams: readonly string[];
  /** Whether the account is large. */
  readonly isLarge?: true;
  /** The time between two runs; by day, they begin some minutes before midnight. */
  readonly interval?: number;
  readonly needs?: Needs;
}

/** What a story needs, besides its streams: no others. */
interface Needs {
  readonly settings?: Partial<Settings>;
  readonly config?: JsonObject;
  readonly extent?: Partial<Extent>;
  /** Whether nothing else happens. */
  readonly isPure?: true;
  /** Whether all streams are tracked, or none is. */
  readonly isTracked?: boolean;
}

const stories: readonly Story[] = [
  {
    events: words("shortList emptyList damage manualRun"),
    streams: words("followers followers board_pins keywords"),
    interval: hour,
  },
  { events: words("cleanUp addPins error403"), streams: words("pins board_pins"), isLarge: true },
  { events: words("rejectedAccount flaky clear"), streams: words("ad_pins"), isLarge: true },
  { events: words("regions emptyList"), streams: words("trends_product_category_details trending_keywords") },
  { events: words("startDate lookback addAds"), streams: words("custom_monthly campaign_analytics ad_analytics") },
  { events: words("setStatus renameAdObject addAds status"), streams: words("campaigns ad_groups ads") },
  {
    events: words("clock manualRun renameAdObject"),
    streams: words("campaign_analytics ad_analytics"),
    interval: day,
  },
  { events: words("kill cancel error500 addPins"), streams: words("pins pins board_pins campaigns") },
  { events: words("zeroSums addPins silentPins"), streams: words("pin_analytics") },
  { events: words("loseRole leaveList adAccounts"), streams: words("campaigns ad_account_analytics ad_pins") },
];

const trial = (requests: number, more: Partial<Settings> = {}): Partial<Settings> => ({
  limits: "trial",
  trial_requests: requests,
  max_page_size: 250,
  ...more,
});

/** Each is that of one seed of a hundred; the others don't change with them. */
const rareStories: readonly Story[] = [
  // More Pins than a day has requests, and one request a Pin.
  rare("addPins editPin error403", "pin_product_tags board_sections pin_analytics", day, {
    settings: trial(40, { gated: ["multi_pins/analytics"] }),
    extent: { pins: 110, boards: 50 },
  }),
  // A list that takes two days, by the quota, or since it is killed in the middle.
  rare("addPins editPin movePin", "pins", day, {
    settings: trial(40, { max_page_size: 5 }),
    extent: { pins: 240 },
    isTracked: false,
  }),
  rare("kill kill kill addPins addPins editPin movePin expiredBookmark", "pins", day, {
    settings: { max_page_size: 5 },
    extent: { pins: 240 },
    isTracked: false,
  }),
  rare("hidden hidden cleanUp deleteBoard unlistBoard", "pins boards board_pins", undefined, { isTracked: true }),
  // Conversions that are uploaded after a month.
  rare("renameAdObject addAds error500", "campaign_analytics ad_analytics campaign_analytics_report", day, {
    settings: { conversion_delay_days: 30 },
    config: { start_date: "2025-12-01" },
  }),
  rare("otherAccount addPins kill", "boards pins followers user_account_analytics account_snapshots"),
  rare("loop unanswered unanswered addPins", "pins board_pins followers search_pins ad_analytics", undefined, {
    settings: { max_page_size: 5 },
  }),
  // Three batches of Pins, of which one has less, and two requests a day for them. The search for profiles would take these.
  rare("editPin movePin", "pin_analytics", day, {
    settings: trial(4, { gated: [], pages: "full" }),
    config: { silent_pin_analytics: true, all_profiles: false },
    extent: { pins: 240 },
    isPure: true,
  }),
  // Lists of parents that take more than a day's requests.
  rare("addPins addBoard movePin", "board_section_pins board_section_pins board_sections", day, {
    settings: trial(40),
    extent: { boards: 50, sections: 60 },
  }),
  rare("mergeBoard mergeBoard attempts", "board_pins board_pins boards", hour, { isTracked: true }),
  rare("hidden addAds", "ad_pins", 7 * day),
  // An ad account that is gone for longer than it is missed.
  rare("leaveList leaveList addAds", "schedules product_group_promotions", 7 * day, { isTracked: true }),
  rare("parents addAds addAds renameAdObject", "schedules schedules product_group_promotions", day, {
    isTracked: true,
  }),
  rare("kill kill addPins", "board_section_pins pin_product_tags", day, {
    settings: trial(40),
    extent: { boards: 50, sections: 60, pins: 110 },
  }),
];

function rare(events: string, streams: string, interval?: Story["interval"], needs: Needs = {}): Story {
  return { events: words(events), streams: words(streams), needs, ...(interval && { interval }) };
}

/** Rare ones are drawn more often. */
const drawnStories = [
  ...stories,
  ...stories.filter(({ isLarge, interval }) => isLarge === true || interval !== undefined),
];

/** Streams that the account changes. */
const changing = words(`
  boards board_pins board_sections board_section_pins pins likes followers search_pins pin_analytics user_account_analytics
  ad_accounts campaigns ad_groups ads ad_pins keywords campaign_analytics ad_analytics ad_account_analytics
  campaign_analytics_report pin_promotion_report custom_monthly trending_keywords trends_product_category_details account_snapshots
`);

/** Schedules: the time between two runs, and the most runs, also in a long life. */
const schedules = [
  [hour, 20, 90],
  [day, 16, 90],
  [day, 16, 90],
  [7 * day, 10, 52],
  [14 * day, 6, 26],
  [30 * day, 5, 24],
] as const;

/** Draws a life: a function of the seed. */
export function drawLife(seed: number): Life {
  const random = new Random(seed);
  const usual = random.chance(0.6) ? random.pick(drawnStories) : undefined;
  const story = rareStories[hash("rare", seed) % 100] ?? usual;
  const { needs } = story ?? {};
  const begin = drawBegin(random, story);
  const config = drawConfig(random, begin);
  const isLarge = story?.isLarge ?? false;
  const isLong = !isLarge && random.chance(0.1) && needs === undefined;
  const times = drawTimes(random, begin, story, isLong);
  const names = drawStreams(
    random,
    config,
    story,
    isLarge || needs !== undefined ? 0 : random.integer(1, isLong ? 2 : 5),
  );
  const extent = { ...drawExtent(random, isLarge), ...needs?.extent };
  const isTrial = random.chance(0.1);
  return {
    seed,
    begin,
    extent,
    moreAdAccounts: random.chance(isLarge ? 0.8 : 0.3) ? [{ ...extent, pins: 4, boards: 2 }] : [],
    settings: {
      max_page_size: random.pick([5, 25, 250]),
      pages: random.pick(["full", "full", "ragged"]),
      ...(random.chance(0.2) ? { conversion_delay_days: random.integer(1, 7) } : {}),
      ...(random.chance(0.2) ? random.pick(recordedSettings) : {}),
      ...(isTrial ? { limits: "trial", trial_requests: random.integer(30, 80) } : {}),
      ...(isTrial && random.chance(0.5) ? { gated: ["multi_pins/analytics"] } : {}),
      ...needs?.settings,
    },
    config: {
      ...config,
      ...(isLarge ? { num_workers: 8 } : {}),
      track_changes: names.filter(() => (random.chance(0.5) ? needs?.isTracked !== false : needs?.isTracked === true)),
      ...needs?.config,
    },
    streams: names.map((name) => ({ name, refreshes: random.chance(0.15) })),
    history: random.chance(0.15),
    maxLatency: random.chance(story?.interval === hour || isLarge ? 0.7 : 0.2) ? 400 : 0,
    times,
    events: drawEvents(random, times.length, names, story),
  };
}

function drawBegin(random: Random, story: Story | undefined): number {
  const midnight = Date.UTC(2026, 0, 5 + random.integer(0, 60));
  const minutes = random.integer(0, 1_439);
  const isLate = story?.interval === day && story.needs === undefined;
  return midnight + (isLate ? 1_430 + (minutes % 10) : minutes) * 60_000;
}

function drawExtent(random: Random, isLarge: boolean): Extent {
  const few = Object.fromEntries(Object.keys(extents.small).map((kind) => [kind, random.integer(3, 6)]));
  return {
    ...extents.small,
    ...few,
    boards: random.integer(6, 9),
    pins: isLarge ? 240 : random.integer(20, 60),
    followers: random.integer(4, 20),
    campaigns: random.integer(3, 12),
    ads: isLarge ? 120 : random.integer(6, 20),
  };
}

function drawConfig(random: Random, begin: number): JsonObject {
  const monday = addDays("2025-12-29", 7 * Math.floor((begin - Date.UTC(2025, 11, 29)) / (7 * day)));
  const start = addDays(monday, -7 * random.integer(1, 16));
  return {
    start_date: start,
    columns: ["SPEND_IN_MICRO_DOLLAR", "IMPRESSION_1", "CAMPAIGN_NAME", "TOTAL_CONVERSIONS"],
    search_queries: ["garden"],
    terms: ["kitchen"],
    countries: ["US"],
    trend_regions: random.pick([["US"], ["US", "CA"]]),
    custom_reports: [
      {
        name: "monthly",
        level: "CAMPAIGN",
        granularity: "MONTH",
        columns: ["SPEND_IN_MICRO_DOLLAR", "IMPRESSION_1"],
        start_date: start,
      },
    ],
    ...(random.chance(0.2) ? { status: random.pick([["ACTIVE"], ["ACTIVE", "PAUSED"]]) } : {}),
    ...(random.chance(0.1) ? { all_profiles: true } : {}),
    ...(random.chance(0.3) ? { num_workers: random.integer(1, 6) } : {}),
    ...(random.chance(0.3) ? { pin_metrics: false } : {}),
    ...(random.chance(0.1) ? { silent_pin_analytics: true } : {}),
    ...(random.chance(0.2) ? { lookback_days: random.pick([7, 30, 45]) } : {}),
  };
}

function drawTimes(random: Random, begin: number, story: Story | undefined, isLong: boolean): readonly number[] {
  const drawn = random.pick(schedules);
  const [interval, usual, long] = schedules.find(([each]) => each === story?.interval) ?? drawn;
  const most = isLong ? long : usual;
  const least = story?.needs !== undefined && story.interval === day ? 14 : 4;
  const count = random.integer(least, story?.isLarge === true ? 5 : most);
  const isOnWorkdays = interval === day && random.chance(0.3);
  const pauseAt = random.chance(0.25) ? random.integer(1, count) : 0;
  const times: number[] = [];
  for (let time = begin; times.length < count; time += interval) {
    if (times.length === pauseAt && pauseAt > 0) time += random.integer(5, 130) * day;
    const weekday = new Date(time).getUTCDay();
    if (!isOnWorkdays || (weekday !== 0 && weekday !== 6)) times.push(time);
  }
  return times;
}

function drawStreams(random: Random, config: JsonObject, story: Story | undefined, more: number): readonly string[] {
  const credentials = { auth_method: "access_token", access_token: "token" };
  const all = enabledStreams(parseConfig({ credentials, ...config }, {})).map(({ name }) => name);
  const others = Array.from({ length: more }, () => random.pick(random.chance(0.8) ? changing : all));
  const own = story === undefined ? [] : [random.pick(story.streams), random.pick(story.streams)];
  return all.filter((name) => own.includes(name) || others.includes(name));
}

/** Events that matter to some streams, by the names of these. All others matter to all. */
const mattering: readonly (readonly [events: string, streams: RegExp])[] = [
  [
    "addPins latePins deletePin cleanUp movePin editPin addBoard deleteBoard renameBoard deleteSection boards unlistBoard",
    /board|pin|likes|account_/u,
  ],
  ["zeroSums silentPins lackingIds", /^pin_analytics$/u],
  ["addFollowers deleteFollower", /^followers$/u],
  [
    "addAds deleteAd renameAdObject setStatus adAccounts loseRole leaveList",
    /ad_|ads$|ad_groups|campaign|custom|pin_prom/u,
  ],
  ["status", /^(?:campaigns|ad_groups|ads)$/u],
  ["regions", /trend/u],
  ["startDate lookback failingDates rejectedColumn", /analytics|report|custom/u],
  // Only in stories.
  ["hidden loop mergeBoard otherAccount parents unanswered", /^$/u],
  ["endlessJobs still_processing", /report|custom/u],
];

/** Draws what happens: mostly a few kinds of events, so that they meet. */
function drawEvents(
  random: Random,
  runs: number,
  streams: readonly string[],
  story: Story | undefined,
): readonly LifeEvent[] {
  const matters = (name: string) =>
    mattering.every(([names, of]) => !names.split(" ").includes(name) || streams.some((stream) => of.test(stream)));
  const all = Object.keys(happenings).filter(matters);
  // A new kind of event changes only the lives that draw it.
  const draw = () => {
    const turn = random.integer(0, 999_999);
    return all.toSorted((one, other) => hash(one, turn) - hash(other, turn))[0] ?? "";
  };
  const kinds = story?.events ?? Array.from({ length: random.integer(2, 5) }, draw);
  return Array.from({ length: random.integer(2, Math.max(4, 2 * runs)) }, () => ({
    run: random.integer(0, runs - 1),
    at: random.next(),
    what: random.chance(0.8) || story?.needs?.isPure === true ? random.pick(kinds) : draw(),
    pick: random.integer(0, 999_999),
    runs: random.pick([1, 1, 2, 3, 8]),
  })).toSorted((one, other) => one.run - other.run || one.at - other.at);
}
