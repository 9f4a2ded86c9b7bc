import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Settings } from "../settings.ts";

type ReportStatus = "FINISHED" | "IN_PROGRESS" | "EXPIRED";

/** The definition of a report. */
export interface ReportWork {
  /** The ID of the ad account or user account that owns the report. */
  readonly owner: string;
  /** Identifies the request: equal keys share a job. */
  readonly key: string;
  /** Yields the text in pieces, as of a time in epoch milliseconds. */
  readonly write: (now: number) => Iterable<string>;
}

/** A report job. Times are epoch milliseconds of the simulated clock. */
interface Job {
  readonly token: string;
  readonly ordinal: number;
  readonly work: ReportWork;
  readonly createdAt: number;
  polls: number;
  endedAt: number | undefined;
}

/** Reports expire after one hour, their links after five minutes (Pinterest's document). */
const reportLife = 3_600_000;
const linkLife = 300_000;
/** A job that nobody polls to its end expires, too: an hour to be done, and an hour to be fetched. */
const unpolledLife = 2 * reportLife;

/** All report jobs and their statuses. */
export class Jobs {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #byToken = new Map<string, Job>();
  /** The last job per request key. */
  readonly #byRequest = new Map<string, Job>();

  constructor(seed: number, settings: Settings, clock: Clock) {
    this.#seed = seed;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Creates a job, or returns the previous job of the same request while it is valid. */
  create(work: ReportWork): Job {
    const key = `${work.owner} ${work.key}`;
    const before = this.#byRequest.get(key);
    if (before !== undefined && this.statusOf(before) !== "EXPIRED") return before;
    const ordinal = this.#byToken.size + 1;
    // About 400 characters, some of which must be URL-encoded.
    const token = `${`${this.#sign(`token ${ordinal} ${key}`)}-_+/`.repeat(6)}==`;
    const job: Job = { token, ordinal, work, createdAt: this.#clock.now(), polls: 0, endedAt: undefined };
    this.#byToken.set(token, job);
    this.#byRequest.set(key, job);
    return job;
  }

  /** Counts a poll and returns the job with the token, if it belongs to the owner. */
  poll(token: string, owner: string): Job | undefined {
    const job = this.#byToken.get(token);
    if (job?.work.owner !== owner) return undefined;
    job.polls += 1;
    return job;
  }

  statusOf(job: Job): ReportStatus {
    const now = this.#clock.now();
    if (job.polls >= this.#settings.report_polls) job.endedAt ??= now;
    if (job.endedAt === undefined) return now - job.createdAt > unpolledLife ? "EXPIRED" : "IN_PROGRESS";
    return now - job.endedAt > reportLife ? "EXPIRED" : "FINISHED";
  }

  /** Returns the path of a link to a finished report, valid for five minutes. */
  linkOf({ token, ordinal, work }: Job): string {
    const until = String(this.#clock.now() + linkLife);
    const query = new URLSearchParams({
      "X-Amz-Date": until,
      "X-Amz-Security-Token": token,
      "X-Amz-Signature": this.#sign(`${token} ${until}`),
    });
    return `/_simulator/downloads/${work.owner}-${ordinal}/metrics_report.txt?${query.toString()}`;
  }

  /** Returns the job of a link; undefined if the link has expired. */
  jobOfLink(query: URLSearchParams): Job | undefined {
    const [token = "", until = ""] = ["X-Amz-Security-Token", "X-Amz-Date"].map((name) => query.get(name) ?? "");
    if (query.get("X-Amz-Signature") !== this.#sign(`${token} ${until}`)) return undefined;
    const job = this.#byToken.get(token);
    return Number(until) > this.#clock.now() && job !== undefined && this.statusOf(job) === "FINISHED"
      ? job
      : undefined;
  }

  #sign(text: string): string {
    return createHash("sha256").update(`${this.#seed} ${text}`).digest("hex");
  }
}

/** Yields the text of a job's report, as of the time of its request. */
export const textOf = ({ work, createdAt }: Job): Iterable<string> => work.write(createdAt);

/** Returns the size of a job's file in bytes; null above a megabyte, since counting takes time. */
export function sizeOf(job: Job): number | null {
  let size = 0;
  for (const piece of textOf(job)) {
    size += Buffer.byteLength(piece);
    if (size > 1_000_000) return null;
  }
  return size;
}
