/** The estimated cost of a sync. */
export interface Plan {
  /** At least so many, if this is true for a stream. */
  readonly requests: number;
  /** By rate limit category. */
  readonly categories: Readonly<Record<string, number>>;
  readonly streams: readonly StreamPlan[];
  /** The minimum duration under the rate limits: in minutes on the standard tier, in days on the trial tier. */
  readonly standardMinutes: number;
  readonly trialDays: number;
  /** Operations with lists of unknown length, of which the plan read a part: first pages, or a sample of ad accounts. */
  readonly extrapolated: readonly string[];
  /** The number of requests that the plan itself made. */
  readonly made: number;
}

export interface StreamPlan {
  readonly name: string;
  /** A list that several streams need is requested once, and counts for the first of them. */
  readonly requests: number;
  /** Whether there are further requests, for each row of a list that the plan doesn't know. */
  readonly isLowerBound: boolean;
  /** Undefined for metrics, files, and other lists that the plan doesn't know. */
  readonly rows: number | undefined;
  /** Why the stream cannot be read, if known. */
  readonly problem: string | undefined;
}
