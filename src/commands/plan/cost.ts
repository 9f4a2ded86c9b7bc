/** What a sync will cost. */
export interface Plan {
  readonly requests: number;
  /** By rate limit category. */
  readonly categories: Readonly<Record<string, number>>;
  readonly streams: readonly StreamPlan[];
  /** How long the rate limits make it take, in minutes on the standard tier and in days on the trial tier. */
  readonly standardMinutes: number;
  readonly trialDays: number;
  /** Lists whose length Pinterest does not tell: theirs is a guess. */
  readonly extrapolated: readonly string[];
  /** Requests that the plan itself has made. */
  readonly made: number;
}

export interface StreamPlan {
  readonly name: string;
  /** Lists that several streams need are requested once, and counted at the first of them. */
  readonly requests: number;
  /** Rows that lists have. Undefined: those of metrics and files, which the plan does not read. */
  readonly rows: number | undefined;
  /** Why the stream cannot be read, where that is known. */
  readonly problem: string | undefined;
}
