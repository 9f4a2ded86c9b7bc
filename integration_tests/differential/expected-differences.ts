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
      "small: stream ad_pins: only now",
      "small: status of ad_pins: none, none; now COMPLETE, COMPLETE",
      "small: records of ad_pins: 0, 0; now *",
      "small: requests of pins/get (ad_pins): 0, 0; now *",
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
      "small: requests of analytics/create_mmm_report (mmm_report): 5, 5; now 6, 6",
      "small: requests of analytics/create_conversion_product_report (brand_category_sku_report): 20, 20; now 24, 24",
    ],
  },
  {
    promise: "A denied batch asks for its first ID alone, and isn't halved if the ad account is denied.",
    lines: ["denied: requests of ads/analytics (ad_analytics): 13, 1; now 3, 1"],
  },
  {
    promise: "A report whose download breaks and differs the second time is requested again.",
    lines: ["faults: requests of analytics/get_report: *", "faults: requests of reports/download: *"],
  },
  {
    promise:
      "A record is deleted when two complete reads in a row lack it, the second begun at least an hour after the first.",
    lines: ["tracked: rows of *: * added to *, such as *", "tracked: records of *", "tracked: requests of *"],
  },
  {
    promise:
      "Under a daily quota, incremental streams come first, the least recently served first, then full refreshes in turn.",
    lines: [
      "Trial access: status of *",
      "Trial access: rows of * after sync *: * missing, such as *",
      "Trial access: rows of * after sync *: * added to *, such as *",
      "Trial access: records of *",
      "Trial access: requests of *",
    ],
  },
  {
    promise: "Date windows are as long as the API allows, with as many IDs as fit.",
    lines: ["small: requests of ad_account_targeting_analytics/get (ad_account_targeting_analytics): 5, 3; now 6, 4"],
  },
  {
    promise: "Targeting reports have one report more, with the types that no response is known of.",
    lines: [
      "small: rows of campaign_targeting_report after sync 1: 45 added to 1229, such as *",
      "small: rows of campaign_targeting_report after sync 2: 46 added to 1258, such as *",
      "small: records of campaign_targeting_report: 1229, 806; now 1274, 836",
      "small: requests of analytics/create_report: 16, 16; now 21, 21",
      "small: requests of analytics/get_report: 31, 31; now 35, 35",
      "small: requests of reports/download: 42, 42; now 44, 44",
    ],
  },
];
