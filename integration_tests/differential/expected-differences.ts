/** Differences from version 0.2.0 that are intended, and the promise that explains them. */
export interface ExpectedDifference {
  /** What changed, as in the changelog. */
  readonly promise: string;
  /**
   * Lines as the test prints them. `*` stands for any text; a line that begins with it is about several worlds. Each
   * must match a difference.
   */
  readonly lines: readonly string[];
}

/** The one list of intended differences. */
export const expectedDifferences: readonly ExpectedDifference[] = [
  {
    promise: "The stream ad_pins has the Pins of ads, also those of other owners.",
    lines: [
      "*: stream ad_pins: only now",
      "*: status of ad_pins: none*; now COMPLETE*",
      "*: records of ad_pins: 0, *; now *",
      "*: requests of pins/get (ad_pins): 0, *; now *",
    ],
  },
  {
    promise: "The stream user_account_analytics_split has the account's metrics by device, Pin format, and so on.",
    lines: [
      "*: stream user_account_analytics_split: only now",
      "*: status of user_account_analytics_split: none*; now *",
      "*: records of user_account_analytics_split: 0, *; now *",
      "*: requests of user_account/analytics (user_account_analytics, user_account_analytics_split): *; now *",
    ],
  },
  {
    promise: "Every field has one type.",
    lines: ["*: rows of audiences after sync *: rule of * differs, such as *"],
  },
  {
    promise:
      "An ad account that rejects a value no longer takes it from others, and two errors in a row take nothing away.",
    lines: [
      "rejected: rows of ad_analytics after sync *: * added to *",
      "rejected: rows of campaign_analytics after sync 1: * added to *",
      "rejected: rows of campaign_analytics after sync 2: TOTAL_CONVERSIONS of * differs, such as *: absent, now *",
      "rejected: rows of product_group_analytics after sync 1: * added to 0, such as *",
      "rejected: records of *_analytics: *",
      "rejected: status of *_analytics: config_error, *; now COMPLETE, COMPLETE",
    ],
  },
  {
    promise:
      "A value is excluded only if Pinterest rejected it twice and accepted the request without it in between, for each ad account.",
    lines: [
      "rejected: requests of targeting_options/get (targeting_options): *",
      "rejected: requests of analytics/create_report: *",
      "rejected: requests of campaigns/analytics (campaign_analytics): *",
      "rejected: requests of campaign_targeting_analytics/get (campaign_targeting_analytics): *",
      "rejected: requests of ads/analytics (ad_analytics): *",
      "rejected: requests of product_groups/analytics (product_group_analytics): *",
    ],
  },
  {
    promise: "No request waits for the first one of its ad account, so each that is in flight learns of a denial.",
    lines: [
      "*: requests of analytics/create_mmm_report (mmm_report): *; now *",
      "*: requests of analytics/create_conversion_product_report (brand_category_sku_report): *; now *",
    ],
  },
  {
    promise: "A denied batch asks for its first ID alone, and isn't halved if the ad account is denied.",
    lines: [
      "denied: requests of ads/analytics (ad_analytics): 13, 1; now 3, 1",
      "all streams, denied: requests of ads/analytics (ad_analytics): 13, 14; now 3, 4",
    ],
  },
  {
    promise: "A report whose download breaks and differs the second time is requested again.",
    lines: ["faults: requests of analytics/get_report: *", "faults: requests of reports/download: *"],
  },
  {
    promise:
      "`schedules` repeats a parameter for each campaign, so that a fault of the simulator hits another request.",
    lines: ["faults: requests of schedules/list (schedules): *"],
  },
  {
    promise:
      "A record is deleted when two complete reads in a row lack it, the second begun at least an hour after the first.",
    lines: ["*tracked: rows of *: * added to *, such as *", "*tracked: records of *", "*tracked: requests of *"],
  },
  {
    promise: "Each sync compares tracked Pins completely, where 0.2.0 did so every seventh day.",
    lines: [
      "all tracked: rows of * after sync *: * missing, such as *",
      "all tracked: rows of * after sync *: * differs, such as *",
    ],
  },
  {
    promise:
      "Under a daily quota, incremental streams come first, the least recently served first, then full refreshes in turn.",
    lines: [
      "*Trial access: status of *",
      "*Trial access: rows of * after sync *: * missing, such as *",
      "*Trial access: rows of * after sync *: * added to *, such as *",
      "*Trial access: records of *",
      "*Trial access: requests of *",
    ],
  },
  {
    promise: "Date windows are as long as the API allows, with as many IDs as fit.",
    lines: ["*: requests of ad_account_targeting_analytics/get (ad_account_targeting_analytics): *; now *"],
  },
  {
    promise: "Targeting reports have one report more, with the types that no response is known of.",
    lines: [
      "*: rows of *_targeting_report after sync *: * added to *, such as *",
      "*: records of *_targeting_report: *; now *",
      "*: requests of analytics/create_report: *; now *",
      "*: requests of analytics/get_report: *; now *",
      "*: requests of reports/download: *; now *",
    ],
  },
];
