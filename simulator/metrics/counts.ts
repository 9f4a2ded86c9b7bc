const names = [
  ...(["impression", "outboundClick", "pinClick", "save", "userFollow", "profileVisit"] as const),
  ...(["videoStart", "videoView", "video10Seconds", "video95Percent"] as const),
  /** Milliseconds. */
  "watchTime",
] as const;

/** The counts of one or more days that every metric is derived from. */
export type Counts = Readonly<Record<(typeof names)[number], number>>;

function each(make: (name: keyof Counts) => number): Counts {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = make(name);
  if (!isCounts(counts)) throw new TypeError("a count is missing");
  return counts;
}

function isCounts(counts: Readonly<Record<string, number>>): counts is Counts {
  return names.every((name) => name in counts);
}

export const nothing: Counts = each(() => 0);

export function sum(first: Counts, second: Counts): Counts {
  return each((name) => first[name] + second[name]);
}

/** Returns a share of the counts, rounded down. */
export function portion(counts: Counts, share: number): Counts {
  return share === 1 || counts === nothing ? counts : each((name) => Math.floor(counts[name] * share));
}

/** Divides counts in two. @param share returns the first one's share of the count at an index */
export function divide(
  counts: Counts,
  share: (index: number) => number,
): { readonly part: Counts; readonly others: Counts } {
  const part = each((name) => Math.floor(counts[name] * share(names.indexOf(name))));
  return { part, others: each((name) => counts[name] - part[name]) };
}

const rate = (part: number, whole: number) => (whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000);
const engagement = ({ outboundClick, pinClick, save }: Counts) => outboundClick + pinClick + save;

const metrics: Readonly<Record<string, (counts: Counts) => number>> = {
  IMPRESSION: ({ impression }) => impression,
  OUTBOUND_CLICK: ({ outboundClick }) => outboundClick,
  OUTBOUND_CLICK_RATE: (counts) => rate(counts.outboundClick, counts.impression),
  PIN_CLICK: ({ pinClick }) => pinClick,
  PIN_CLICK_RATE: (counts) => rate(counts.pinClick, counts.impression),
  SAVE: ({ save }) => save,
  SAVE_RATE: (counts) => rate(counts.save, counts.impression),
  ENGAGEMENT: engagement,
  ENGAGEMENT_RATE: (counts) => rate(engagement(counts), counts.impression),
  USER_FOLLOW: ({ userFollow }) => userFollow,
  PROFILE_VISIT: ({ profileVisit }) => profileVisit,
  VIDEO_START: ({ videoStart }) => videoStart,
  VIDEO_MRC_VIEW: ({ videoView }) => videoView,
  VIDEO_10S_VIEW: ({ video10Seconds }) => video10Seconds,
  QUARTILE_95_PERCENT_VIEW: ({ video95Percent }) => video95Percent,
  VIDEO_V50_WATCH_TIME: ({ watchTime }) => watchTime,
  VIDEO_AVG_WATCH_TIME: (counts) =>
    counts.videoView === 0 ? 0 : Math.round((counts.watchTime / counts.videoView) * 100) / 100,
};

/** Returns the value of a metric; undefined for those without daily values (`TOTAL_COMMENTS`, `TOTAL_REACTIONS`). */
export function metricOf(counts: Counts, name: string): number | undefined {
  return metrics[name]?.(counts);
}

/** Returns the given metrics, in order, without those that have no daily values. */
export function metricsOf(counts: Counts, names: readonly string[]): Record<string, number> {
  const values: Record<string, number> = {};
  for (const name of names) {
    const value = metricOf(counts, name);
    if (value !== undefined) values[name] = value;
  }
  return values;
}
