import { createHash } from "node:crypto";
import type { JsonObject } from "../../src/json.ts";
import type { Clock } from "../clock.ts";
import type { Settings } from "../settings.ts";

export type ReportStatus = "DOES_NOT_EXIST" | "FINISHED" | "IN_PROGRESS" | "EXPIRED" | "FAILED" | "CANCELLED";

/** What a report is made of. */
export interface ReportWork {
  /** Whose report it is: the id of an ad account or of a user account. */
  readonly owner: string;
  /** Two requests with the same key are the same request. */
  readonly key: string;
  /** Whether the file is gzip, without a header that says so. */
  readonly packed?: boolean;
  /** Its text, piece by piece, as of a time in epoch milliseconds. */
  readonly write: (now: number) => Iterable<string>;
}

/** One report that was asked for. Times are epoch milliseconds of the simulated clock. */
export interface Job {
  readonly token: string;
  readonly ordinal: number;
  readonly work: ReportWork;
  readonly createdAt: number;
  /** How it will end. */
  readonly end: ReportStatus;
  polls: number;
  endedAt: number | undefined;
}

/** A report is there for an hour, and a link to it for five minutes (Pinterest's document). */
const reportLife = 3_600_000;
const linkLife = 300_000;

/** Every report that was asked for, and how far it is. */
export class Jobs {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #byToken = new Map<string, Job>();
  /** The last job of each request. */
  readonly #byRequest = new Map<string, Job>();
  #count = 0;

  constructor(seed: number, settings: Settings, clock: Clock) {
    this.#seed = seed;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** A job for a request: the one that the same request had before, as long as that is good for anything. */
  create(work: ReportWork): Job {
    const key = `${work.owner} ${work.key}`;
    const before = this.#byRequest.get(key);
    if (before !== undefined && ["IN_PROGRESS", "FINISHED"].includes(this.statusOf(before))) return before;
    this.#count += 1;
    const { report_failure: failure, report_failure_every: every } = this.#settings;
    const job: Job = {
      token: this.#token(key),
      ordinal: this.#count,
      work,
      createdAt: this.#clock.now(),
      end: failure !== "none" && this.#count % every === 0 ? failure : "FINISHED",
      polls: 0,
      endedAt: undefined,
    };
    this.#byToken.set(job.token, job);
    this.#byRequest.set(key, job);
    return job;
  }

  /** The job of a token, if it is one of the owner's. */
  find(token: string, owner: string): Job | undefined {
    const job = this.#byToken.get(token);
    return job?.work.owner === owner ? job : undefined;
  }

  /** Counts a poll, which may be the one that finds the job at its end. */
  poll(job: Job): ReportStatus {
    job.polls += 1;
    return this.statusOf(job);
  }

  statusOf(job: Job): ReportStatus {
    const now = this.#clock.now();
    const { report_polls: polls, report_seconds: seconds } = this.#settings;
    if (job.endedAt === undefined && job.polls >= polls && now - job.createdAt >= seconds * 1000) job.endedAt = now;
    if (job.endedAt === undefined) return "IN_PROGRESS";
    return job.end === "FINISHED" && now - job.endedAt > reportLife ? "EXPIRED" : job.end;
  }

  /** A link to a finished report that is good for five minutes from now: the part of the address after the origin. */
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

  /** The job of a link, as long as the link is good. */
  jobOfLink(query: URLSearchParams): Job | undefined {
    const token = query.get("X-Amz-Security-Token") ?? "";
    const until = query.get("X-Amz-Date") ?? "";
    if (query.get("X-Amz-Signature") !== this.#sign(`${token} ${until}`)) return undefined;
    const job = this.#byToken.get(token);
    return Number(until) > this.#clock.now() && job !== undefined && this.statusOf(job) === "FINISHED"
      ? job
      : undefined;
  }

  /** About 400 characters, among them some that an address has to encode, as seen live. */
  #token(key: string): string {
    const part = (index: number) => this.#sign(`token ${this.#count} ${index} ${key}`).slice(0, 60);
    return `${[1, 2, 3, 4, 5, 6].map(part).join("-_+/")}${part(7).slice(0, 20)}==`;
  }

  #sign(text: string): string {
    return createHash("sha256").update(`${this.#seed} ${text}`).digest("hex");
  }
}

/** The text of a job's report, as of the time at which it was asked for. */
export function textOf({ work, createdAt }: Job): Iterable<string> {
  return work.write(createdAt);
}

/** So many bytes are counted before they are sent: the size of a larger report is not told, to save the time. */
const countedBytes = 4_000_000;

/** The bytes that a job's report has now, since its entities may go or move; null for one that is too large to count. */
export function sizeOf(job: Job): number | null {
  let size = 0;
  for (const piece of textOf(job)) {
    size += Buffer.byteLength(piece);
    if (size > countedBytes) return null;
  }
  return size;
}

/** What a job's state looks like from outside. */
export function showJob({ token }: Job, status: ReportStatus): JsonObject {
  const finished =
    "This job has already finished processing. Please make a GET request to this endpoint and pass in the token " +
    "parameter to get the report.";
  return { report_status: status, token, message: status === "FINISHED" ? finished : "" };
}
