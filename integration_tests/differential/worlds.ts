import { Random } from "../../simulator/random.ts";
import { streams } from "../../src/streams/all.ts";
import { isTrackable } from "../../src/streams/tracking.ts";
import { isLong } from "../../test/amount.ts";
import { words } from "../../test/words.ts";
import type { Bed, BedOptions } from "../bed/bed.ts";
import { account, change, changeAndDelete, closeAdAccount, deny, disturb, reject, spendQuota } from "./account.ts";

/** A simulated account and its syncs. */
export interface World {
  readonly name: string;
  readonly account: Omit<BedOptions, "connector">;
  /** The names of the streams. */
  readonly streams: readonly string[];
  /** The mode of all streams; by default the richest of each. */
  readonly mode?: "full_refresh";
  /** Called once, before the first sync. */
  readonly prepare?: (bed: Bed) => void;
  readonly syncs: readonly Sync[];
  /** Why the numbers of requests and records can vary, so that only rows and statuses are compared. */
  readonly noise?: string | undefined;
}

export interface Sync {
  /** Called before the sync. */
  readonly change?: (bed: Bed) => void;
  /**
   * Where the output of each attempt but the last breaks off, as a share of its messages. What follows is lost, as after
   * a kill.
   */
  readonly cuts?: readonly number[];
}

const all = streams.map(({ name }) => name);
/** Streams with many requests. Others have the same readers and partitions. */
const costly = words(`
  pin_product_tags business_member_assets business_partner_assets catalogs_item_issues audience_shared_accounts
  ad_group_report pin_promotion_report product_group_report product_item_report advertiser_targeting_report
  ad_group_targeting_report pin_promotion_targeting_report product_group_targeting_report product_item_targeting_report
`);
/** Some streams of each kind of reader and of each kind of partitions. */
const some = words(`
  pins boards board_sections board_pins board_section_pins likes followers following_users search_pins pin_analytics
  user_account_analytics account_snapshots ad_accounts campaigns ad_groups ads audiences keywords schedules
  audience_insights keyword_metrics campaign_analytics ad_analytics campaign_targeting_analytics
  product_group_analytics campaign_analytics_report advertiser_report keyword_report catalogs_feeds
  catalogs_feed_processing_results catalogs_product_group_products business_members business_assets targeting_options
`);
/** Tracked lists of six families. */
const tracked = words(`
  boards board_sections board_pins pins likes followers following_users audiences conversion_tags campaigns keywords
  catalogs_product_groups business_members targeting_options
`);

/** Returns syncs with a change before each but the first. */
const changing = (count: number, by = change): readonly Sync[] =>
  Array.from({ length: count }, (_, index) => (index === 0 ? {} : { change: by }));

const onNextDayOfTrial = (bed: Bed): void => {
  change(bed);
  spendQuota(bed);
};

/** Returns syncs that break off at random moments. */
function broken(seed: number, count: number, cuts: number): readonly Sync[] {
  const random = new Random(seed);
  return changing(count).map((sync) => ({ ...sync, cuts: Array.from({ length: cuts }, () => random.next()) }));
}

const ofKills = { noise: "another order of messages moves the moment of a kill" };

/** The worlds of `npm test`. */
const short: readonly World[] = [
  { name: "small", account: account(), streams: all.filter((name) => !costly.includes(name)), syncs: changing(2) },
  { name: "denied", account: account(), streams: some, prepare: deny, syncs: [{}, { change: closeAdAccount }] },
  { name: "rejected", account: account(), streams: some, prepare: reject, syncs: changing(2) },
  {
    name: "tracked",
    // Version 0.2.0 has a setting for how often it reads tracked Pins completely.
    account: account({ track_changes: tracked, track_sweep_days: 1 }),
    streams: tracked,
    syncs: changing(3, changeAndDelete),
  },
  {
    name: "Trial access",
    account: account({}, { limits: "trial" }),
    streams: some,
    syncs: [{ change: spendQuota }, { change: onNextDayOfTrial }, { change: onNextDayOfTrial }],
  },
];

const medium = account({}, { scale: "medium", max_page_size: 250 });
const seeds = [1, 2, 3, 4, 5];

/** Further worlds of `npm run test:long`. */
const long: readonly World[] = [
  { name: "faults", account: account(), streams: some, prepare: (bed) => disturb(bed, 1), syncs: changing(2) },
  { name: "all streams", account: account(), streams: all, syncs: changing(4) },
  { name: "all streams in full refresh", account: account(), streams: all, mode: "full_refresh", syncs: changing(2) },
  { name: "medium", account: medium, streams: all, syncs: changing(3) },
  { name: "medium in full refresh", account: medium, streams: all, mode: "full_refresh", syncs: changing(2) },
  { name: "a year", account: account({ start_date: "2025-07-09" }), streams: all, syncs: changing(2) },
  ...seeds.flatMap((seed): readonly World[] => [
    {
      name: `all streams, kills ${seed}`,
      account: account({}, { seed }),
      streams: all,
      syncs: broken(seed, 2, 3),
      ...ofKills,
    },
    {
      name: `all streams, kills ${seed} in full refresh`,
      account: account({}, { seed }),
      streams: all,
      mode: "full_refresh",
      syncs: broken(seed + 10, 1, 3),
      ...ofKills,
    },
  ]),
  { name: "all streams, denied", account: account(), streams: all, prepare: deny, syncs: changing(2) },
  {
    name: "all tracked",
    account: account({ track_changes: ["*"] }),
    streams: streams.filter(isTrackable).map(({ name }) => name),
    syncs: changing(10, changeAndDelete),
  },
  { name: "all streams, Trial access", account: account({}, { limits: "trial" }), streams: all, syncs: changing(4) },
];

/** The worlds of this run. */
export const worlds: readonly World[] = isLong() ? [...short, ...long] : short;
/** The names of all worlds. */
export const worldNames: readonly string[] = [...short, ...long].map(({ name }) => name);
