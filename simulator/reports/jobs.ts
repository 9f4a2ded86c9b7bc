import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import type { Settings } from "../settings.ts";

export type ReportStatus = "FINISHED" | "IN_PROGRESS" | "EXPIRED";

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
export interface Job {
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

/** All report jobs and their statuses. */
export class Jobs {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #byToken = new Map<string, Job>();
  /** The last job per request key. */
  readonly #byRequest = new Map<string, Job>();
  #count = 0;

  constructor(seed: number, settings: Settings, clock: Clock) {
    this.#seed = seed;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Creates a job, or returns the previous job of the same request while it is valid. */
  create(work: ReportWork): Job {
    const key = `${work.owner} ${work.key}`;
    const before = this.#byRequest.get(key);
    if (before !== undefined && ["IN_PROGRESS", "FINISHED"].includes(this.statusOf(before))) return before;
    this.#count += 1;
    const job: Job = {
      token: this.#token(key),
      ordinal: this.#count,
      work,
      createdAt: this.#clock.now(),
      polls: 0,
      endedAt: undefined,
    };
    this.#byToken.set(job.token, job);
    this.#byRequest.set(key, job);
    return job;
  }

  /** Returns the job with the token, if it belongs to the owner. */
  find(token: string, owner: string): Job | undefined {
    const job = this.#byToken.get(token);
    return job?.work.owner === owner ? job : undefined;
  }

  /** Counts a poll and returns the status. */
  poll(job: Job): ReportStatus {
    job.polls += 1;
    return this.statusOf(job);
  }

  statusOf(job: Job): ReportStatus {
    const now = this.#clock.now();
    if (job.endedAt === undefined && job.polls >= this.#settings.report_polls) job.endedAt = now;
    if (job.endedAt === undefined) return "IN_PROGRESS";
    return now - job.endedAt > reportLife ? "EXPIRED" : "FINISHED";
  }

  /** Returns the path of a link to a finished report, valid for five minutes. */
  linkOf(job: Job): string {
    const until = this.#clock.now() + linkLife;
    const file = `${job.work.owner}-${Math.floor(job.createdAt / 1000)}-${job.ordinal}`;
    const query = new URLSearchParams({
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Expires": "300",
      "X-Amz-Date": String(until),
      "X-Amz-SignedHeaders": "host",
      "X-Amz-Security-Token": job.token,
      "X-Amz-Signature": this.#sign(`${job.token} ${until}`),
    });
    return `/_simulator/downloads/${file}/metrics_report.txt?${query.toString()}`;
  }

  /** Returns the job of a link; undefined if the link has expired. */
  jobOfLink(query: URLSearchParams): Job | undefined {
    const token = query.get("X-Amz-Security-Token") ?? "";
    const until = query.get("X-Amz-Date") ?? "";
    if (query.get("X-Amz-Signature") !== this.#sign(`${token} ${until}`)) return undefined;
    const job = this.#byToken.get(token);
    return Number(until) > this.#clock.now() && job !== undefined && this.statusOf(job) === "FINISHED"
      ? job
      : undefined;
  }

  /** Returns a token of about 400 characters, some of which must be URL-encoded. */
  #token(key: string): string {
    const part = (index: number) => this.#sign(`token ${this.#count} ${index} ${key}`).slice(0, 60);
    return `${[1, 2, 3, 4, 5, 6].map(part).join("-_+/")}${part(7).slice(0, 20)}==`;
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

/** Returns the job as the API shows it. */
export function showJob({ token }: Job, status: ReportStatus): JsonObject {
  const finished =
    "This job has already finished processing. Please make a GET request to this endpoint and pass in the token " +
    "parameter to get the report.";
  return { report_status: status, token, message: status === "FINISHED" ? finished : "" };
}
